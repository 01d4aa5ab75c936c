package org.csp4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.csp4j.Csp.async;
import static org.csp4j.Csp.chan;
import static org.csp4j.Csp.go;
import static org.csp4j.diagnostics.WaitReason.Kind.RECEIVE;
import static org.csp4j.testsupport.Await.await;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.csp4j.testsupport.Await;
import org.csp4j.testsupport.Caller;
import org.csp4j.testsupport.Crew;
import org.csp4j.testsupport.Delays;
import org.csp4j.testsupport.Engines;
import org.csp4j.testsupport.Party;
import org.csp4j.testsupport.Rounds;
import org.csp4j.testsupport.Setting;
import org.csp4j.testsupport.SteppedTime;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** {@code Csp.run} and {@code Csp.call}, by fibers and by platform threads. */
@Tag("engine")
@ParameterizedClass(name = "{0}")
@MethodSource("settings")
class RunTest {
    /** Each engine, and who calls: a fiber on it, or a thread that is none. */
    static Stream<Setting> settings() {
        return Engines.available()
                .flatMap(engine ->
                        Stream.of(Caller.FIBER, Caller.PLATFORM_THREAD).map(caller -> new Setting(engine, caller)));
    }

    private final List<Throwable> told = Collections.synchronizedList(new ArrayList<>());
    private final Scheduler scheduler;
    private final Channel<Integer> never = chan("never");
    private final Channel<Integer> cleanup = chan("cleanup");

    @RegisterExtension
    final Crew crew;

    RunTest(Setting setting) {
        this.crew = new Crew(setting);
        this.scheduler = setting.engine()
                .builder()
                .name("runs")
                .uncaughtHandler((_, failure) -> told.add(failure))
                .build();
    }

    @AfterEach
    void nothingIsLeft() {
        cleanup.close();
        assertThat(scheduler.close(Delays.PATIENCE)).as("fibers that are left").isEmpty();
    }

    /** Leaves the first wait by an interrupt, and then waits for `cleanup`. */
    private String clean() throws InterruptedException {
        try {
            never.receive();
            throw new AssertionError("nobody sends there");
        } catch (InterruptedException e) {
            cleanup.receiveOrClosed();
            return "cleaned up";
        }
    }

    private static <T> Fiber<T> parked(Fiber<T> fiber) {
        SteppedTime.awaitPark(fiber, RECEIVE);
        return fiber;
    }

    private static void awaitIn(Fiber<?> fiber, String channel) {
        Await.until(
                fiber + " waits for " + channel,
                () -> fiber.waitReason()
                        .filter(reason -> reason.subject().equals(channel))
                        .isPresent());
    }

    private static <T> T whenSet(AtomicReference<T> reference) {
        Await.until("it is set", () -> reference.get() != null);
        return reference.get();
    }

    @Nested
    class Main {
        @Test
        void runsInAFiberOfTheScheduler() throws Exception {
            AtomicReference<Thread> main = new AtomicReference<>();
            crew.run(() -> scheduler.run(() -> {
                main.set(Thread.currentThread());
                go(() -> {}).join(); // on the same scheduler
            }));
            assertThat(main.get().getName()).isEqualTo("main");
            assertThat(scheduler.stats().spawned()).isEqualTo(2);
            assertThat(scheduler.stats().live()).isZero();
        }

        @ParameterizedTest
        @EnumSource(Remaining.class)
        void returnsItsValue(Remaining remaining) throws Exception {
            assertThat(crew.<Integer>call(() -> scheduler.call(remaining, () -> 42)))
                    .isEqualTo(42);
            assertThat(crew.<Integer>call(() -> scheduler.call(() -> null))).isNull();
        }

        @ParameterizedTest
        @EnumSource(Remaining.class)
        void throwsToTheCallerWhatItThrows(Remaining remaining) {
            for (Throwable failure : List.of(
                    new IOException("checked"),
                    new IllegalStateException("unchecked"),
                    new StackOverflowError("error"),
                    new InterruptedException("its own"))) {
                Action main = () -> Csp.<Void>call(() -> {
                    if (failure instanceof Exception e) throw e;
                    throw (Error) failure;
                });
                assertThat(crew.start(() -> scheduler.run(remaining, main)).failure())
                        .isSameAs(failure);
            }
            assertThat(told).isEmpty();
        }

        @Test
        void throwsWrappedWhatIsNeitherExceptionNorError() {
            Throwable odd = new Throwable("odd");
            assertThat(crew.start(() -> scheduler.run(() -> RunTest.<Error>sneakyThrow(odd)))
                            .failure())
                    .isInstanceOf(FiberFailedException.class)
                    .hasCause(odd);
        }

        @Test
        void isCancelledByAnotherThanTheCaller() throws Exception {
            AtomicReference<Thread> main = new AtomicReference<>();
            Party<Void> caller = crew.start(() -> scheduler.run(() -> {
                main.set(Thread.currentThread());
                never.receive();
            }));
            Thread thread = whenSet(main);
            Await.until("main is parked", () -> thread.getState() == Thread.State.WAITING);
            assertThat(scheduler.close(Duration.ZERO)).hasSize(1);
            assertThat(caller.failure())
                    .isInstanceOf(FiberCancelledException.class)
                    .hasMessage("fiber 'main' was cancelled");
        }

        @Test
        void isRefusedByASchedulerThatIsClosed() {
            scheduler.close();
            AtomicBoolean began = new AtomicBoolean();
            assertThat(crew.start(() -> scheduler.run(() -> began.set(true))).failure())
                    .isInstanceOf(SchedulerClosedException.class);
            assertThat(began).isFalse();
        }

        @Test
        void isNotNull() {
            assertThatNullPointerException().isThrownBy(() -> scheduler.run(null));
            assertThatNullPointerException().isThrownBy(() -> scheduler.call(null));
            assertThatNullPointerException().isThrownBy(() -> scheduler.run(null, () -> {}));
        }
    }

    @SuppressWarnings("unchecked")
    private static <E extends Throwable> void sneakyThrow(Throwable thrown) throws E {
        throw (E) thrown;
    }

    @Nested
    class WhenMainReturns {
        @Test
        void whatIsLeftIsCancelledAndWaitedFor() throws Exception {
            AtomicReference<Fiber<String>> left = new AtomicReference<>();
            Party<String> caller = crew.start(() -> scheduler.call(() -> {
                left.set(parked(async(RunTest.this::clean)));
                return "done";
            }));
            awaitIn(whenSet(left), "cleanup");
            await(caller).toPark(RECEIVE);
            cleanup.close();
            assertThat(caller.result()).isEqualTo("done");
            assertThat(left.get().result()).isEqualTo("cleaned up");
        }

        @Test
        void whatIsLeftIsAwaitedByChoice() throws Exception {
            AtomicReference<Fiber<Fiber<Integer>>> left = new AtomicReference<>();
            Party<Void> caller = crew.start(() -> scheduler.run(
                    Remaining.AWAIT,
                    () -> left.set(parked(async(() -> {
                        cleanup.receive();
                        return async(cleanup::receive); // which main has not seen
                    })))));
            whenSet(left);
            cleanup.send(1);
            Fiber<Integer> last = left.get().result();
            parked(last);
            await(caller).toPark(RECEIVE);
            cleanup.send(2);
            caller.join();
            assertThat(last.state()).isEqualTo(FiberState.DONE);
        }

        @ParameterizedTest
        @EnumSource(Remaining.class)
        void byAFailureTheRestIsCancelled(Remaining remaining) {
            AtomicReference<Fiber<Integer>> left = new AtomicReference<>();
            Party<Void> caller = crew.start(() -> scheduler.run(remaining, () -> {
                left.set(parked(async(never::receive)));
                throw new IOException("main failed");
            }));
            assertThat(caller.failure()).isInstanceOf(IOException.class);
            assertThat(left.get().state()).isEqualTo(FiberState.CANCELLED);
        }

        @Test
        void whatIsStartedThenNeverBegins() throws Exception {
            AtomicBoolean began = new AtomicBoolean();
            AtomicReference<Fiber<?>> late = new AtomicReference<>();
            crew.run(() -> scheduler.run(() -> parked(go(() -> {
                try {
                    never.receive();
                } catch (InterruptedException e) {
                    late.set(go(() -> began.set(true)));
                }
            }))));
            assertThat(late.get().state()).isEqualTo(FiberState.CANCELLED);
            assertThat(began).isFalse();
        }

        /** It is cancelled while it runs, and meets that where it blocks next. */
        @Test
        void aFiberThatComputesEndsAtItsNextBlockingCall() throws Exception {
            CountDownLatch computes = new CountDownLatch(1);
            AtomicReference<Fiber<Integer>> fiber = new AtomicReference<>();
            crew.run(() -> scheduler.run(() -> {
                fiber.set(async(() -> {
                    computes.countDown();
                    while (!Thread.currentThread().isInterrupted()) {
                        Thread.yield();
                    }
                    return never.receive();
                }));
                computes.await();
            }));
            assertThat(fiber.get().state()).isEqualTo(FiberState.CANCELLED);
        }
    }

    @Nested
    class Belonging {
        @Test
        void grandchildrenDo() throws Exception {
            AtomicReference<Fiber<Integer>> grandchild = new AtomicReference<>();
            crew.run(() -> scheduler.run(() -> {
                go(() -> grandchild.set(async(never::receive))).join();
                parked(grandchild.get());
            }));
            assertThat(grandchild.get().state()).isEqualTo(FiberState.CANCELLED);
        }

        @Test
        void fibersOfOtherSchedulersDoAndWhatTheyStart() throws Exception {
            try (Scheduler other = Scheduler.builder().name("other").build()) {
                AtomicReference<Fiber<Integer>> fiber = new AtomicReference<>();
                crew.run(() -> scheduler.run(() -> {
                    other.go(() -> fiber.set(async(never::receive))).join();
                    parked(fiber.get());
                }));
                assertThat(fiber.get().state()).isEqualTo(FiberState.CANCELLED);
                assertThat(other.stats().spawned()).isEqualTo(2);
            }
        }

        @Test
        void fibersOfTheSameSchedulerThatWereStartedElsewhereDoNot() throws Exception {
            Fiber<Integer> outside = parked(scheduler.async(cleanup::receive));
            crew.run(() -> scheduler.run(Remaining.AWAIT, () -> {}));
            crew.run(() -> scheduler.run(() -> {}));
            assertThat(outside.state()).isEqualTo(FiberState.PARKED);
            cleanup.send(1);
            assertThat(outside.result()).isEqualTo(1);
        }

        @Test
        void aFiberThatIsRefusedDoesNot() throws Exception {
            Scheduler closed = Scheduler.builder().build();
            closed.close();
            Throwable refused = crew.call(() -> scheduler.call(Remaining.AWAIT, () -> {
                try {
                    closed.go(() -> {});
                    throw new AssertionError("it was started");
                } catch (SchedulerClosedException e) {
                    return e;
                }
            }));
            assertThat(refused).isInstanceOf(SchedulerClosedException.class);
        }

        @Test
        void failingDoesNotEndTheRun() throws Exception {
            RuntimeException failure = new RuntimeException("a child's");
            assertThat(crew.<String>call(() -> scheduler.call(() -> {
                        go(() -> {
                                    throw failure;
                                })
                                .join();
                        return "main goes on";
                    })))
                    .isEqualTo("main goes on");
            assertThat(told).containsExactly(failure);
        }
    }

    @Nested
    class Nesting {
        @Test
        void anInnerRunEndsItsOwnFibersOnly() throws Exception {
            crew.run(() -> scheduler.run(() -> {
                Fiber<Integer> ofOuter = parked(async(cleanup::receive));
                AtomicReference<Fiber<Integer>> ofInner = new AtomicReference<>();
                Csp.run(() -> ofInner.set(parked(async(never::receive))));
                assertThat(ofInner.get().state()).isEqualTo(FiberState.CANCELLED);
                assertThat(ofOuter.state()).isEqualTo(FiberState.PARKED);
                cleanup.send(1);
                assertThat(ofOuter.result()).isEqualTo(1);

                ofOuter = parked(async(never::receive));
                Csp.run(Remaining.AWAIT, () -> {}); // does not wait for it
                assertThat(ofOuter.state()).isEqualTo(FiberState.PARKED);
            }));
        }

        @Test
        void cancellingTheOuterRunCancelsTheInnerOneAndWaitsForIt() throws Exception {
            AtomicReference<Fiber<String>> ofInner = new AtomicReference<>();
            Party<Void> caller = crew.start(() -> scheduler.run(() -> {
                go(() -> Csp.run(() -> {
                    ofInner.set(async(RunTest.this::clean));
                    never.receive();
                }));
                parked(whenSet(ofInner));
            }));
            awaitIn(whenSet(ofInner), "cleanup");
            await(caller).toPark(RECEIVE);
            cleanup.close();
            caller.join();
            assertThat(ofInner.get().result()).isEqualTo("cleaned up");
            assertThat(told).isEmpty();
        }

        @Test
        void sideBySideEachEndsItsOwn() throws Exception {
            AtomicReference<Fiber<Integer>> slow = new AtomicReference<>();
            Party<Void> slowRun = crew.start(() -> scheduler.run(() -> {
                slow.set(async(cleanup::receive));
                slow.get().join();
            }));
            parked(whenSet(slow));
            crew.run(() -> scheduler.run(() -> parked(async(never::receive))));
            assertThat(slow.get().state()).isEqualTo(FiberState.PARKED);
            cleanup.send(1);
            slowRun.join();
        }
    }

    @Nested
    class Interrupts {
        @ParameterizedTest
        @EnumSource(Remaining.class)
        void cancelMainAndTheRestWhichAreWaitedFor(Remaining remaining) throws Exception {
            AtomicReference<Fiber<String>> child = new AtomicReference<>();
            AtomicReference<Thread> main = new AtomicReference<>();
            Party<Void> caller = crew.start(() -> scheduler.run(remaining, () -> {
                child.set(parked(async(RunTest.this::clean)));
                main.set(Thread.currentThread());
                never.receive();
            }));
            whenSet(main);
            await(caller).toPark(RECEIVE);
            caller.interrupt();
            awaitIn(child.get(), "cleanup");
            assertThat(main.get().join(Delays.PATIENCE)).isTrue();
            assertThat(caller.hasEnded()).isFalse();
            cleanup.close();
            assertThat(caller.failure())
                    .isInstanceOf(InterruptedException.class)
                    .hasNoSuppressedExceptions();
            assertThat(child.get().result()).isEqualTo("cleaned up");
        }

        @Test
        void suppressWhatMainThrows() throws Exception {
            IOException failure = new IOException("while it was cancelled");
            AtomicReference<Thread> main = new AtomicReference<>();
            Party<Void> caller = crew.start(() -> scheduler.run(() -> {
                main.set(Thread.currentThread());
                try {
                    never.receive();
                } catch (InterruptedException e) {
                    throw failure;
                }
            }));
            whenSet(main);
            await(caller).toPark(RECEIVE);
            caller.interrupt();
            assertThat(caller.failure())
                    .isInstanceOf(InterruptedException.class)
                    .hasSuppressedException(failure);
            assertThat(told).isEmpty();
        }

        @Test
        void cutTheAwaitingOfTheRestShort() throws Exception {
            AtomicReference<Fiber<Integer>> left = new AtomicReference<>();
            AtomicReference<Thread> main = new AtomicReference<>();
            Party<Integer> caller = crew.start(() -> scheduler.call(Remaining.AWAIT, () -> {
                left.set(parked(async(never::receive)));
                main.set(Thread.currentThread());
                return 1;
            }));
            assertThat(whenSet(main).join(Delays.PATIENCE)).isTrue();
            await(caller).toPark(RECEIVE);
            caller.interrupt();
            assertThat(caller.failure()).isInstanceOf(InterruptedException.class);
            assertThat(left.get().state()).isEqualTo(FiberState.CANCELLED);
        }

        @Test
        void areKeptWhenMainHasReturned() throws Exception {
            AtomicReference<Fiber<String>> left = new AtomicReference<>();
            AtomicBoolean wasInterrupted = new AtomicBoolean();
            Party<Integer> caller = crew.start(() -> {
                int result = scheduler.call(() -> {
                    left.set(parked(async(RunTest.this::clean)));
                    return 1;
                });
                wasInterrupted.set(Thread.interrupted());
                return result;
            });
            awaitIn(whenSet(left), "cleanup"); // hence main has returned
            caller.interrupt();
            cleanup.close();
            assertThat(caller.result()).isEqualTo(1);
            assertThat(wasInterrupted).isTrue();
        }

        /** They come as soon as main has ended, before the caller knows. */
        @Test
        void areTooLateOnceMainHasEnded() throws Exception {
            AtomicReference<Thread> main = new AtomicReference<>();
            for (int round = 0; round < Rounds.of(500); round++) {
                main.set(null);
                Party<Boolean> caller = crew.start(() -> {
                    scheduler.run(() -> main.set(Thread.currentThread()));
                    while (!Thread.interrupted()) { // it is kept, or comes yet
                        Thread.yield();
                    }
                    return true;
                });
                whenSet(main);
                while (main.get().isAlive()) {
                    Thread.onSpinWait();
                }
                caller.interrupt();
                assertThat(caller.result()).isTrue();
            }
        }

        @Test
        void keepARunFromBeginning() throws Exception {
            AtomicBoolean began = new AtomicBoolean();
            crew.run(() -> {
                Thread.currentThread().interrupt();
                try {
                    scheduler.run(() -> began.set(true));
                    throw new AssertionError("it ran");
                } catch (InterruptedException e) {
                    assertThat(Thread.currentThread().isInterrupted()).isFalse();
                }
            });
            assertThat(began).isFalse();
            assertThat(scheduler.stats().spawned()).isZero();
        }
    }

    /** Fibers that start fibers, which are cancelled in the midst of that: all have ended when the run returns, as it ended. */
    @Test
    void nothingIsLeftOfManyThatAreStartedWhileTheRunIsCancelled() throws Exception {
        crew.run(() -> {
            for (int round = 0; round < Rounds.of(300); round++) {
                Set<Fiber<?>> fibers = ConcurrentHashMap.newKeySet();
                AtomicInteger running = new AtomicInteger();
                scheduler.run(() -> {
                    CountDownLatch grown = new CountDownLatch(20);
                    for (int i = 0; i < 4; i++) {
                        fibers.add(go(() -> grow(fibers, running, grown)));
                    }
                    grown.await();
                });
                assertThat(running).hasValue(0);
                assertThat(fibers).allMatch(fiber -> fiber.state().isEnded());
            }
        });
        assertThat(told).isEmpty();
        assertThat(scheduler.stats().live()).isZero();
    }

    /** Starts fibers until it is interrupted; waits for some of them, as a fiber that never blocks would keep its carrier. */
    private static void grow(Set<Fiber<?>> fibers, AtomicInteger running, CountDownLatch grown)
            throws InterruptedException {
        running.incrementAndGet();
        try {
            for (int i = 1; !Thread.currentThread().isInterrupted(); i++) {
                Fiber<?> child = go(() -> {
                    running.incrementAndGet();
                    grown.countDown();
                    running.decrementAndGet();
                });
                fibers.add(child);
                if (i % 10 == 0) {
                    child.join();
                }
            }
        } finally {
            running.decrementAndGet();
        }
    }
}
