package org.csp4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.csp4j.Csp.after;
import static org.csp4j.Csp.chan;
import static org.csp4j.Csp.go;
import static org.csp4j.Csp.never;
import static org.csp4j.Csp.onReceive;
import static org.csp4j.Csp.receive;
import static org.csp4j.Csp.select;
import static org.csp4j.Csp.tick;
import static org.csp4j.Csp.timeout;
import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Timer;
import java.util.TimerTask;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;
import org.csp4j.testsupport.Caller;
import org.csp4j.testsupport.Delays;
import org.csp4j.testsupport.Engines;
import org.csp4j.testsupport.Fifo;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Runs that stand still for longer than it takes to find a deadlock, and are none: something yet to come wakes them. In each of these
 * all others are asleep.
 */
@Tag("engine")
@ParameterizedClass(name = "{0}")
@MethodSource("engines")
class NoDeadlockTest {
    private static final Duration A_WHILE = Delays.BEYOND_DETECTION;

    static Stream<Engines> engines() {
        return Engines.available();
    }

    /** What comes after a while; it may fail. */
    private interface Later {
        void run() throws Exception;
    }

    private final Scheduler scheduler;
    private final Channel<Integer> outside = chan("outside");

    NoDeadlockTest(Engines engine) {
        this.scheduler = engine.builder().name("no-deadlocks").build();
    }

    /** Were anybody else awake, none of these tests would show anything. */
    @BeforeEach
    void aDeadlockIsFound() {
        assertThatExceptionOfType(DeadlockException.class).isThrownBy(() -> scheduler.run(() -> never().receive()));
    }

    @AfterEach
    void nothingIsLeft() {
        assertThat(scheduler.close(Delays.PATIENCE)).as("fibers that are left").isEmpty();
    }

    private static Thread platformThread(Later body) {
        return Thread.ofPlatform().daemon().start(() -> {
            try {
                body.run();
            } catch (Exception e) {
                throw new AssertionError(e);
            }
        });
    }

    private static Runnable sendingTo(Channel<Integer> channel) {
        return () -> {
            try {
                channel.send(1);
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        };
    }

    private static Runnable sleepingAndSendingTo(Channel<Integer> channel) {
        return () -> {
            try {
                Thread.sleep(A_WHILE);
                channel.send(1);
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        };
    }

    /** A run whose main waits for one element on a channel of its own, which it has given to somebody. */
    private void receiveFrom(Giver giver) throws Exception {
        scheduler.run(() -> {
            Channel<Integer> own = chan("own");
            giver.give(own);
            assertThat(own.receive()).isEqualTo(1);
        });
    }

    /** Has something send an element on a channel. */
    private interface Giver {
        void give(Channel<Integer> channel) throws Exception;
    }

    @Nested
    class TheDeadlineOfAScope {
        private Scope scope() {
            return Scope.builder().timeout(A_WHILE).open();
        }

        @Test
        void endsItsFibers() {
            assertThatExceptionOfType(ScopeTimeoutException.class)
                    .isThrownBy(() -> scheduler.run(() -> {
                        try (Scope scope = scope()) {
                            scope.go(() -> never().receive());
                            scope.join();
                        }
                    }));
        }

        @Test
        void endsARunThatAFiberOfTheScopeHasCalled() throws Exception {
            try (Scope scope = scope()) {
                scope.go(() -> scheduler.run(() -> never().receive()));
                assertThatExceptionOfType(ScopeTimeoutException.class).isThrownBy(scope::join);
            }
        }

        @Test
        void endsARunThatAFiberOfAnInnerScopeHasCalled() throws Exception {
            try (Scope scope = scope()) {
                scope.go(() -> {
                    try (Scope inner = Scope.open()) {
                        inner.go(() -> scheduler.run(() -> never().receive()));
                        inner.join();
                    }
                });
                assertThatExceptionOfType(ScopeTimeoutException.class).isThrownBy(scope::join);
            }
        }

        @Test
        void closesAChannelForWhichARunInTheBlockWaits() throws Exception {
            Scope scope = scope();
            Channel<Integer> owned = scope.own(chan("owned"));
            scheduler.run(() -> assertThatExceptionOfType(ChannelClosedException.class)
                    .isThrownBy(owned::receive)
                    .withCauseInstanceOf(ScopeTimeoutException.class));
            scope.close();
        }

        @Test
        void endsAFiberThatSendsAsItCleansUp() throws Exception {
            Thread opener = platformThread(() -> {
                Scope scope = scope();
                scope.go(() -> {
                    try {
                        never().receive();
                    } finally {
                        Csp.shield(Delays.LONG, () -> outside.send(1));
                    }
                });
                assertThatExceptionOfType(ScopeTimeoutException.class).isThrownBy(scope::join);
                scope.close();
            });
            scheduler.run(outside::receive);
            opener.join();
        }
    }

    @Nested
    class Time {
        @Test
        void wakesAFiberThatSleeps() throws Exception {
            scheduler.run(() -> Csp.sleep(A_WHILE));
            scheduler.run(() -> Thread.sleep(A_WHILE));
            scheduler.run(() -> LockSupport.parkNanos(A_WHILE.toNanos()));
        }

        @Test
        void wakesAFiberThatWaitsForATimer() throws Exception {
            scheduler.run(() -> after(A_WHILE).receive());
            scheduler.run(() -> tick(A_WHILE).receive());
            scheduler.run(() -> select(receive(after(A_WHILE)), receive(never(), _ -> null)));
        }

        @Test
        void endsAWaitThatHasALimit() throws Exception {
            scheduler.run(() -> select(receive(never()), timeout(A_WHILE, () -> "late")));
            scheduler.run(() -> never().tryReceive(A_WHILE));
            scheduler.run(() -> chan().trySend(1, A_WHILE));
            scheduler.run(() -> go(() -> never().tryReceive(A_WHILE)).join());
            scheduler.run(() -> go(() -> Thread.sleep(A_WHILE)).join(Delays.LONG));
        }
    }

    @Nested
    class AFiberIsAwake {
        @Test
        void whileItComputes() throws Exception {
            scheduler.run(() -> {
                long begin = System.nanoTime();
                while (System.nanoTime() - begin < A_WHILE.toNanos()) {
                    Thread.onSpinWait();
                }
            });
        }

        @Test
        void whileItWaitsForALock() throws Exception {
            ReentrantLock lock = new ReentrantLock();
            CountDownLatch isHeld = new CountDownLatch(1);
            Thread holder = platformThread(() -> {
                lock.lock();
                isHeld.countDown();
                Thread.sleep(A_WHILE);
                lock.unlock();
            });
            isHeld.await();
            scheduler.run(() -> {
                lock.lock();
                lock.unlock();
            });
            holder.join();
        }

        @Test
        void whileItWaitsForAMonitorOrALatch() throws Exception {
            Object monitor = new Object();
            scheduler.run(() -> {
                synchronized (monitor) {
                    monitor.wait(A_WHILE.toMillis());
                }
            });
            scheduler.run(() -> new CountDownLatch(1).await(A_WHILE.toMillis(), TimeUnit.MILLISECONDS));
        }

        /** Nobody will ever wake it: but nobody can tell, as far as code of others is concerned. */
        @Test
        void whileItWaitsInCodeOfOthers() throws Exception {
            Thread caller = Thread.ofPlatform()
                    .start(() -> assertThatExceptionOfType(InterruptedException.class)
                            .isThrownBy(() -> scheduler.run(() -> new CountDownLatch(1).await())));
            assertThat(caller.join(A_WHILE)).isFalse();
            caller.interrupt();
            caller.join();
        }

        @Test
        void whileItReadsFromASocket() throws Exception {
            try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
                CountDownLatch end = new CountDownLatch(1);
                Thread peer = platformThread(() -> {
                    try (Socket socket = server.accept()) {
                        end.await(); // asleep, for all that can be seen of it
                        socket.getOutputStream().write(1);
                    }
                });
                scheduler.run(() -> {
                    try (Socket socket = new Socket(server.getInetAddress(), server.getLocalPort())) {
                        go(() -> {
                            Thread.sleep(A_WHILE);
                            end.countDown();
                        });
                        assertThat(socket.getInputStream().read()).isEqualTo(1);
                    }
                });
                peer.join();
            }
        }

        @Test
        void whileItReadsFromAFile(@TempDir Path directory) throws Exception {
            Path fifo = Fifo.in(directory);
            Process writer = new ProcessBuilder("sh", "-c", "exec > '" + fifo + "'; sleep 0.4; echo hello").start();
            scheduler.run(() -> assertThat(Files.readString(fifo)).isEqualTo("hello\n"));
            writer.waitFor();
        }

        @Test
        void whileItWaitsForAFuture() throws Exception {
            scheduler.run(() -> CompletableFuture.supplyAsync(
                            () -> 1, CompletableFuture.delayedExecutor(A_WHILE.toMillis(), TimeUnit.MILLISECONDS))
                    .get());
        }
    }

    @Nested
    class AnOutsiderHasAnEnd {
        @Test
        void aThreadThatWasStartedByAFiber() throws Exception {
            receiveFrom(own -> Thread.ofPlatform().start(sleepingAndSendingTo(own)));
            receiveFrom(own -> new Thread(sleepingAndSendingTo(own)).start());
        }

        @Test
        void aVirtualThreadThatWasStartedByAFiber() throws Exception {
            receiveFrom(own -> Thread.startVirtualThread(sleepingAndSendingTo(own)));
            receiveFrom(own -> Thread.ofVirtual().name("of\na \"strange\" name").start(sleepingAndSendingTo(own)));
        }

        @Test
        void aVirtualThreadThatWaitsInThisLibrary() throws Exception {
            receiveFrom(own -> Thread.startVirtualThread(() -> {
                sleepIn(Delays.SHORT);
                sleepIn(A_WHILE);
                sendingTo(own).run();
            }));
            receiveFrom(own -> Thread.startVirtualThread(() -> {
                try {
                    select(onReceive(tick(A_WHILE), _ -> own.send(1)), onReceive(never(), _ -> {}));
                } catch (InterruptedException e) {
                    throw new AssertionError(e);
                }
            }));
        }

        /** Its timer is the one of the fiber that has made the ticker. */
        @Test
        void aVirtualThreadThatReceivesFromATickerOfAFiber() throws Exception {
            receiveFrom(own -> {
                Ticker ticker = tick(A_WHILE);
                Thread.startVirtualThread(() -> {
                    try {
                        ticker.receive();
                        own.send(1);
                    } catch (InterruptedException e) {
                        throw new AssertionError(e);
                    }
                });
            });
        }

        @Test
        void aVirtualThreadThatReadsFromASocket() throws Exception {
            try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
                Process writer = new ProcessBuilder(
                                "bash",
                                "-c",
                                "exec 3<>/dev/tcp/127.0.0.1/" + server.getLocalPort() + "; sleep 0.4; echo hello >&3")
                        .start();
                receiveFrom(own -> Thread.startVirtualThread(() -> {
                    try (Socket socket = server.accept()) {
                        own.send(socket.getInputStream().read() == 'h' ? 1 : 0);
                    } catch (IOException | InterruptedException e) {
                        throw new AssertionError(e);
                    }
                }));
                writer.waitFor();
            }
        }

        @Test
        void aThreadOfAPool() throws Exception {
            try (ExecutorService pool = Executors.newFixedThreadPool(2)) {
                receiveFrom(own -> pool.execute(sleepingAndSendingTo(own)));
                receiveFrom(own -> pool.execute(sendingTo(own))); // asleep until it is given that
            }
            try (ExecutorService pool = Executors.newVirtualThreadPerTaskExecutor()) {
                receiveFrom(own -> pool.execute(sleepingAndSendingTo(own)));
            }
            receiveFrom(own -> ForkJoinPool.commonPool().execute(sleepingAndSendingTo(own)));
        }

        @Test
        void whoRunsTasksLater() throws Exception {
            try (ScheduledExecutorService pool = Executors.newScheduledThreadPool(1)) {
                pool.schedule(() -> {}, A_WHILE.toMillis() / 2, TimeUnit.MILLISECONDS); // what the thread waits for
                receiveFrom(own -> pool.schedule(sendingTo(own), A_WHILE.toMillis(), TimeUnit.MILLISECONDS));
            }
            receiveFrom(own -> CompletableFuture.delayedExecutor(A_WHILE.toMillis(), TimeUnit.MILLISECONDS)
                    .execute(sendingTo(own)));
            Timer timer = new Timer(true);
            receiveFrom(own -> timer.schedule(
                    new TimerTask() {
                        @Override
                        public void run() {
                            sendingTo(own).run();
                        }
                    },
                    A_WHILE.toMillis()));
            timer.cancel();
        }

        @Test
        void aProcessThatEnds() throws Exception {
            Process process = new ProcessBuilder("sleep", "0.4").start();
            receiveFrom(own -> process.onExit().thenRun(sendingTo(own)));
        }

        /** As may be who waits for whoever runs the test: so a thread that was there, and runs what it was told to, is told apart. */
        @Test
        void aThreadThatGivesUpAFuture() throws Exception {
            receiveFrom(own -> Thread.ofPlatform().start(givingUpAFutureAndSendingTo(own)));
            try (ExecutorService pool = Executors.newFixedThreadPool(1)) {
                pool.submit(() -> {}).get();
                receiveFrom(own -> pool.execute(givingUpAFutureAndSendingTo(own)));
            }
        }

        private Runnable givingUpAFutureAndSendingTo(Channel<Integer> channel) {
            return () -> {
                assertThatExceptionOfType(TimeoutException.class)
                        .isThrownBy(() -> new CompletableFuture<>().get(A_WHILE.toMillis(), TimeUnit.MILLISECONDS));
                sendingTo(channel).run();
            };
        }

        @Test
        void aThreadThatWasThereBeforeTheRun() throws Exception {
            AtomicReference<Channel<Integer>> shared = new AtomicReference<>();
            Thread older = platformThread(() -> {
                Thread.sleep(A_WHILE);
                shared.get().send(1);
            });
            receiveFrom(shared::set);
            older.join();
        }

        @Test
        void aThreadThatIsGivenItWhileItWaits() throws Exception {
            SynchronousQueue<Channel<Integer>> given = new SynchronousQueue<>();
            Thread older = platformThread(() -> {
                Channel<Integer> channel = given.take();
                Thread.sleep(A_WHILE);
                channel.send(1);
            });
            receiveFrom(given::put);
            older.join();
        }

        @Test
        void aFiberThatAThreadHasStarted() throws Exception {
            receiveFrom(own -> platformThread(
                    () -> scheduler.go(() -> sleepingAndSendingTo(own).run())));
        }

        /** The element that is sent to it has the channel for the answer. */
        @ParameterizedTest
        @ValueSource(ints = {0, 1})
        void aServerToWhichAFiberHasSentIt(int capacity) throws Exception {
            Channel<Channel<Integer>> requests = chan("requests", capacity);
            Fiber<Void> server =
                    scheduler.go(() -> sleepingAndSendingTo(requests.receive()).run());
            receiveFrom(requests::send);
            server.join();
        }

        /** A thread that was there, or a fiber that one of these has started: a fiber has told it of the channel. */
        @ParameterizedTest
        @EnumSource
        void aServerToWhichSomebodyElseHasSentIt(Caller sender) throws Exception {
            Channel<Channel<Integer>> requests = chan("requests", 1);
            CountDownLatch end = new CountDownLatch(1);
            Fiber<Void> server =
                    scheduler.go(() -> sleepingAndSendingTo(requests.receive()).run());
            SynchronousQueue<Channel<Integer>> given = new SynchronousQueue<>();
            Runnable older = () -> assertDoesNotThrow(() -> {
                Channel<Integer> own = given.take();
                if (sender == Caller.FIBER) {
                    scheduler.go(() -> {
                        requests.send(own);
                        outside.receiveOrClosed(); // asleep, and not unknown
                    });
                } else {
                    requests.send(own);
                }
                end.await();
            });
            Thread thread = sender == Caller.VIRTUAL_THREAD
                    ? Thread.startVirtualThread(older)
                    : Thread.ofPlatform().start(older);
            receiveFrom(given::put);
            server.join();
            end.countDown();
            thread.join();
            outside.close();
        }

        /** So does one that belongs to a run of its own. */
        @ParameterizedTest
        @ValueSource(ints = {0, 1})
        void aServerInAnotherRun(int capacity) throws Exception {
            Channel<Channel<Integer>> requests = chan("requests", capacity);
            Thread server = platformThread(() ->
                    runQuietly(() -> sleepingAndSendingTo(requests.receive()).run()));
            receiveFrom(requests::send);
            server.join();
        }
    }

    private static void sleepIn(Duration duration) {
        try {
            Csp.sleep(duration);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private void runQuietly(Action main) {
        try {
            scheduler.run(main);
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    @Nested
    class TheChannelIsNotOfTheRun {
        @Test
        void andAThreadSendsOnIt() throws Exception {
            Thread sender = platformThread(() -> {
                Thread.sleep(A_WHILE);
                outside.send(1);
            });
            scheduler.run(outside::receive);
            sender.join();
        }

        /** In this, it is a thread that looks whether the run goes on, and then feeds it. */
        @Test
        void andAThreadSendsOnItThatHasWaitedForTheRun() throws Exception {
            Thread caller = platformThread(() -> runQuietly(outside::receive));
            assertThat(caller.join(A_WHILE)).isFalse();
            outside.send(1);
            caller.join();
        }

        @Test
        void andAFiberSendsOnIt() throws Exception {
            Fiber<?> sender = scheduler.go(() -> sleepingAndSendingTo(outside).run());
            scheduler.run(outside::receive);
            sender.join();
        }

        @Test
        void andAFiberOfAnotherRunSendsOnIt() throws Exception {
            Thread sender = platformThread(
                    () -> runQuietly(() -> sleepingAndSendingTo(outside).run()));
            scheduler.run(outside::receive);
            sender.join();
        }

        @Test
        void andItIsCancelled() throws Exception {
            Thread canceller = platformThread(() -> {
                Thread.sleep(A_WHILE);
                outside.cancel();
            });
            scheduler.run(() ->
                    assertThatExceptionOfType(ChannelCancelledException.class).isThrownBy(() -> outside.send(1)));
            canceller.join();
        }
    }
}
