package org.csp4j.patterns.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.csp4j.Csp.chan;
import static org.csp4j.Csp.orElse;
import static org.csp4j.Csp.select;
import static org.csp4j.diagnostics.WaitReason.Kind.RECEIVE;
import static org.csp4j.testsupport.Await.await;

import java.util.concurrent.atomic.AtomicInteger;
import org.csp4j.Channel;
import org.csp4j.Scope;
import org.csp4j.patterns.NothingIsLeft;
import org.csp4j.testsupport.Crew;
import org.csp4j.testsupport.Delays;
import org.csp4j.testsupport.Party;
import org.csp4j.testsupport.Rounds;
import org.csp4j.testsupport.Setting;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** {@link WaitGroup}: until nothing goes on. */
@Tag("engine")
@ParameterizedClass(name = "{0}")
@MethodSource("org.csp4j.testsupport.Setting#all")
@ExtendWith(NothingIsLeft.class)
class WaitGroupTest {
    @RegisterExtension
    final Crew crew;

    private final WaitGroup group = new WaitGroup();
    private final Channel<Integer> gate = chan("gate");

    WaitGroupTest(Setting setting) {
        crew = new Crew(setting);
    }

    @Test
    void aWaitEndsWhenTheCountIsZero() throws Exception {
        crew.run(group::await); // nothing goes on
        group.add(2);
        Party<Void> waiting = crew.start(() -> group.await());
        await(waiting).toPark(RECEIVE);
        group.done();
        assertThat(group.count()).isEqualTo(1);
        crew.run(() -> assertThat(group.await(Delays.SHORT)).isFalse());
        assertThat(waiting.hasEnded()).isFalse();
        group.done();
        waiting.join();
        crew.run(() -> assertThat(group.await(Delays.LONG)).isTrue());
    }

    @Test
    void itCanBeUsedAgain() throws Exception {
        for (int i = 0; i < 3; i++) {
            group.add(1);
            crew.run(() -> assertThat(group.await(Delays.NEGATIVE)).isFalse());
            group.done();
            crew.run(group::await);
        }
    }

    @Test
    void itStandsInASelect() throws Exception {
        group.add(1);
        crew.run(() -> {
            assertThat(select(group.ended(() -> "ended"), orElse(() -> "goes on")))
                    .isEqualTo("goes on");
            group.done();
            assertThat(select(group.ended(() -> "ended"), orElse(() -> "goes on")))
                    .isEqualTo("ended");
        });
    }

    @Test
    void aFiberCountsUntilItHasEndedHoweverItDoes() throws Exception {
        crew.run(() -> {
            try (Scope scope = Scope.open()) {
                scope.go(() -> {
                            group.go(gate::receive);
                            group.go(() -> {});
                        })
                        .join();
                assertThat(group.await(Delays.SHORT)).isFalse();
            } // cancels the one that waits
            group.await();
        });
    }

    @Test
    void anInterruptEndsTheWaitAlone() throws Exception {
        group.add(1);
        Party<Void> waiting = crew.start(() -> group.await());
        await(waiting).toPark(RECEIVE);
        waiting.interrupt();
        assertThat(waiting.failure()).isInstanceOf(InterruptedException.class);
        assertThat(group.count()).isEqualTo(1);
        group.done();
    }

    @Test
    void refusesWhatMakesNoSense() {
        assertThatIllegalStateException().isThrownBy(group::done).withMessageContaining("count is 0");
        assertThatIllegalArgumentException().isThrownBy(() -> group.add(0)).withMessageContaining("more 0");
        assertThatNullPointerException().isThrownBy(() -> group.go(null));
        assertThat(group.count()).isZero();
    }

    /** Many come and go: whoever waits sees all that was done before the count was zero. */
    @Test
    void nobodyIsLetGoTooEarly() throws Exception {
        for (int round = 0; round < Rounds.of(200); round++) {
            AtomicInteger ended = new AtomicInteger();
            crew.run(() -> {
                for (int i = 0; i < 20; i++) {
                    group.go(() -> {
                        group.go(ended::incrementAndGet);
                        ended.incrementAndGet();
                    });
                }
                group.await();
                assertThat(ended).hasValue(40);
            });
        }
    }
}
