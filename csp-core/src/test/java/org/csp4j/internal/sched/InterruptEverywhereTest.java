package org.csp4j.internal.sched;

import static org.assertj.core.api.Assertions.assertThat;
import static org.csp4j.Csp.chan;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntConsumer;
import org.csp4j.Action;
import org.csp4j.Channel;
import org.csp4j.Csp;
import org.csp4j.internal.fiber.Parker;
import org.csp4j.internal.jdk.VirtualThreads;
import org.csp4j.testsupport.Await;
import org.csp4j.testsupport.Delays;
import org.csp4j.testsupport.Rounds;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * An interrupt that comes at any point of a switch ends the operation or is kept, once; and nobody else sees it.
 *
 * <p>The JDK tells the carrier of an interrupt of the thread that it carries, since pinned parks and native code wait there. So there are
 * two flags, and two ways to go wrong. An interrupt that comes late, when the carrier has left the fiber, and is put on the carrier all
 * the same, belongs to nobody: the next fiber's Object.wait would throw it. One that comes when the fiber is about to be mounted, and
 * misses the carrier, does not wake the fiber where it waits next. Hence in each round, when the interrupter is done, the two
 * flags must agree, in the fiber and in a bystander that shares its carrier and is never interrupted.
 */
@Tag("opened")
class InterruptEverywhereTest {
    /** One carrier: a fiber and the bystander take turns on it. */
    private static final WorkStealingEngine ENGINE =
            new WorkStealingEngine("interrupted", new SchedulerLimits(1, 100, Duration.ofMillis(5)));

    /** The interrupt comes so many steps after the fiber has said that it begins: a sweep, over and over. */
    private static final int SWEEP = 512;

    private final AtomicReference<Throwable> failure = new AtomicReference<>();
    private final Channel<Integer> channel = chan();
    private volatile int begun = -1; // the round that the fiber is about to park in
    private volatile int done = -1; // the round whose interrupt has been sent
    private volatile boolean isOver;

    /** What the fiber waits in, so that nothing but an interrupt ends it. */
    enum Wait {
        RECEIVE {
            @Override
            void await(InterruptEverywhereTest test) throws InterruptedException {
                test.channel.receive();
            }
        },
        SEND {
            @Override
            void await(InterruptEverywhereTest test) throws InterruptedException {
                test.channel.send(1);
            }
        },
        TIMED_RECEIVE {
            @Override
            void await(InterruptEverywhereTest test) throws InterruptedException {
                test.channel.tryReceive(Delays.LONG);
            }
        },
        SELECT {
            @Override
            void await(InterruptEverywhereTest test) throws InterruptedException {
                Csp.<Object>select(
                        Csp.receive(test.channel),
                        Csp.receive(Csp.never()),
                        Csp.timeout(Delays.LONG, () -> "timed out"));
            }
        },
        SLEEP {
            @Override
            void await(InterruptEverywhereTest test) throws InterruptedException {
                Csp.sleep(Delays.LONG);
            }
        },
        THREAD_SLEEP {
            @Override
            void await(InterruptEverywhereTest test) throws InterruptedException {
                Thread.sleep(Delays.LONG);
            }
        },
        OBJECT_WAIT {
            @Override
            void await(InterruptEverywhereTest test) throws InterruptedException {
                synchronized (test) {
                    test.wait();
                }
            }
        };

        abstract void await(InterruptEverywhereTest test) throws InterruptedException;
    }

    private Thread go(Action body) {
        TestFiber fiber = new TestFiber(body, failure);
        ENGINE.start(fiber);
        return fiber.thread();
    }

    /** Yields to the fiber again and again, and looks whether anything is left of its interrupts. */
    private void bystand() throws InterruptedException {
        Object monitor = new Object();
        for (int i = 0; !isOver; i++) {
            assertNothingIsInterrupted();
            if (i % 64 == 0) {
                synchronized (monitor) {
                    monitor.wait(0, 1); // throws what is left on the carrier
                }
                assertNothingIsInterrupted();
            }
            Thread.yield();
        }
    }

    private static void assertNothingIsInterrupted() {
        if (Thread.currentThread().isInterrupted()) {
            throw new AssertionError("a fiber is interrupted, and nobody has done so");
        }
        if (VirtualThreads.currentCarrierThread().isInterrupted()) {
            throw new AssertionError("an interrupt is left on the carrier");
        }
    }

    private static void assertBothAreInterrupted() {
        if (!Thread.currentThread().isInterrupted()) {
            throw new AssertionError("an interrupt was lost");
        }
        if (!VirtualThreads.currentCarrierThread().isInterrupted()) {
            throw new AssertionError("the carrier does not know of the interrupt");
        }
    }

    private void begin(int round) {
        begun = round;
    }

    /** The fiber is to wait here for the interrupter, without a switch. */
    private void awaitInterrupter(int round) {
        while (done < round) {
            Thread.onSpinWait();
        }
    }

    /** By the test's thread: does this to the fiber in each round, once that has begun. */
    private void meddle(Thread fiber, int rounds, IntConsumer meddling) {
        for (int round = 0; round < rounds && awaitRound(fiber, round); round++) {
            meddling.accept(round);
        }
    }

    private boolean awaitRound(Thread fiber, int round) {
        for (int tries = 0; begun < round && fiber.isAlive(); tries++) {
            spinOrYield(tries);
        }
        return fiber.isAlive();
    }

    private void interruptAfterDelay(Thread fiber, int round) {
        delay(round);
        fiber.interrupt();
        done = round;
    }

    private static void delay(int round) {
        for (int step = round / 2 % SWEEP; step > 0; step--) {
            Thread.onSpinWait();
        }
    }

    private void awaitEnd(Thread fiber, Thread bystander) throws InterruptedException {
        Await.until("the fiber ends", () -> !fiber.isAlive() || failure.get() != null);
        isOver = true;
        Await.until("the bystander ends", () -> !bystander.isAlive());
        assertThat(failure.get()).isNull();
    }

    @AfterAll
    static void close() {
        ENGINE.close();
    }

    @ParameterizedTest
    @EnumSource
    void anInterruptEndsAWaitWheneverItComesAndNobodyElseSeesIt(Wait wait) throws Exception {
        int rounds = Rounds.of(5_000);
        Thread bystander = go(this::bystand);
        Thread fiber = go(() -> {
            for (int round = 0; round < rounds; round++) {
                begin(round);
                try {
                    wait.await(this);
                    throw new AssertionError("the wait ended without an interrupt");
                } catch (InterruptedException e) {
                    awaitInterrupter(round);
                    assertNothingIsInterrupted();
                }
            }
        });
        meddle(fiber, rounds, round -> interruptAfterDelay(fiber, round));
        awaitEnd(fiber, bystander);
    }

    @Test
    void anInterruptThatMeetsAWakeUpIsThrownOrKept() throws Exception {
        int rounds = Rounds.of(25_000);
        int[] outcomes = new int[2];
        Thread bystander = go(this::bystand);
        Thread fiber = go(() -> {
            for (int round = 0; round < rounds; round++) {
                begin(round);
                boolean isThrown = false;
                try {
                    assertThat(channel.receive()).isEqualTo(round);
                } catch (InterruptedException e) {
                    isThrown = true;
                }
                awaitInterrupter(round);
                outcomes[isThrown ? 0 : 1]++;
                if (isThrown) {
                    assertNothingIsInterrupted();
                    assertThat(channel.receive()).as("what was not received").isEqualTo(round);
                } else {
                    assertBothAreInterrupted();
                    assertThat(Thread.interrupted()).isTrue();
                    assertNothingIsInterrupted();
                }
            }
        });
        meddle(fiber, rounds, round -> {
            if (round % 2 == 0) {
                send(round, fiber); // taken while the fiber is about to park
                interruptAfterDelay(fiber, round);
            } else {
                interruptAfterDelay(fiber, round);
                send(round, fiber);
            }
        });
        awaitEnd(fiber, bystander);
        assertThat(outcomes[0]).as("interrupts that won").isPositive();
        assertThat(outcomes[1]).as("wake-ups that won").isPositive();
    }

    private void send(int element, Thread receiver) {
        for (int tries = 0; !channel.trySend(element).isOk() && receiver.isAlive(); tries++) {
            spinOrYield(tries); // it does not wait in the channel yet
        }
    }

    /** By the test's thread, whose processor the carrier may be waiting for. */
    private static void spinOrYield(int tries) {
        if (tries < SWEEP) {
            Thread.onSpinWait();
        } else {
            Thread.yield();
        }
    }

    @Test
    void anUnparkByOthersThatComesAtAnyTimeIsAWakeUpForNoReason() throws Exception {
        int rounds = Rounds.of(25_000);
        Thread bystander = go(this::bystand);
        Thread fiber = go(() -> {
            for (int round = 0; round < rounds; round++) {
                begin(round);
                assertThat(channel.receive()).isEqualTo(round);
                assertNothingIsInterrupted();
            }
        });
        meddle(fiber, rounds, round -> {
            if (round % 2 == 0) {
                send(round, fiber);
                delay(round);
                LockSupport.unpark(fiber);
            } else {
                delay(round);
                LockSupport.unpark(fiber);
                send(round, fiber);
            }
        });
        awaitEnd(fiber, bystander);
    }

    /** The bare parker: whoever unparks has said so before, and whoever parks looks again. */
    @Test
    void noUnparkIsLostWhateverElseWakesTheFiber() throws Exception {
        int rounds = Rounds.of(5_000);
        AtomicReference<Parker> parker = new AtomicReference<>();
        Thread bystander = go(this::bystand);
        Thread fiber = go(() -> {
            Parker own = Parker.current();
            parker.set(own);
            for (int round = 0; round < rounds; round++) {
                begin(round);
                while (done < round) {
                    Parker.park(own, this);
                }
                Thread.interrupted();
            }
        });
        Thread meddler = Thread.ofPlatform().start(() -> {
            for (int i = 0; fiber.isAlive(); i++) {
                delay(i);
                switch (i % 3) {
                    case 0 -> fiber.interrupt();
                    case 1 -> LockSupport.unpark(fiber);
                    default -> fiber.getStackTrace();
                }
            }
        });
        meddle(fiber, rounds, round -> {
            delay(round);
            done = round;
            Parker.unpark(parker.get());
        });
        awaitEnd(fiber, bystander);
        meddler.join();
    }
}
