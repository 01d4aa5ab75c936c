package org.csp4j.internal.diag;

import static org.assertj.core.api.Assertions.assertThat;
import static org.csp4j.Csp.never;
import static org.csp4j.Csp.receive;
import static org.csp4j.Csp.select;

import java.lang.ref.Cleaner;
import java.lang.ref.Reference;
import java.rmi.registry.LocateRegistry;
import java.rmi.registry.Registry;
import java.rmi.server.UnicastRemoteObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Timer;
import java.util.TimerTask;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.FutureTask;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.csp4j.Csp;
import org.csp4j.DeadlockException;
import org.csp4j.internal.park.Blocker;
import org.csp4j.internal.util.LibraryThread;
import org.csp4j.testsupport.Await;
import org.csp4j.testsupport.ChildJvm;
import org.csp4j.testsupport.Delays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What one thread of the test's counts as, while all others are asleep: the table of {@link PlatformThreads}, row by row. */
class PlatformThreadsTest {
    private final List<AutoCloseable> ends = new ArrayList<>();
    private final CountDownLatch end = new CountDownLatch(1);
    private final Object monitor = new Object();

    /** What a thread does; it may end by an interrupt. */
    private interface Body {
        void run() throws Exception;
    }

    @AfterEach
    void endAll() throws Exception {
        end.countDown();
        for (AutoCloseable each : ends) {
            each.close();
        }
    }

    private static Runnable untilInterrupted(Body body) {
        return () -> {
            try {
                body.run();
            } catch (InterruptedException e) {
                // the end of the test
            } catch (Exception e) {
                throw new AssertionError(e);
            }
        };
    }

    private Thread start(Body body) {
        Thread thread = Thread.ofPlatform().name("subject").start(untilInterrupted(body));
        ends.add(() -> {
            thread.interrupt();
            thread.join();
        });
        return thread;
    }

    private static void awaitState(Thread thread, Thread.State state) {
        Await.until(thread + " is " + state, () -> thread.getState() == state);
    }

    /** One look; who is awake, and the waits of those that are asleep. */
    private record Look(String awake, List<Object> waits) {
        /** By a thread of the group that all threads are in, as the detector's is; so that the test's own is one of those looked at. */
        static Look at(boolean areStrangersLeftOut, boolean isOlder) {
            ThreadGroup top = Thread.currentThread().getThreadGroup();
            while (top.getParent() != null) {
                top = top.getParent();
            }
            AtomicReference<Look> look = new AtomicReference<>();
            Thread looker = new Thread(top, () -> {
                List<Object> waits = new ArrayList<>();
                look.set(new Look(new PlatformThreads(areStrangersLeftOut, _ -> isOlder).look(waits), waits));
            });
            looker.start();
            try {
                looker.join();
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
            return look.get();
        }

        boolean isOf(Thread thread) {
            return ("thread '" + thread.getName() + "'").equals(awake);
        }

        Object waitOf(Thread thread) {
            return waits.stream()
                    .filter(wait -> wait instanceof PlatformThreads.JdkWait jdk && jdk.thread() == thread.threadId())
                    .findFirst()
                    .orElse(null);
        }
    }

    private static Look awaitNobodyAwake() {
        return awaitNobodyAwake(false, false);
    }

    private static Look awaitNobodyAwake(boolean areStrangersLeftOut, boolean isOlder) {
        AtomicReference<Look> last = new AtomicReference<>();
        Await.until("nobody is awake", () -> {
            last.set(Look.at(areStrangersLeftOut, isOlder));
            return last.get().awake() == null;
        });
        return last.get();
    }

    private static void assertAwake(Thread thread) {
        assertAwake(thread, false, false);
        assertAwake(thread, true, true);
    }

    /** Others are awake for moments: a cleaner, for one. */
    private static void assertAwake(Thread thread, boolean areStrangersLeftOut, boolean isOlder) {
        Await.until(
                thread + " is awake, and nobody else is",
                () -> Look.at(areStrangersLeftOut, isOlder).isOf(thread));
    }

    private static void assertAsleep(Thread thread) {
        assertThat(awaitNobodyAwake().waitOf(thread)).isNotNull();
    }

    private static void assertTakesNoPart(Thread thread) {
        assertThat(awaitNobodyAwake().waitOf(thread)).isNull();
    }

    @Test
    void nobodyIsAwakeBesides() {
        awaitNobodyAwake();
    }

    @Nested
    class InThisLibrary {
        @Test
        void whoWaitsForEverIsAsleepInThatWait() {
            Thread thread = start(() -> never().receive());
            awaitState(thread, Thread.State.WAITING);
            assertThat(awaitNobodyAwake().waits()).contains(Blocker.lastingWaitOf(thread));
        }

        @Test
        void whoWaitsForSomeTimeIsAwake() {
            Thread thread = start(() -> never().tryReceive(Delays.LONG));
            awaitState(thread, Thread.State.WAITING); // its timer is the library's
            assertAwake(thread);
        }

        @Test
        void whoWaitsForATimerIsAwake() {
            Thread thread = start(() -> select(receive(never(), _ -> 1), receive(Csp.after(Delays.LONG), _ -> 2)));
            awaitState(thread, Thread.State.WAITING);
            assertAwake(thread);
        }
    }

    @Nested
    class InTheJdk {
        @Test
        void whoWaitsForEverIsAsleep() {
            Thread parked = start(end::await);
            assertAsleep(parked);
            Thread waiting = start(() -> {
                synchronized (monitor) {
                    monitor.wait();
                }
            });
            awaitState(waiting, Thread.State.WAITING);
            assertAsleep(waiting);
            Thread joining = start(() -> parked.join());
            awaitState(joining, Thread.State.WAITING);
            assertAsleep(joining);
        }

        @Test
        void whoWaitsAnewIsInAnotherWait() {
            CountDownLatch first = new CountDownLatch(1);
            CountDownLatch isBetween = new CountDownLatch(1);
            Thread thread = start(() -> {
                first.await();
                isBetween.countDown();
                end.await();
            });
            awaitState(thread, Thread.State.WAITING);
            Object before = awaitNobodyAwake().waitOf(thread);
            assertThat(awaitNobodyAwake().waitOf(thread)).isEqualTo(before);
            first.countDown();
            Await.until("it has gone on", () -> isBetween.getCount() == 0);
            awaitState(thread, Thread.State.WAITING);
            assertThat(awaitNobodyAwake().waitOf(thread)).isNotNull().isNotEqualTo(before);
        }

        @Test
        void whoWaitsForSomeTimeIsAwake() throws Exception {
            assertAwakeOnce(() -> Thread.sleep(Delays.LONG));
            assertAwakeOnce(() -> end.await(1, TimeUnit.HOURS));
            assertAwakeOnce(() -> LockSupport.parkNanos(Delays.LONG.toNanos()));
            assertAwakeOnce(() -> {
                synchronized (monitor) {
                    monitor.wait(Delays.LONG.toMillis());
                }
            });
        }

        private void assertAwakeOnce(Body body) throws Exception {
            Thread thread = start(body);
            awaitState(thread, Thread.State.TIMED_WAITING);
            assertAwake(thread);
            ends.removeLast().close();
        }

        @Test
        void whoRunsIsAwake() {
            assertAwake(start(() -> {
                while (!Thread.currentThread().isInterrupted()) {
                    Thread.onSpinWait();
                }
            }));
        }

        @Test
        void whoWaitsForAMonitorIsAwake() {
            synchronized (monitor) {
                Thread thread = start(() -> {
                    synchronized (monitor) {
                        monitor.notifyAll();
                    }
                });
                awaitState(thread, Thread.State.BLOCKED);
                assertAwake(thread);
            }
        }

        @Test
        void whoWaitsForGarbageTakesNoPart() {
            Cleaner cleaner = Cleaner.create();
            assertThat(awaitNobodyAwake().waits().toString()).doesNotContain("Cleaner");
            Reference.reachabilityFence(cleaner);
        }
    }

    @Nested
    class InAPool {
        private Thread threadOf(ExecutorService pool) throws Exception {
            ends.add(pool);
            return pool.submit(Thread::currentThread).get();
        }

        @Test
        void whoWaitsForWorkIsAsleep() throws Exception {
            assertAsleep(threadOf(Executors.newFixedThreadPool(1)));
            assertAsleep(threadOf(Executors.newCachedThreadPool())); // which waits for some time, and ends then
            assertAsleep(threadOf(Executors.newSingleThreadScheduledExecutor()));
        }

        @Test
        void whoWaitsForWorkOfForkJoinIsAsleep() throws Exception {
            Thread thread = threadOf(new ForkJoinPool(1));
            Await.until("it is idle", () -> Look.at(false, false).waitOf(thread) != null);
            assertAsleep(thread);
        }

        @Test
        void whoHasWorkForLaterIsAwake() throws Exception {
            ScheduledExecutorService pool = Executors.newSingleThreadScheduledExecutor();
            Thread thread = threadOf(pool);
            pool.schedule(() -> {}, 1, TimeUnit.HOURS);
            ends.addFirst(pool::shutdownNow);
            awaitState(thread, Thread.State.TIMED_WAITING);
            assertAwake(thread);
        }

        @Test
        void whoIsAtWorkIsWhatItDoes() throws Exception {
            ExecutorService pool = Executors.newFixedThreadPool(1);
            Thread thread = threadOf(pool);
            pool.execute(untilInterrupted(() -> end.await(1, TimeUnit.HOURS)));
            ends.addFirst(pool::shutdownNow);
            awaitState(thread, Thread.State.TIMED_WAITING);
            assertAwake(thread);
        }
    }

    @Nested
    class ForAFutureOrAThread {
        private void assertTakesPartAsNoStrangerOnly(Thread thread) {
            awaitState(thread, Thread.State.TIMED_WAITING);
            assertThat(awaitNobodyAwake(true, true).waitOf(thread)).isNull();
            assertAwake(thread, true, false);
            assertAwake(thread, false, true);
        }

        @Test
        void whoWaitsForSomeTimeTakesNoPartIfItIsAStranger() {
            assertTakesPartAsNoStrangerOnly(start(() -> new FutureTask<>(() -> 1).get(1, TimeUnit.HOURS)));
            endLast();
            assertTakesPartAsNoStrangerOnly(start(() -> new CompletableFuture<>().get(1, TimeUnit.HOURS)));
            endLast();
            Thread target = start(end::await);
            assertTakesPartAsNoStrangerOnly(start(() -> target.join(Delays.LONG)));
        }

        private void endLast() {
            try {
                ends.removeLast().close();
            } catch (Exception e) {
                throw new AssertionError(e);
            }
        }

        private void waitForAFuture() throws Exception {
            new CompletableFuture<>().get(1, TimeUnit.HOURS);
        }

        /** Whatever it knows, it may have been given with the task. */
        @Test
        void whoDoesSoInATaskIsAwake() throws Exception {
            ExecutorService pool = Executors.newFixedThreadPool(1);
            ends.add(pool::shutdownNow);
            Thread ofPool = pool.submit(Thread::currentThread).get();
            pool.execute(untilInterrupted(this::waitForAFuture));
            awaitState(ofPool, Thread.State.TIMED_WAITING);
            assertAwake(ofPool);
            pool.shutdownNow();
            ofPool.join();

            ForkJoinPool forkJoin = new ForkJoinPool(1);
            ends.add(forkJoin::shutdownNow);
            AtomicReference<Thread> ofForkJoin = new AtomicReference<>();
            forkJoin.execute(untilInterrupted(() -> {
                ofForkJoin.set(Thread.currentThread());
                waitForAFuture();
            }));
            Await.until("it has begun", () -> ofForkJoin.get() != null);
            awaitState(ofForkJoin.get(), Thread.State.TIMED_WAITING);
            assertAwake(ofForkJoin.get());
            forkJoin.shutdownNow();
            ofForkJoin.get().join();
        }

        @Test
        void whoDoesSoInATaskOfATimerIsAwake() throws Exception {
            Timer timer = new Timer("timer", true);
            AtomicReference<Thread> ofTimer = new AtomicReference<>();
            timer.schedule(
                    new TimerTask() {
                        @Override
                        public void run() {
                            ofTimer.set(Thread.currentThread());
                            untilInterrupted(ForAFutureOrAThread.this::waitForAFuture)
                                    .run();
                        }
                    },
                    0);
            Await.until("it has begun", () -> ofTimer.get() != null);
            awaitState(ofTimer.get(), Thread.State.TIMED_WAITING);
            assertAwake(ofTimer.get());
            timer.cancel();
            ofTimer.get().interrupt();
            ofTimer.get().join();
        }
    }

    @Nested
    class OfNoConcern {
        @Test
        void areThreadsOfTheLibraryButForWhomTheyCarry() throws Exception {
            LibraryThread idle = new LibraryThread(null, untilInterrupted(end::await), "of library", false);
            idle.start();
            awaitState(idle, Thread.State.WAITING);
            assertTakesNoPart(idle);
            AtomicReference<Boolean> stops = new AtomicReference<>(false);
            LibraryThread busy = new LibraryThread(
                    null,
                    () -> {
                        while (!stops.get()) {
                            Thread.onSpinWait();
                        }
                    },
                    "of library",
                    false);
            busy.start();
            PlatformThreads threads = new PlatformThreads(false, _ -> false);
            threads.look(new ArrayList<>());
            assertThat(threads.areVirtualThreadsActive()).isTrue();
            assertThat(threads.carriers())
                    .anyMatch(wait -> wait instanceof PlatformThreads.JdkWait jdk && jdk.thread() == idle.threadId());
            assertThat(threads.count(number -> number == idle.threadId())).isZero();
            assertThat(threads.count(number -> number == Thread.currentThread().threadId()))
                    .isOne();
            stops.set(true);
            end.countDown();
            busy.join();
            idle.join();
        }

        /** One of them accepts connections, and runs all the time as far as can be seen. */
        @Test
        void areThreadsInCodeOfTools() throws Exception {
            Registry registry = LocateRegistry.createRegistry(0);
            awaitNobodyAwake();
            assertThat(Thread.getAllStackTraces().keySet())
                    .anyMatch(thread -> thread.getName().startsWith("RMI TCP Accept")
                            && thread.getState() == Thread.State.RUNNABLE);
            UnicastRemoteObject.unexportObject(registry, true);
        }

        @ParameterizedTest
        @ValueSource(strings = {"idler-1", "watcher of mine"})
        void areThreadsWithNamesOfBystanders(String name) throws Exception {
            try (ChildJvm jvm =
                    ChildJvm.start(List.of("-Dcsp4j.bystanders=idler-,,watcher of"), WithABystander.class, name)) {
                jvm.awaitLine("deadlock beside " + name);
            }
        }
    }

    /** A deadlock beside a thread that sleeps. */
    static final class WithABystander {
        public static void main(String[] arguments) throws Exception {
            Thread.ofPlatform().daemon().name(arguments[0]).start(untilInterrupted(() -> Thread.sleep(Delays.LONG)));
            try {
                Csp.run(() -> never().receive());
            } catch (DeadlockException e) {
                System.out.println("deadlock beside " + arguments[0]);
            }
        }
    }
}
