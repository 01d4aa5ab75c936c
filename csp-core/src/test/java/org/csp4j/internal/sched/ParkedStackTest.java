package org.csp4j.internal.sched;

import static org.assertj.core.api.Assertions.assertThat;
import static org.csp4j.Csp.chan;

import java.time.Duration;
import org.csp4j.Action;
import org.csp4j.Channel;
import org.csp4j.testsupport.Await;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** DirectFiberParking P1: between a fiber's body and the yield of the JDK lies no method that need not. */
@Tag("opened")
class ParkedStackTest {
    private static final WorkStealingEngine ENGINE =
            new WorkStealingEngine("stacks", new SchedulerLimits(1, 1, Duration.ofMillis(5)));

    private final Channel<Integer> channel = chan();
    private final TestFibers fibers = new TestFibers();

    @AfterAll
    static void close() {
        ENGINE.close();
    }

    @AfterEach
    void allEnd() throws InterruptedException {
        fibers.awaitEnds();
    }

    /** Asserts what of the library is on the stack of a fiber that parks in this body, from there on; the JDK's own methods are hidden. */
    private void assertParked(Action body, String operation) {
        Thread fiber = fibers.go(ENGINE, body);
        Await.until("the fiber parks", () -> fiber.getState() == Thread.State.WAITING);
        assertThat(fiber.getStackTrace())
                .extracting(each -> each.getClassName().replaceFirst(".*\\.", "") + "." + each.getMethodName())
                .startsWith(
                        "Continuations.leavesCarrier", "DirectFiberParking.park", "BlockedOperation.await", operation);
    }

    @Test
    void aReceive() throws Exception {
        assertParked(channel::receive, "ReceiveEnd.receive");
        channel.send(1);
    }

    @Test
    void aReceiveThatTellsOfTheEnd() throws Exception {
        assertParked(channel::receiveOrClosed, "ReceiveEnd.receiveOrClosed");
        channel.send(1);
    }

    @Test
    void aSend() throws Exception {
        assertParked(() -> channel.send(1), "LockedChannel.send");
        channel.receive();
    }
}
