package org.csp4j.patterns.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.csp4j.diagnostics.WaitReason.Kind.SEND;
import static org.csp4j.testsupport.Await.await;

import java.util.ArrayList;
import java.util.List;
import org.csp4j.testsupport.Crew;
import org.csp4j.testsupport.Party;
import org.csp4j.testsupport.Rounds;
import org.csp4j.testsupport.Setting;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** {@link PoolLock}. */
@Tag("engine")
@ParameterizedClass(name = "{0}")
@MethodSource("org.csp4j.testsupport.Setting#all")
class PoolLockTest {
    private static final int PARTIES = 4;
    private static final int OFTEN = 1_000; // one hold in so many is a long one, so that the others come to wait

    private static final int SPINS = 3; // a hold takes some time, so that others find it held, and try again

    @RegisterExtension
    final Crew crew;

    private final PoolLock lock = new PoolLock("turns");
    private int holds; // guarded by the lock

    PoolLockTest(Setting setting) {
        this.crew = new Crew(setting);
    }

    private void hold(boolean isLong) {
        lock.lock();
        int before = holds;
        if (isLong) {
            Thread.yield();
        }
        for (int i = 0; i < SPINS; i++) {
            Thread.onSpinWait();
        }
        holds = before + 1;
        lock.unlock();
    }

    @Test
    void oneHoldsItAtATimeAndSeesWhatWasDoneUnderIt() throws Exception { // E1, I1
        int rounds = Rounds.of(100_000);
        List<Party<Void>> parties = new ArrayList<>();
        for (int i = 0; i < PARTIES; i++) {
            parties.add(crew.start(() -> {
                for (int round = 0; round < rounds; round++) {
                    hold(round % OFTEN == 0);
                }
            }));
        }
        for (Party<Void> party : parties) {
            party.join();
        }
        assertThat(holds).isEqualTo(PARTIES * rounds);
    }

    @Test
    void allWhoWaitHaveATurn() throws Exception { // I1
        lock.lock();
        List<Party<Void>> waiting = new ArrayList<>();
        for (int i = 0; i < PARTIES; i++) {
            waiting.add(crew.start(() -> hold(false)));
        }
        for (Party<Void> party : waiting) {
            await(party).toPark(SEND);
        }
        lock.unlock();
        for (Party<Void> party : waiting) {
            party.join();
        }
        assertThat(holds).isEqualTo(PARTIES);
    }

    @Test
    void whoIsInterruptedWaitsOnAndKeepsTheInterrupt() throws Exception {
        lock.lock();
        Party<Boolean> waiting = crew.start(() -> {
            hold(false);
            return Thread.interrupted();
        });
        await(waiting).toPark(SEND);
        waiting.interrupt();
        Party<Boolean> late = crew.start(() -> {
            Thread.currentThread().interrupt();
            hold(false);
            return Thread.interrupted();
        });
        await(late).toPark(SEND);
        await(waiting).toPark(SEND);
        assertThat(holds).isZero();
        lock.unlock();
        assertThat(waiting.result()).isTrue();
        assertThat(late.result()).isTrue();
        assertThat(holds).isEqualTo(2);
    }
}
