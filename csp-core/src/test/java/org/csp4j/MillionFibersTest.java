package org.csp4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.csp4j.Csp.async;
import static org.csp4j.Csp.chan;
import static org.csp4j.Csp.receive;
import static org.csp4j.Csp.select;
import static org.csp4j.Csp.timeout;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.csp4j.diagnostics.WaitReason;
import org.csp4j.testsupport.ArmedTimers;
import org.csp4j.testsupport.Delays;
import org.csp4j.testsupport.SteppedTime;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;

/** A million fibers that wait fit into the heap of the test JVM, which has 2 GiB, and all of them end. */
class MillionFibersTest {
    private static final int MILLION = 1_000_000;

    private final List<Fiber<Integer>> fibers = new ArrayList<>(MILLION);
    private String name;
    private long start;

    @BeforeEach
    void begin(TestInfo info) {
        name = info.getDisplayName();
        start = System.nanoTime();
        assertThat(Runtime.getRuntime().maxMemory()).as("the heap").isLessThanOrEqualTo(2L << 30);
    }

    @AfterEach
    void say() {
        info("all have ended");
    }

    private void info(String what) {
        Duration elapsed = Duration.ofNanos(System.nanoTime() - start);
        System.out.printf("%s: %s after %d ms%n", name, what, elapsed.toMillis());
    }

    /** Until all are parked; says what they take. */
    private void awaitAllParked(WaitReason.Kind kind) {
        for (Fiber<Integer> fiber : fibers) {
            SteppedTime.awaitPark(fiber, kind);
        }
        info("all are parked");
        System.gc();
        Runtime runtime = Runtime.getRuntime();
        info("their heap is " + ((runtime.totalMemory() - runtime.freeMemory()) >> 20) + " MiB");
    }

    private void assertSumOfResults(long expected) throws InterruptedException {
        long sum = 0;
        for (Fiber<Integer> fiber : fibers) {
            sum += fiber.result();
        }
        assertThat(sum).isEqualTo(expected);
    }

    private static int valueOr(Received<Integer> received, int other) {
        return received.asOptional().orElse(other);
    }

    @Test
    void receiveOnOneChannelUntilTheyAreServedOrItCloses() throws Exception {
        Channel<Integer> channel = chan("one for all");
        for (int i = 0; i < MILLION; i++) {
            fibers.add(async(() -> valueOr(channel.receiveOrClosed(), -1)));
        }
        awaitAllParked(WaitReason.Kind.RECEIVE);
        int served = MILLION / 2;
        for (int i = 1; i <= served; i++) {
            assertThat(channel.trySend(i)).isInstanceOf(Sent.Ok.class); // who waits is served at once
        }
        assertThat(channel.close()).isTrue();
        assertSumOfResults((long) served * (served + 1) / 2 - (MILLION - served));
    }

    @Test
    void receiveEachOnAChannelOfItsOwn() throws Exception {
        List<Channel<Integer>> channels = new ArrayList<>(MILLION);
        for (int i = 0; i < MILLION; i++) {
            Channel<Integer> channel = chan();
            channels.add(channel);
            fibers.add(async(channel::receive));
        }
        awaitAllParked(WaitReason.Kind.RECEIVE);
        for (int i = 1; i <= MILLION; i++) {
            assertThat(channels.get(i - 1).trySend(i)).isInstanceOf(Sent.Ok.class);
        }
        assertSumOfResults((long) MILLION * (MILLION + 1) / 2);
    }

    /** These take twice the heap: the select, its nodes and its timer. */
    @Test
    void aFifthOfThemSelectWithATimeoutThatDoesNotPass() throws Exception {
        int fifth = MILLION / 5;
        int before = ArmedTimers.count();
        Channel<Integer> channel = chan("one for all");
        for (int i = 0; i < fifth; i++) {
            fibers.add(async(() -> select(receive(channel), timeout(Delays.LONG, () -> 0))));
        }
        awaitAllParked(WaitReason.Kind.SELECT);
        assertThat(ArmedTimers.count()).isEqualTo(before + fifth);
        for (int i = 1; i <= fifth; i++) {
            assertThat(channel.trySend(i)).isInstanceOf(Sent.Ok.class);
        }
        assertSumOfResults((long) fifth * (fifth + 1) / 2);
        assertThat(ArmedTimers.count()).isEqualTo(before);
    }
}
