package org.csp4j.patterns.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.csp4j.Csp.chan;
import static org.csp4j.Csp.never;
import static org.csp4j.diagnostics.WaitReason.Kind.SELECT;
import static org.csp4j.testsupport.Await.await;

import java.io.IOException;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.csp4j.Channel;
import org.csp4j.FiberCancelledException;
import org.csp4j.patterns.Late;
import org.csp4j.patterns.NothingIsLeft;
import org.csp4j.patterns.internal.Fibers;
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

/** {@link ErrorGroup}: limits, failures, and the end of all. */
@Tag("engine")
@ParameterizedClass(name = "{0}")
@MethodSource("org.csp4j.testsupport.Setting#all")
@ExtendWith(NothingIsLeft.class)
class ErrorGroupTest {
    @RegisterExtension
    final Crew crew;

    private final Channel<Integer> gate = chan("gate");
    private final Queue<String> events = new ConcurrentLinkedQueue<>();
    private final IOException failure = new IOException("of a task");

    ErrorGroupTest(Setting setting) {
        crew = new Crew(setting);
    }

    private void atTheGate() throws InterruptedException {
        events.add("at the gate");
        try {
            gate.receive();
            events.add("through");
        } catch (InterruptedException e) {
            events.add("interrupted");
            throw e;
        }
    }

    private void awaitEvents(String event, int count) {
        Await.until(
                count + " " + event, () -> events.stream().filter(event::equals).count() == count);
    }

    private void fail() throws IOException {
        throw failure;
    }

    @Test
    void awaitWaitsForAllTasks() throws Exception {
        Party<Void> owner = crew.start(() -> {
            try (ErrorGroup group = ErrorGroup.open()) {
                group.go(this::atTheGate);
                group.go(this::atTheGate);
                group.await();
                events.add("awaited");
            }
        });
        gate.send(1);
        gate.send(2);
        owner.join();
        assertThat(events).endsWith("awaited").filteredOn("through"::equals).hasSize(2);
    }

    @Test
    void noMoreThanTheLimitRunAtATime() throws Exception {
        AtomicInteger running = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        AtomicInteger ended = new AtomicInteger();
        int tasks = Rounds.of(1000);
        crew.run(() -> {
            try (ErrorGroup group = ErrorGroup.withLimit(3)) {
                for (int i = 0; i < tasks; i++) {
                    group.go(() -> {
                        most.accumulateAndGet(running.incrementAndGet(), Math::max);
                        Thread.yield();
                        running.decrementAndGet();
                        ended.incrementAndGet();
                    });
                }
                group.await();
            }
        });
        assertThat(ended).hasValue(tasks);
        assertThat(most.get()).isBetween(1, 3);
    }

    @Test
    void atTheLimitATryDoesNotAndAGoWaits() throws Exception {
        crew.run(() -> {
            try (ErrorGroup group = ErrorGroup.withLimit(1)) {
                assertThat(group.tryGo(this::atTheGate)).isTrue();
                assertThat(group.tryGo(this::atTheGate)).isFalse();
                assertThat(group.tryGo(this::atTheGate, Delays.SHORT)).isFalse();
                Party<Boolean> waiting = crew.<Boolean>start(() -> group.go(this::atTheGate));
                await(waiting).toPark(SELECT);
                waiting.interrupt();
                assertThat(waiting.failure()).isInstanceOf(InterruptedException.class);
                gate.send(1);
                assertThat(group.await(Delays.LONG)).isTrue();
            }
        });
        assertThat(events).containsExactly("at the gate", "through");
    }

    @Test
    void theFirstFailureCancelsTheOthersAndIsThrown() throws Exception {
        crew.run(() -> {
            try (ErrorGroup group = ErrorGroup.open()) {
                group.go(this::atTheGate);
                awaitEvents("at the gate", 1);
                group.go(this::fail);
                assertThatThrownBy(group::await)
                        .isInstanceOf(ErrorGroupFailedException.class)
                        .hasMessageContaining("of a task")
                        .hasCause(failure)
                        .hasNoSuppressedExceptions();
                assertThat(group.go(() -> events.add("late"))).isFalse();
                assertThat(group.tryGo(() -> events.add("late"))).isFalse();
                assertThat(group.tryGo(() -> events.add("late"), Delays.LONG)).isFalse();
            } // has nothing more to tell
        });
        assertThat(events).containsExactly("at the gate", "interrupted");
    }

    @Test
    void whoWaitsForTheLimitLearnsOfTheFailureOfOthers() throws Exception {
        crew.run(() -> {
            ErrorGroup group = ErrorGroup.withLimit(2);
            group.go(this::deafAtTheGate);
            Channel<Integer> beforeItFails = chan();
            group.go(() -> {
                beforeItFails.receiveOrClosed();
                fail();
            });
            Party<Boolean> waiting = crew.<Boolean>start(() -> group.go(() -> events.add("late")));
            Party<Boolean> impatient = crew.<Boolean>start(() -> group.tryGo(() -> events.add("late"), Delays.LONG));
            await(waiting).toPark(SELECT);
            await(impatient).toPark(SELECT);
            beforeItFails.close();
            Await.until("one is free", () -> events.contains("interrupted"));
            assertThat(waiting.result()).isFalse();
            assertThat(impatient.result()).isFalse();
            gate.close();
            assertThatThrownBy(group::close).hasCause(failure);
        });
        assertThat(events).doesNotContain("late");
    }

    /** Waits at the gate whatever happens. */
    private void deafAtTheGate() {
        Fibers.uninterrupted(this::waitAtTheGate);
    }

    private void waitAtTheGate() throws InterruptedException {
        try {
            gate.receiveOrClosed();
        } catch (InterruptedException e) {
            events.add("interrupted");
            throw e;
        }
    }

    /** A task fails the group, and then waits for what never comes, while who has started it may not know its fiber yet. */
    @Test
    void aTaskIsCancelledHoweverEarlyTheGroupFails() throws Exception {
        for (int round = 0; round < Rounds.of(200); round++) {
            ErrorGroup group = ErrorGroup.open();
            crew.run(() -> {
                group.go(() -> {
                    group.go(this::fail);
                    never().receive();
                });
                assertThatThrownBy(group::await).hasCause(failure).hasNoSuppressedExceptions();
            });
        }
    }

    @Test
    void whenAWaitHasEndedAsManyMayRunAsBefore() throws Exception {
        crew.run(() -> {
            try (ErrorGroup group = ErrorGroup.withLimit(1)) {
                for (int round = 0; round < Rounds.of(1000); round++) {
                    assertThat(group.tryGo(Thread::yield)).isTrue();
                    group.await();
                }
            }
        });
    }

    @Test
    void aTaskCannotWaitForItsOwnGroup() throws Exception {
        crew.run(() -> {
            try (ErrorGroup group = ErrorGroup.open().collecting()) {
                group.go(group::await);
                group.go(() -> group.await(Delays.LONG));
                group.go(group::close);
                assertThatThrownBy(group::await)
                        .hasCauseInstanceOf(IllegalStateException.class)
                        .satisfies(failed -> assertThat(failed.getSuppressed()).hasSize(2));
            }
        });
    }

    @Test
    void aTaskThatIsCancelledWithItsScopeHasFailedThoughItNeverBegan() throws Exception {
        ErrorGroup group = ErrorGroup.withLimit(1);
        crew.run(() -> {
            Late.start(() -> group.go(() -> events.add("begun")));
            assertThatThrownBy(group::await).hasCauseInstanceOf(FiberCancelledException.class);
            group.close();
        });
        assertThat(events).isEmpty();
    }

    @Test
    void oneThatCollectsLetsAllRunAndTellsOfAll() throws Exception {
        IOException second = new IOException("the second");
        crew.run(() -> {
            try (ErrorGroup group = ErrorGroup.withLimit(1).collecting()) {
                group.go(this::fail);
                group.go(() -> {
                    throw second;
                });
                group.go(() -> events.add("ran"));
                assertThatThrownBy(group::await).hasCause(failure).hasSuppressedException(second);
            }
        });
        assertThat(events).containsExactly("ran");
    }

    @Test
    void closeCancelsAndWaitsAndThrowsAFailureThatNobodyHasAwaited() throws Exception {
        crew.run(() -> {
            assertThatThrownBy(() -> {
                        try (ErrorGroup group = ErrorGroup.open()) {
                            group.go(this::fail);
                        }
                    })
                    .isInstanceOf(ErrorGroupFailedException.class)
                    .hasCause(failure);
            ErrorGroup group = ErrorGroup.open();
            group.go(this::atTheGate);
            awaitEvents("at the gate", 1);
            group.close();
            assertThat(events).contains("interrupted");
            group.close();
            assertThat(group.go(() -> events.add("late"))).isFalse();
            group.await();
        });
        assertThat(events).doesNotContain("late");
    }

    @Test
    void aTimeoutEndsTheWaitAlone() throws Exception {
        crew.run(() -> {
            try (ErrorGroup group = ErrorGroup.open()) {
                group.go(this::atTheGate);
                assertThat(group.await(Delays.SHORT)).isFalse();
                gate.send(1);
                group.await();
            }
        });
        assertThat(events).contains("through");
    }

    @Test
    void refusesWhatMakesNoSense() throws Exception {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ErrorGroup.withLimit(0))
                .withMessageContaining("limit 0");
        try (ErrorGroup group = ErrorGroup.withLimit(1)) {
            assertThatNullPointerException().isThrownBy(() -> group.go(null));
            assertThatNullPointerException().isThrownBy(() -> group.tryGo(null));
            assertThatNullPointerException().isThrownBy(() -> group.tryGo(null, Delays.LONG));
            assertThat(group.tryGo(() -> {})).isTrue(); // no permit is lost
        }
    }

    /** Failures and closes at any moment: whatever was started has ended behind the block, and nothing begins after it. */
    @Test
    void noTaskOutlivesItsGroup() throws Exception {
        for (int round = 0; round < Rounds.of(200); round++) {
            AtomicInteger started = new AtomicInteger();
            AtomicInteger ended = new AtomicInteger();
            int failing = round % 25;
            crew.run(() -> {
                try (ErrorGroup group = ErrorGroup.withLimit(1 + failing % 4)) {
                    for (int i = 0; i < 20; i++) {
                        int task = i;
                        boolean isStarted = group.go(() -> {
                            try {
                                if (task == failing) {
                                    throw failure;
                                }
                            } finally {
                                ended.incrementAndGet();
                            }
                        });
                        if (isStarted) {
                            started.incrementAndGet();
                        } else {
                            assertThat(failing).isLessThan(task);
                        }
                    }
                    if (failing % 2 == 0) {
                        group.await();
                    }
                } catch (ErrorGroupFailedException e) {
                    assertThat(e).hasCause(failure);
                }
            });
            assertThat(started.get()).isEqualTo(ended.get());
        }
    }
}
