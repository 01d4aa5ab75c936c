package org.csp4j.alarms;

import static org.csp4j.Csp.after;
import static org.csp4j.Csp.never;
import static org.csp4j.Csp.receive;
import static org.csp4j.Csp.select;
import static org.csp4j.Csp.tick;
import static org.csp4j.Csp.timeout;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.csp4j.Csp;
import org.csp4j.Scope;
import org.csp4j.ScopeTimeoutException;
import org.csp4j.testsupport.Fifo;

/** Ways in which a thread, of whatever kind, lets some time pass, and is awake meanwhile, or waits for somebody who is. */
enum Pause {
    SLEEP {
        @Override
        void pass(Duration time) throws Exception {
            Thread.sleep(time);
        }
    },
    SLEEP_OF_CSP {
        @Override
        void pass(Duration time) throws Exception {
            Csp.sleep(time);
        }
    },
    PARK {
        @Override
        void pass(Duration time) {
            LockSupport.parkNanos(time.toNanos());
        }
    },
    TIMER {
        @Override
        void pass(Duration time) throws Exception {
            after(time).receive();
        }
    },
    TICKER {
        @Override
        void pass(Duration time) throws Exception {
            tick(time).receive();
        }
    },
    SELECT_OF_A_TIMER {
        @Override
        void pass(Duration time) throws Exception {
            select(receive(never(), _ -> 1), receive(after(time), _ -> 2));
        }
    },
    SELECT_WITH_A_TIMEOUT {
        @Override
        void pass(Duration time) throws Exception {
            select(receive(never(), _ -> 1), timeout(time, () -> 2));
        }
    },
    RECEIVE_WITH_A_TIMEOUT {
        @Override
        void pass(Duration time) throws Exception {
            never().tryReceive(time);
        }
    },
    DEADLINE {
        @Override
        void pass(Duration time) throws Exception {
            Scope scope = Scope.builder().timeout(time).open();
            try (scope) {
                scope.go(() -> never().receive());
                scope.join();
            } catch (ScopeTimeoutException e) {
                // as it is to be
            }
        }
    },
    COMPUTATION {
        @Override
        void pass(Duration time) {
            for (long begin = System.nanoTime(); System.nanoTime() - begin < time.toNanos(); ) {
                Thread.onSpinWait();
            }
        }
    },
    WAIT_AT_A_MONITOR {
        @Override
        void pass(Duration time) throws Exception {
            synchronized (this) {
                wait(Math.max(1, time.toMillis()));
            }
        }
    },
    MONITOR {
        @Override
        void pass(Duration time) throws Exception {
            Object monitor = new Object();
            CountDownLatch isHeld = new CountDownLatch(1);
            Thread.ofPlatform().start(() -> {
                synchronized (monitor) {
                    isHeld.countDown();
                    LockSupport.parkNanos(time.toNanos());
                }
            });
            isHeld.await();
            synchronized (monitor) {
                // nothing to do
            }
        }
    },
    LOCK {
        @Override
        void pass(Duration time) throws Exception {
            ReentrantLock lock = new ReentrantLock();
            CountDownLatch isHeld = new CountDownLatch(1);
            Thread.ofVirtual().start(() -> {
                lock.lock();
                isHeld.countDown();
                LockSupport.parkNanos(time.toNanos());
                lock.unlock();
            });
            isHeld.await();
            lock.lock();
            lock.unlock();
        }
    },
    LATCH {
        @Override
        void pass(Duration time) throws Exception {
            new CountDownLatch(1).await(time.toNanos(), TimeUnit.NANOSECONDS);
        }
    },
    LATCH_OF_SOMEBODY {
        @Override
        void pass(Duration time) throws Exception {
            CountDownLatch latch = new CountDownLatch(1);
            later(time).execute(latch::countDown);
            latch.await();
        }
    },
    FUTURE {
        @Override
        void pass(Duration time) throws Exception {
            CompletableFuture.runAsync(() -> {}, later(time)).get();
        }
    },
    FUTURE_WITH_A_TIMEOUT {
        @Override
        void pass(Duration time) throws Exception {
            CompletableFuture.runAsync(() -> {}, later(time)).get(1, TimeUnit.HOURS);
        }
    },
    FUTURE_THAT_DOES_NOT_COME {
        @Override
        void pass(Duration time) throws Exception {
            try {
                new CompletableFuture<>().get(time.toNanos(), TimeUnit.NANOSECONDS);
            } catch (TimeoutException e) {
                // as it is to be
            }
        }
    },
    END_OF_A_THREAD_THAT_DOES_NOT_COME {
        @Override
        void pass(Duration time) throws Exception {
            CountDownLatch end = new CountDownLatch(1);
            Thread thread = Thread.ofPlatform().start(() -> {
                try {
                    end.await();
                } catch (InterruptedException e) {
                    throw new AssertionError(e);
                }
            });
            thread.join(time);
            end.countDown();
        }
    },
    END_OF_A_THREAD {
        @Override
        void pass(Duration time) throws Exception {
            Thread.ofPlatform()
                    .start(() -> LockSupport.parkNanos(time.toNanos()))
                    .join(Duration.ofHours(1));
        }
    },
    SOCKET {
        @Override
        void pass(Duration time) throws Exception {
            try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
                Thread.ofPlatform().start(() -> {
                    try (Socket socket = server.accept()) {
                        LockSupport.parkNanos(time.toNanos());
                        socket.getOutputStream().write(1);
                    } catch (IOException e) {
                        throw new AssertionError(e); // and whoever reads notices
                    }
                });
                try (Socket socket = new Socket(server.getInetAddress(), server.getLocalPort())) {
                    if (socket.getInputStream().read() != 1) throw new AssertionError("the end of the stream");
                }
            }
        }
    },
    FILE {
        @Override
        void pass(Duration time) throws Exception {
            Path directory = Files.createTempDirectory("csp4j");
            Path fifo = Fifo.in(directory);
            Thread writer = Thread.ofPlatform().start(() -> {
                try {
                    LockSupport.parkNanos(time.toNanos());
                    Files.writeString(fifo, "hello");
                } catch (IOException e) {
                    throw new AssertionError(e);
                }
            });
            if (!Files.readString(fifo).equals("hello")) throw new AssertionError("something else");
            writer.join();
            Files.delete(fifo);
            Files.delete(directory);
        }
    },
    PROCESS {
        @Override
        void pass(Duration time) throws Exception {
            new ProcessBuilder("sleep", Double.toString(time.toMillis() / 1e3))
                    .start()
                    .waitFor();
        }
    };

    abstract void pass(Duration time) throws Exception;

    /** On a thread of its own: the common pool may have one only, which waits for this. */
    static Executor later(Duration time) {
        return CompletableFuture.delayedExecutor(
                time.toNanos(),
                TimeUnit.NANOSECONDS,
                task -> Thread.ofPlatform().start(task));
    }
}
