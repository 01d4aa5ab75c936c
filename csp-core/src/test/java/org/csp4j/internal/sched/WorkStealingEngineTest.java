package org.csp4j.internal.sched;

import static org.assertj.core.api.Assertions.assertThat;
import static org.csp4j.Csp.chan;

import java.io.FileInputStream;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.csp4j.Action;
import org.csp4j.Channel;
import org.csp4j.diagnostics.WaitReason;
import org.csp4j.testsupport.Await;
import org.csp4j.testsupport.Delays;
import org.csp4j.testsupport.Pinned;
import org.csp4j.testsupport.Rounds;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("opened")
class WorkStealingEngineTest {
    private final WorkStealingEngine engine = Shared.ONE_CARRIER;
    private final List<Thread> threads = new ArrayList<>();
    private final AtomicReference<Throwable> failure = new AtomicReference<>();
    private volatile boolean stops;

    private static final class Shared {
        static final WorkStealingEngine ONE_CARRIER =
                new WorkStealingEngine("one", new SchedulerLimits(1, 100, Duration.ofMillis(5)));
        static final WorkStealingEngine FOUR_CARRIERS =
                new WorkStealingEngine("four", new SchedulerLimits(4, 100, Duration.ofMillis(5)));
        static final WorkStealingEngine THREE_AT_MOST =
                new WorkStealingEngine("three-at-most", new SchedulerLimits(1, 3, Duration.ofMillis(5)));
    }

    @AfterAll
    static void close() {
        Shared.ONE_CARRIER.close();
        Shared.FOUR_CARRIERS.close();
        Shared.THREE_AT_MOST.close();
    }

    @AfterEach
    void everyThreadEnds() throws Exception {
        stops = true;
        for (Thread thread : threads) {
            assertThat(thread.join(Delays.PATIENCE)).as("%s ends", thread).isTrue();
        }
        assertThat(failure.get()).isNull();
    }

    private Thread go(Action body) {
        return go(engine, body);
    }

    private Thread go(WorkStealingEngine where, Action body) {
        TestFiber fiber = new TestFiber(body, failure);
        where.start(fiber);
        Thread thread = fiber.thread();
        threads.add(thread);
        return thread;
    }

    private static void awaitEnd(Thread thread) throws InterruptedException {
        assertThat(thread.join(Delays.PATIENCE)).as("%s ends", thread).isTrue();
    }

    @Nested
    class OnOneCarrier {
        @Test
        void twoFibersThatWakeEachOtherForEverDoNotKeepAThirdFromRunning() throws Exception {
            Channel<Integer> there = chan();
            Channel<Integer> back = chan();
            go(() -> {
                while (!stops) {
                    there.send(1);
                    back.receive();
                }
                there.close();
            });
            go(() -> {
                for (int each : there) {
                    back.send(each);
                }
            });
            awaitEnd(go(() -> {}));
        }

        @Test
        void twoFibersThatYieldForEverDoNotKeepAThirdFromRunning() throws Exception {
            for (int i = 0; i < 2; i++) {
                go(() -> {
                    while (!stops) {
                        Thread.yield();
                    }
                });
            }
            awaitEnd(go(() -> {}));
        }

        @Test
        void aFiberThatNeverBlocksDoesNotKeepOthersFromProgressing() throws Exception {
            CountDownLatch spins = new CountDownLatch(1);
            go(() -> {
                spins.countDown();
                while (!stops) {
                    Thread.onSpinWait();
                }
            });
            assertThat(spins.await(Delays.PATIENCE.toMillis(), TimeUnit.MILLISECONDS))
                    .isTrue();
            Channel<Integer> channel = chan();
            go(() -> {
                for (int i = 0; i < 100; i++) {
                    channel.send(i);
                }
                channel.close();
            });
            awaitEnd(go(() -> assertThat(channel.stream().count()).isEqualTo(100)));
        }

        @Test
        void aFiberThatWasMadeReadyByOneThatThenNeverBlocksRuns() throws Exception {
            Channel<Integer> channel = chan();
            Thread receiver = go(channel::receive);
            go(() -> {
                channel.send(1); // the receiver is in the run-next slot now
                while (!stops) {
                    Thread.onSpinWait();
                }
            });
            awaitEnd(receiver);
        }

        @Test
        void aFiberThatOpensAFifoWithNobodyAtTheOtherEndDoesNotKeepOthersFromProgressing(@TempDir Path directory)
                throws Exception {
            Path fifo = directory.resolve("fifo");
            assertThat(new ProcessBuilder("mkfifo", fifo.toString()).start().waitFor())
                    .isZero();
            Thread opener = go(() -> {
                try (InputStream in = new FileInputStream(fifo.toFile())) {
                    assertThat(in.read()).isEqualTo('x');
                }
            });
            awaitEnd(go(() -> {}));
            assertThat(opener.isAlive()).isTrue();
            Files.write(fifo, new byte[] {'x'});
            awaitEnd(opener);
        }

        @Test
        void aCarrierThatWasRelievedEndsWhenItComesBack() throws Exception {
            Thread hog = go(() -> {
                while (!stops) {
                    Thread.onSpinWait();
                }
            });
            awaitEnd(go(() -> {}));
            stops = true;
            awaitEnd(hog);
            Await.until("one carrier is left", () -> engine.carriers().length == 1);
            awaitEnd(go(() -> {}));
        }

        @Test
        void aCarrierThatIsRelievedWhileItIsAboutToSleepLosesNoWakeUp() throws Exception {
            for (int i = 0; i < 100; i++) {
                awaitEnd(go(() -> {}));
                engine.relieve(engine.carriers()[0]); // asleep, about to sleep, or just woken
                awaitEnd(go(() -> {}));
            }
            Await.until("one carrier is left", () -> engine.carriers().length == 1);
            Await.until("all sleep", () -> engine.idle.awake() == 0);
        }

        @Test
        void allCarriersSleepWhenThereIsNothingToDo() throws Exception {
            awaitEnd(go(() -> {}));
            Await.until("all sleep", () -> engine.idle.awake() == 0);
            awaitEnd(go(() -> {}));
        }

        @Test
        void noMoreCarriersAreStartedThanTheLimitAndWorkGoesOnWhenOneComesBack() throws Exception {
            WorkStealingEngine limited = Shared.THREE_AT_MOST;
            CountDownLatch spinning = new CountDownLatch(3);
            for (int i = 0; i < 3; i++) {
                go(limited, () -> {
                    spinning.countDown();
                    while (!stops) {
                        Thread.onSpinWait();
                    }
                });
            }
            assertThat(spinning.await(Delays.PATIENCE.toMillis(), TimeUnit.MILLISECONDS))
                    .isTrue();
            Thread waiting = go(limited, () -> {});
            assertThat(limited.carriers().length).isLessThanOrEqualTo(3);
            stops = true;
            awaitEnd(waiting);
        }
    }

    @Nested
    class OnFourCarriers {
        @Test
        void everyFiberOfATreeRunsOnce() throws Exception {
            int leaves = 1 << 14;
            AtomicIntegerArray runs = new AtomicIntegerArray(2 * leaves);
            CountDownLatch all = new CountDownLatch(2 * leaves - 1);
            spawn(1, leaves, runs, all);
            assertThat(all.await(Delays.PATIENCE.toMillis(), TimeUnit.MILLISECONDS))
                    .isTrue();
            for (int i = 1; i < 2 * leaves; i++) {
                assertThat(runs.get(i)).as("runs of %d", i).isOne();
            }
        }

        @Test
        void anInterruptAtAnyMomentEndsAReceiveOrIsKeptAndNoElementIsLost() throws Exception {
            int rounds = Rounds.of(50_000);
            Channel<Integer> channel = chan();
            int[] received = new int[1];
            int[] interrupted = new int[1];
            Thread receiver = go(Shared.FOUR_CARRIERS, () -> {
                while (true) {
                    try {
                        if (channel.receive() < 0) {
                            return;
                        }
                        received[0]++;
                    } catch (InterruptedException e) {
                        interrupted[0]++;
                    }
                }
            });
            Thread interrupter = go(Shared.FOUR_CARRIERS, () -> {
                for (int i = 0; i < rounds; i++) {
                    receiver.interrupt();
                    Thread.yield();
                }
            });
            go(Shared.FOUR_CARRIERS, () -> {
                for (int i = 0; i < rounds; i++) {
                    channel.send(i);
                }
                interrupter.join();
                channel.send(-1);
            });
            awaitEnd(receiver);
            assertThat(received[0]).isEqualTo(rounds);
            assertThat(interrupted[0]).isBetween(1, rounds);
        }

        @Test
        void aForeignUnparkAtAnyMomentIsAWakeUpForNoReason() throws Exception {
            int rounds = Rounds.of(50_000);
            Channel<Integer> there = chan();
            Thread receiver = go(Shared.FOUR_CARRIERS, () -> {
                for (int i = 0; i < rounds; i++) {
                    assertThat(there.receive()).isEqualTo(i);
                }
            });
            go(Shared.FOUR_CARRIERS, () -> {
                while (receiver.isAlive()) {
                    LockSupport.unpark(receiver);
                    Thread.yield();
                }
            });
            go(Shared.FOUR_CARRIERS, () -> {
                for (int i = 0; i < rounds; i++) {
                    there.send(i);
                }
            });
            awaitEnd(receiver);
        }

        @Test
        void parkedFibersShowTheirStateTheirStackAndWhatTheyWaitFor() throws Exception {
            Channel<Integer> channel = chan("orders");
            Thread receiver = go(Shared.FOUR_CARRIERS, channel::receive);
            Await.until("it parks", () -> receiver.getState() == Thread.State.WAITING);
            assertThat(WaitReason.of(receiver)).contains(new WaitReason(WaitReason.Kind.RECEIVE, "orders"));
            assertThat(receiver.getStackTrace())
                    .anyMatch(frame -> frame.getMethodName().equals("receive"));
            channel.send(1);
            awaitEnd(receiver);
        }

        @Test
        void aPinnedFiberParksOnItsCarrier() throws Exception {
            Channel<Integer> channel = chan();
            int[] received = new int[1];
            Thread pinned = go(Shared.FOUR_CARRIERS, () -> Pinned.call(() -> received[0] = channel.receive()));
            go(Shared.FOUR_CARRIERS, () -> channel.send(7));
            awaitEnd(pinned);
            assertThat(received[0]).isEqualTo(7);
        }

        private void spawn(int number, int leaves, AtomicIntegerArray runs, CountDownLatch all) {
            ThirdParty.start(Shared.FOUR_CARRIERS, () -> {
                runs.incrementAndGet(number);
                all.countDown();
                if (number < leaves) {
                    spawn(2 * number, leaves, runs, all);
                    spawn(2 * number + 1, leaves, runs, all);
                }
            });
        }

        @Test
        void aTokenThatGoesRoundARingIsNeverLost() throws Exception {
            int fibers = 1_000;
            int rounds = Rounds.of(200);
            List<Channel<Integer>> channels = new ArrayList<>();
            for (int i = 0; i < fibers; i++) {
                channels.add(chan());
            }
            for (int i = 0; i < fibers; i++) {
                Channel<Integer> in = channels.get(i);
                Channel<Integer> out = channels.get((i + 1) % fibers);
                boolean isLast = i == fibers - 1;
                go(Shared.FOUR_CARRIERS, () -> {
                    for (int round = 0; round < rounds; round++) {
                        int token = in.receive();
                        if (!isLast || round < rounds - 1) {
                            out.send(token + 1);
                        } else {
                            assertThat(token).isEqualTo(fibers * rounds - 1);
                        }
                    }
                });
            }
            go(Shared.FOUR_CARRIERS, () -> channels.getFirst().send(0));
            for (Thread thread : threads) {
                awaitEnd(thread);
            }
        }

        @Test
        void wakeUpsFromOtherThreadsAreNeverLost() throws Exception {
            int rounds = Rounds.of(50_000);
            Channel<Integer> there = chan();
            Channel<Integer> back = chan();
            go(Shared.FOUR_CARRIERS, () -> {
                for (int i = 0; i < rounds; i++) {
                    back.send(there.receive());
                }
            });
            for (int i = 0; i < rounds; i++) {
                there.send(i);
                assertThat(back.receive()).isEqualTo(i);
            }
        }
    }
}
