package org.csp4j.patterns.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.csp4j.Csp.chan;
import static org.csp4j.diagnostics.WaitReason.Kind.RECEIVE;
import static org.csp4j.testsupport.Await.await;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.csp4j.Channel;
import org.csp4j.ChannelCancelledException;
import org.csp4j.ChannelClosedException;
import org.csp4j.Csp;
import org.csp4j.Fiber;
import org.csp4j.FiberCancelledException;
import org.csp4j.FiberFailedException;
import org.csp4j.Received;
import org.csp4j.Scope;
import org.csp4j.patterns.NothingIsLeft;
import org.csp4j.testsupport.Await;
import org.csp4j.testsupport.Crew;
import org.csp4j.testsupport.Delays;
import org.csp4j.testsupport.Party;
import org.csp4j.testsupport.Rounds;
import org.csp4j.testsupport.Setting;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** {@link Coroutine}, by all kinds of callers. */
@Tag("engine")
@ParameterizedClass(name = "{0}")
@MethodSource("org.csp4j.testsupport.Setting#all")
@ExtendWith(NothingIsLeft.class)
class CoroutineTest {
    @RegisterExtension
    final Crew crew;

    private final List<String> events = new ArrayList<>(); // by whose turn it is
    private final Channel<Integer> gate = chan("gate");
    private volatile boolean isAtWork;

    /** Answers each input with the sum of all so far; ends after the input 0. */
    private final Coroutine<Integer, Integer> sums = Coroutine.of("sums", (first, caller) -> {
        events.add("begun");
        int sum = 0;
        for (int input = first; input != 0; input = caller.yield(sum)) {
            sum += input;
        }
        events.add("ended");
    });

    /** Answers each input when the gate is passed. */
    private final Coroutine<Integer, Integer> gated = Coroutine.of("gated", (first, caller) -> {
        int input = first;
        while (true) {
            isAtWork = true;
            input = caller.yield(input * gate.receive());
        }
    });

    CoroutineTest(Setting setting) {
        crew = new Crew(setting);
    }

    /** Until the body of the gated one is on its way to the gate. */
    private void awaitWork() {
        Await.until("the body works", () -> isAtWork);
    }

    @AfterEach
    void closeAll() {
        sums.close();
        gated.close();
    }

    @Nested
    class Resuming {
        @Test
        void runsTheBodyToItsNextYield() throws Exception {
            crew.run(() -> {
                assertThat(events).isEmpty();
                assertThat(sums.resume(3)).isEqualTo(3);
                assertThat(events).containsExactly("begun");
                assertThat(sums.resume(4)).isEqualTo(7);
                assertThat(sums.resumeOrEnded(5)).isEqualTo(new Received.Value<>(12));
                assertThat(sums.resume(6, Delays.LONG)).isEqualTo(new Received.Value<>(18));
                assertThat(sums.isAnswerDue()).isFalse();
            });
        }

        @Test
        void tellsOfTheEndAgainAndAgain() throws Exception {
            crew.run(() -> {
                sums.resume(1);
                assertThatThrownBy(() -> sums.resume(0))
                        .isExactlyInstanceOf(ChannelClosedException.class)
                        .hasMessageContaining("sums")
                        .hasNoCause();
                assertThat(events).containsExactly("begun", "ended");
                assertThat(sums.resumeOrEnded(1)).isEqualTo(new Received.Closed<>(null));
                assertThat(sums.resume(1, Delays.LONG)).isEqualTo(new Received.Closed<>(null));
                assertThatThrownBy(() -> sums.resume(1)).isExactlyInstanceOf(ChannelClosedException.class);
            });
        }

        @Test
        void tellsOfAFailureByItsCause() throws Exception {
            IOException failure = new IOException("the body's");
            Coroutine<Integer, Integer> failing = Coroutine.of((first, caller) -> {
                caller.yield(first);
                throw failure;
            });
            crew.run(() -> {
                assertThat(failing.resume(1)).isEqualTo(1);
                assertThatThrownBy(() -> failing.resume(2))
                        .isExactlyInstanceOf(ChannelClosedException.class)
                        .hasCause(failure);
                assertThat(failing.resumeOrEnded(3)).isEqualTo(new Received.Closed<>(failure));
                failing.close(); // the failure has been told
            });
        }

        @Test
        void tellsOfABodyThatFailsBeforeItsFirstYield() throws Exception {
            Error failure = new Error("at once");
            Coroutine<Integer, Integer> failing = Coroutine.of((_, _) -> {
                throw failure;
            });
            crew.run(() -> assertThat(failing.resumeOrEnded(1)).isEqualTo(new Received.Closed<>(failure)));
        }

        @Test
        void isForOneCallerAtATime() throws Exception {
            Party<Integer> caller = crew.start(() -> gated.resume(2));
            awaitWork();
            crew.run(() -> assertThatIllegalStateException()
                    .isThrownBy(() -> gated.resume(3))
                    .withMessageContaining("gated"));
            gate.send(5);
            assertThat(caller.result()).isEqualTo(10);
        }

        @Test
        void byItsOwnBodyIsRefused() throws Exception {
            AtomicReference<Coroutine<Integer, Integer>> self = new AtomicReference<>();
            self.set(Coroutine.of("self", (first, _) -> self.get().resume(first)));
            crew.run(() -> assertThatThrownBy(() -> self.get().resume(1))
                    .isInstanceOf(ChannelClosedException.class)
                    .hasCauseInstanceOf(IllegalStateException.class));
        }

        @Test
        void fromOneThreadAndThenFromAnother() throws Exception {
            for (int i = 1; i <= 5; i++) {
                assertThat(crew.<Integer>call(() -> sums.resume(1))).isEqualTo(i);
            }
        }

        @Test
        void refusesNulls() throws Exception {
            Coroutine<Integer, Integer> nothing = Coroutine.of((_, caller) -> caller.yield(null));
            crew.run(() -> {
                assertThatNullPointerException().isThrownBy(() -> Coroutine.of(null));
                assertThatNullPointerException().isThrownBy(() -> Coroutine.of(null, (_, _) -> {}));
                assertThatNullPointerException().isThrownBy(() -> sums.resume(null));
                assertThat(sums.resume(1)).isEqualTo(1); // it has not been resumed by that
                assertThatThrownBy(() -> nothing.resume(1)).hasCauseInstanceOf(NullPointerException.class);
            });
        }
    }

    @Nested
    class AnAnswerThatIsDue {
        @Test
        void isStillDueAfterAnInterrupt() throws Exception {
            Party<Integer> caller = crew.start(() -> gated.resume(2));
            awaitWork();
            caller.interrupt();
            assertThat(caller.failure()).isInstanceOf(InterruptedException.class);
            assertThat(gated.isAnswerDue()).isTrue();
            gate.send(5);
            crew.run(() -> {
                assertThatIllegalStateException().isThrownBy(() -> gated.resume(3));
                assertThat(gated.answer()).isEqualTo(10);
                assertThat(gated.isAnswerDue()).isFalse();
            });
        }

        @Test
        void isStillDueAfterATimeout() throws Exception {
            crew.run(() -> {
                assertThat(gated.resume(2, Delays.SHORT)).isEqualTo(new Received.TimedOut<>());
                assertThat(gated.answer(Delays.SHORT)).isEqualTo(new Received.TimedOut<>());
                assertThat(gated.answer(Delays.NEGATIVE)).isEqualTo(new Received.TimedOut<>());
                assertThat(gated.isAnswerDue()).isTrue();
                gate.send(5);
                assertThat(gated.answerOrEnded()).isEqualTo(new Received.Value<>(10));
            });
        }

        @Test
        void isNotThereBeforeAResume() throws Exception {
            crew.run(() -> {
                assertThatIllegalStateException().isThrownBy(sums::answer).withMessageContaining("sums");
                sums.resume(1);
                assertThatIllegalStateException().isThrownBy(() -> sums.answer(Delays.LONG));
            });
        }

        @Test
        void isNotThereAfterAResumeThatBeganInterrupted() throws Exception {
            crew.run(() -> {
                sums.resume(1);
                Thread.currentThread().interrupt();
                assertThatThrownBy(() -> sums.resume(10)).isInstanceOf(InterruptedException.class);
                assertThat(sums.isAnswerDue()).isFalse();
                assertThat(sums.resume(2)).isEqualTo(3);
            });
        }
    }

    @Nested
    class Closing {
        @Test
        void letsTheBodyLeaveItsYieldAndCleanUpUndisturbed() throws Exception {
            Channel<Integer> cleanup = chan("cleanup");
            Coroutine<Integer, Integer> careful = Coroutine.of((first, caller) -> {
                try {
                    caller.yield(first);
                } catch (ChannelCancelledException e) {
                    events.add("left, interrupted: " + Thread.currentThread().isInterrupted());
                    throw e;
                } finally {
                    events.add("cleaned up with " + cleanup.receive());
                }
            });
            Party<Integer> owner = crew.start(() -> {
                int answer = careful.resume(1);
                careful.close();
                careful.close();
                return answer;
            });
            crew.run(() -> cleanup.send(7));
            assertThat(owner.result()).isEqualTo(1);
            assertThat(events).containsExactly("left, interrupted: false", "cleaned up with 7");
            crew.run(() -> {
                assertThatThrownBy(() -> careful.resume(2)).isInstanceOf(ChannelCancelledException.class);
                assertThat(careful.resumeOrEnded(2)).isEqualTo(new Received.Closed<>(null));
            });
        }

        @Test
        void interruptsABodyThatWorks() throws Exception {
            crew.run(() -> {
                gated.resume(1, Delays.SHORT);
                gated.close();
                assertThatThrownBy(gated::answer).isInstanceOf(ChannelCancelledException.class);
            });
        }

        @Test
        void letsACallerGo() throws Exception {
            Party<Integer> caller = crew.start(() -> gated.resume(1));
            awaitWork();
            crew.run(gated::close);
            assertThat(caller.failure()).isInstanceOf(ChannelCancelledException.class);
        }

        @Test
        void beforeTheFirstResumeKeepsTheBodyFromBeginning() throws Exception {
            crew.run(() -> {
                sums.close();
                assertThatThrownBy(() -> sums.resume(1)).isInstanceOf(ChannelCancelledException.class);
            });
            assertThat(events).isEmpty();
        }

        @Test
        void throwsWhatTheCleanUpHasThrown() throws Exception {
            IOException failure = new IOException("of the clean-up");
            Coroutine<Integer, Integer> failing = Coroutine.of("failing", (first, caller) -> {
                try {
                    caller.yield(first);
                } finally {
                    throwIt(failure);
                }
            });
            crew.run(() -> {
                failing.resume(1);
                assertThatThrownBy(failing::close)
                        .isInstanceOf(FiberFailedException.class)
                        .hasMessageContaining("failing")
                        .hasCause(failure);
                failing.close(); // once
            });
        }

        private static void throwIt(IOException failure) throws IOException {
            throw failure;
        }

        @Test
        void throwsAFailureThatNobodyHasLearnedOf() throws Exception {
            IOException failure = new IOException("late");
            Coroutine<Integer, Integer> failing = Coroutine.of((_, _) -> {
                gate.receive();
                throw failure;
            });
            crew.run(() -> {
                assertThat(failing.resume(1, Delays.SHORT)).isEqualTo(new Received.TimedOut<>());
                gate.send(1);
            });
            crew.run(() -> Await.until("it has ended", () -> {
                try {
                    return failing.answer(Delays.NEGATIVE) instanceof Received.Closed<Integer>(var cause)
                            && cause == failure;
                } catch (InterruptedException e) {
                    throw new AssertionError(e);
                }
            }));
            crew.run(failing::close); // it has been told
            Coroutine<Integer, Integer> silent = Coroutine.of((_, _) -> {
                gate.receive();
                throw failure;
            });
            crew.run(() -> {
                silent.resume(1, Delays.SHORT);
                gate.send(1);
                assertThatThrownBy(silent::close)
                        .isInstanceOf(FiberFailedException.class)
                        .hasCause(failure);
            });
        }

        @Test
        void byItsOwnBodyIsRefused() throws Exception {
            AtomicReference<Coroutine<Integer, Integer>> self = new AtomicReference<>();
            self.set(Coroutine.of("self", (_, _) -> self.get().close()));
            crew.run(() -> assertThatThrownBy(() -> self.get().resume(1))
                    .hasCauseInstanceOf(IllegalStateException.class)
                    .cause()
                    .hasMessageContaining("self"));
        }

        @Test
        void keepsAnInterruptOfTheCaller() throws Exception {
            Coroutine<Integer, Integer> careful = Coroutine.of((first, caller) -> {
                try {
                    caller.yield(first);
                } finally {
                    isAtWork = true;
                    gate.receive();
                }
            });
            Party<Boolean> owner = crew.start(() -> {
                careful.resume(1);
                careful.close();
                return Thread.interrupted();
            });
            awaitWork(); // so it is not the answer that the owner waits for
            await(owner).toPark(RECEIVE);
            owner.interrupt();
            crew.run(() -> gate.send(1));
            assertThat(owner.result()).isTrue();
        }
    }

    @Nested
    class TheBody {
        @Test
        void yieldsInItsOwnFiberOnly() throws Exception {
            Coroutine<Integer, Integer> helped = Coroutine.of(
                    (first, caller) -> Csp.async(() -> caller.yield(first)).result());
            crew.run(() -> assertThatThrownBy(() -> helped.resume(1))
                    .cause()
                    .isInstanceOf(FiberFailedException.class)
                    .hasCauseInstanceOf(IllegalStateException.class));
        }

        @Test
        void hasNobodyToAnswerOnceItsYieldWasInterrupted() throws Exception {
            AtomicReference<Thread> thread = new AtomicReference<>();
            CountDownLatch wasInterrupted = new CountDownLatch(1);
            Coroutine<Integer, Integer> stubborn = Coroutine.of("stubborn", (first, caller) -> {
                thread.set(Thread.currentThread());
                try {
                    caller.yield(first);
                } catch (InterruptedException e) {
                    wasInterrupted.countDown();
                }
                caller.yield(2);
            });
            crew.run(() -> {
                assertThat(stubborn.resume(1)).isEqualTo(1);
                thread.get().interrupt();
                wasInterrupted.await();
                assertThatThrownBy(() -> stubborn.resume(1))
                        .hasCauseInstanceOf(IllegalStateException.class)
                        .cause()
                        .hasMessageContaining("stubborn");
            });
        }

        @Test
        void endsWithTheScopeOfItsFirstCaller() throws Exception {
            crew.run(() -> {
                try (Scope scope = Scope.open()) {
                    Fiber<Integer> caller = scope.async(() -> sums.resume(1));
                    assertThat(caller.result()).isEqualTo(1);
                }
                assertThat(sums.resumeOrEnded(1))
                        .isInstanceOfSatisfying(
                                Received.Closed.class,
                                closed -> assertThat(closed.cause()).isInstanceOf(InterruptedException.class));
            });
        }

        @Test
        void thatIsCancelledBeforeItBeginsLetsNobodyWait() throws Exception {
            crew.run(() -> {
                try (Scope scope = Scope.open()) {
                    Fiber<?> caller = scope.go(() -> {
                        try {
                            gate.receive();
                        } catch (InterruptedException e) {
                            sums.resume(1, Delays.SHORT); // in a scope that has been cancelled
                        }
                    });
                    Await.until("it waits", () -> caller.waitReason().isPresent());
                }
                assertThat(sums.isAnswerDue()).isFalse();
                assertThat(sums.resumeOrEnded(1))
                        .isInstanceOfSatisfying(
                                Received.Closed.class,
                                closed -> assertThat(closed.cause()).isInstanceOf(FiberCancelledException.class));
            });
            assertThat(events).isEmpty();
        }
    }

    /** Interrupts and closes at any moment: each answer is got once, and in order, and nobody is left behind. */
    @Test
    void noAnswerIsLostOrDoubled() throws Exception {
        for (int round = 0; round < Rounds.of(200); round++) {
            AtomicInteger yielded = new AtomicInteger();
            Coroutine<Integer, Integer> echo = Coroutine.of((first, caller) -> {
                for (int input = first; ; input = caller.yield(input)) {
                    yielded.incrementAndGet();
                }
            });
            Party<Integer> caller = crew.start(() -> {
                int got = 0;
                int given = 0;
                while (true) {
                    try {
                        Received.Eventually<Integer> answer =
                                echo.isAnswerDue() ? echo.answerOrEnded() : echo.resumeOrEnded(given);
                        if (!(answer instanceof Received.Value<Integer>(var value))) {
                            return got;
                        }
                        assertThat(value).isEqualTo(got++);
                        given = got;
                    } catch (InterruptedException e) {
                        // goes on where it was
                    }
                }
            });
            for (int i = 0; i < 20; i++) {
                caller.interrupt();
                for (int spins = ThreadLocalRandom.current().nextInt(300); spins > 0; spins--) {
                    Thread.onSpinWait();
                }
            }
            crew.run(echo::close);
            assertThat(caller.result()).isBetween(yielded.get() - 1, yielded.get());
        }
    }
}
