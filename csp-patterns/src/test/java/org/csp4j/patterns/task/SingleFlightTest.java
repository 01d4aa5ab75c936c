package org.csp4j.patterns.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.csp4j.Csp.chan;
import static org.csp4j.diagnostics.WaitReason.Kind.RECEIVE;
import static org.csp4j.testsupport.Await.await;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.csp4j.Channel;
import org.csp4j.diagnostics.WaitReason;
import org.csp4j.patterns.NothingIsLeft;
import org.csp4j.testsupport.Await;
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

/** {@link SingleFlight}: one piece of work for all who ask at the same time. */
@Tag("engine")
@ParameterizedClass(name = "{0}")
@MethodSource("org.csp4j.testsupport.Setting#all")
@ExtendWith(NothingIsLeft.class)
class SingleFlightTest {
    @RegisterExtension
    final Crew crew;

    private final SingleFlight<String, Integer> flights = new SingleFlight<>();
    private final Channel<Integer> gate = chan("gate");
    private final AtomicInteger begun = new AtomicInteger();
    private final AtomicInteger interrupted = new AtomicInteger();

    SingleFlightTest(Setting setting) {
        crew = new Crew(setting);
    }

    private int work() throws InterruptedException {
        begun.incrementAndGet();
        try {
            return gate.receive();
        } catch (InterruptedException e) {
            interrupted.incrementAndGet();
            throw e;
        }
    }

    private List<Party<Integer>> ask(int count) {
        List<Party<Integer>> asking = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            Party<Integer> party = crew.start(() -> flights.get("key", this::work));
            Await.until("the work has begun", () -> begun.get() > 0);
            await(party).toPark(RECEIVE);
            asking.add(party);
        }
        return asking;
    }

    @Test
    void allWhoAskMeanwhileGetTheSame() throws Exception {
        List<Party<Integer>> asking = ask(3);
        gate.send(7);
        for (Party<Integer> party : asking) {
            assertThat(party.result()).isEqualTo(7);
        }
        assertThat(begun).hasValue(1);
        crew.run(() -> assertThat(flights.get("key", () -> 8)).isEqualTo(8)); // nothing is kept
    }

    @Test
    void aFailureIsForAllOfThem() throws Exception {
        IOException failure = new IOException("of the work");
        crew.run(() -> {
            assertThatThrownBy(() -> flights.get("key", () -> {
                        throw failure;
                    }))
                    .isInstanceOf(FutureFailedException.class)
                    .hasCause(failure);
            assertThat(flights.get("key", () -> 1)).isEqualTo(1);
        });
    }

    @Test
    void keysDoNotWaitForEachOther() throws Exception {
        List<Party<Integer>> asking = ask(1);
        crew.run(() -> assertThat(flights.get("other", () -> 1)).isEqualTo(1));
        gate.send(2);
        assertThat(asking.getFirst().result()).isEqualTo(2);
    }

    @Test
    void whoIsInterruptedLeavesTheOthersAloneTheFirstToo() throws Exception {
        List<Party<Integer>> asking = ask(3);
        asking.get(0).interrupt();
        asking.get(2).interrupt();
        assertThat(asking.get(0).failure()).isInstanceOf(InterruptedException.class);
        assertThat(asking.get(2).failure()).isInstanceOf(InterruptedException.class);
        gate.send(7);
        assertThat(asking.get(1).result()).isEqualTo(7);
        assertThat(interrupted).hasValue(0);
    }

    @Test
    void theLastWhoLeavesCancelsTheWork() throws Exception {
        List<Party<Integer>> asking = ask(2);
        asking.forEach(Party::interrupt);
        for (Party<Integer> party : asking) {
            assertThat(party.failure()).isInstanceOf(InterruptedException.class);
        }
        Await.until("the work is interrupted", () -> interrupted.get() == 1);
        crew.run(() -> assertThat(flights.get("key", () -> 1)).isEqualTo(1));
    }

    @Test
    void aTimeoutIsALeave() throws Exception {
        List<Party<Integer>> asking = ask(1);
        crew.run(() -> assertThat(flights.get("key", this::work, Delays.SHORT)).isEmpty());
        assertThat(interrupted).hasValue(0);
        gate.send(7);
        assertThat(asking.getFirst().result()).isEqualTo(7);
        crew.run(() -> assertThat(flights.get("key", () -> 8, Delays.LONG)).contains(8));
        crew.run(() -> assertThat(flights.get("key", this::work, Delays.SHORT)).isEmpty());
        Await.until("the work is interrupted", () -> interrupted.get() == begun.get() - 1);
    }

    @Test
    void whoAsksWhenAnotherHasBeenAnsweredGetsANewAnswer() throws Exception {
        for (int round = 0; round < Rounds.of(200); round++) {
            AtomicInteger made = new AtomicInteger();
            List<Party<Void>> parties = new ArrayList<>();
            for (int p = 0; p < 3; p++) {
                parties.add(crew.start(() -> {
                    int first = flights.get("key", made::incrementAndGet);
                    assertThat(flights.get("key", made::incrementAndGet)).isGreaterThan(first);
                }));
            }
            for (Party<Void> party : parties) {
                party.join();
            }
        }
    }

    /** A key that does something, once, when it is looked up. */
    private static final class Key {
        private final AtomicReference<Runnable> lookup = new AtomicReference<>(() -> {});

        @Override
        public int hashCode() {
            lookup.getAndSet(() -> {}).run();
            return 1;
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Key;
        }
    }

    @Test
    void nobodyJoinsWhatTheLastIsAboutToCancel() throws Exception {
        SingleFlight<Key, Integer> keyed = new SingleFlight<>();
        Key key = new Key();
        CountDownLatch isLeaving = new CountDownLatch(1);
        Party<Integer> last = crew.start(() -> keyed.get(key, this::work));
        Await.until("the work has begun", () -> begun.get() > 0);
        await(last).toPark(RECEIVE);
        Party<Integer> next = crew.start(() -> {
            isLeaving.await();
            return keyed.get(new Key(), () -> 8);
        });
        key.lookup.set(() -> {
            isLeaving.countDown();
            Await.until(
                    "the next has asked",
                    () -> next.hasEnded() || WaitReason.of(next.thread()).isPresent());
        });
        last.interrupt();
        assertThat(last.failure()).isInstanceOf(InterruptedException.class);
        assertThat(next.result()).isEqualTo(8);
    }

    @Test
    void whatIsForgottenGoesOnBesideANewOne() throws Exception {
        List<Party<Integer>> asking = ask(1);
        flights.forget("key");
        crew.run(() -> assertThat(flights.get("key", () -> 1)).isEqualTo(1));
        gate.send(2);
        assertThat(asking.getFirst().result()).isEqualTo(2);
    }

    @Test
    void refusesNulls() {
        assertThatNullPointerException().isThrownBy(() -> flights.get(null, () -> 1));
        assertThatNullPointerException().isThrownBy(() -> flights.get("key", null));
        assertThatNullPointerException().isThrownBy(() -> flights.forget(null));
    }

    /** Many ask again and again: each gets a value of work that had not ended when it asked, and never two run at the same time. */
    @Test
    void neverTwoWorkOnOneKey() throws Exception {
        AtomicInteger atWork = new AtomicInteger();
        AtomicInteger made = new AtomicInteger();
        List<Party<Void>> parties = new ArrayList<>();
        for (int p = 0; p < 4; p++) {
            parties.add(crew.start(() -> {
                for (int i = 0; i < Rounds.of(500); i++) {
                    int before = made.get();
                    int value = flights.get("key", () -> {
                        assertThat(atWork.incrementAndGet()).isEqualTo(1);
                        Thread.yield();
                        atWork.decrementAndGet();
                        return made.incrementAndGet();
                    });
                    assertThat(value).isGreaterThanOrEqualTo(before);
                }
            }));
        }
        for (Party<Void> party : parties) {
            party.join();
        }
    }
}
