package org.csp4j.internal.park;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.csp4j.diagnostics.WaitReason.Kind.RECEIVE;
import static org.csp4j.diagnostics.WaitReason.Kind.SEND;
import static org.csp4j.testsupport.Await.await;

import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;
import org.csp4j.Channel;
import org.csp4j.ChannelClosedException;
import org.csp4j.Csp;
import org.csp4j.diagnostics.WaitReason;
import org.csp4j.internal.channel.ChannelOptions;
import org.csp4j.internal.channel.LockedChannel;
import org.csp4j.internal.fiber.Awaited;
import org.csp4j.internal.fiber.CurrentFiber;
import org.csp4j.testsupport.Await;
import org.csp4j.testsupport.Crew;
import org.csp4j.testsupport.Crew.Body;
import org.csp4j.testsupport.Delays;
import org.csp4j.testsupport.Party;
import org.csp4j.testsupport.Setting;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What a fiber waits with, and uses again. */
@Tag("engine")
class BlockedOperationTest {
    @RegisterExtension
    final Crew crew = new Crew(Setting.FIBERS);

    private final Channel<String> channel = Csp.chan("elements");
    private final WaitQueue queue = WaitQueue.ofReceivers(new LockedChannel<String>(null, 0, ChannelOptions.plain()));

    private static @Nullable Awaited kept() {
        return Objects.requireNonNull(CurrentFiber.get()).kept();
    }

    // Which one

    @Test
    void aFiberKeepsWhatItHasWaitedWith() throws Exception {
        Party<Void> fiber = crew.start(() -> {
            assertThat(kept()).isNull();
            channel.receive();
            Awaited first = kept();
            assertThat(first).isNotNull();
            channel.send("back");
            channel.tryReceive(Delays.LONG);
            assertThat(kept()).isSameAs(first);
        });
        await(fiber).toPark(RECEIVE);
        channel.send("there");
        await(fiber).toPark(SEND);
        channel.receive();
        await(fiber).toPark(RECEIVE);
        channel.send("there");
        fiber.join();
    }

    @Test
    void whatIsInUseIsNotUsedAgain() throws Exception {
        crew.run(() -> {
            BlockedOperation outer = BlockedOperation.begin(queue, null);
            BlockedOperation inner = BlockedOperation.begin(queue, "item");
            assertThat(inner).isNotSameAs(outer);
            assertThat(kept()).isSameAs(inner);
            inner.end();
            assertThat(BlockedOperation.begin(queue, null)).isSameAs(inner);
        });
    }

    @Test
    void whatAnErrorHasLeftInAQueueIsNotUsedAgainEvenIfItHasAnOutcomeByNow() throws Exception {
        crew.run(() -> {
            BlockedOperation left = BlockedOperation.begin(queue, null);
            left.complete("what nobody waits for any more");
            assertThat(BlockedOperation.begin(queue, null)).isNotSameAs(left);
        });
    }

    @Test
    void aThreadThatIsNoFiberKeepsNothing() {
        BlockedOperation first = BlockedOperation.begin(queue, null);
        first.end();
        assertThat(BlockedOperation.begin(queue, null)).isNotSameAs(first);
    }

    // What is left of it

    @Test
    void nothingIsLeftOfAReceive() throws Exception {
        assertNothingIsLeftOf(channel::receive, fiber -> {
            await(fiber).toPark(RECEIVE);
            channel.send("element");
        });
    }

    @Test
    void nothingIsLeftOfASend() throws Exception {
        assertNothingIsLeftOf(() -> channel.send("element"), fiber -> {
            await(fiber).toPark(SEND);
            channel.receive();
        });
    }

    @Test
    void nothingIsLeftOfASendThatWasInterrupted() throws Exception {
        assertNothingIsLeftOf(() -> sendFailsBy(InterruptedException.class), fiber -> {
            await(fiber).toPark(SEND);
            fiber.interrupt();
        });
    }

    @Test
    void nothingIsLeftOfASendThatCameTooLate() throws Exception {
        assertNothingIsLeftOf(() -> channel.trySend("element", Delays.SHORT), _ -> {});
    }

    @Test
    void nothingIsLeftOfASendThatWasClosed() throws Exception {
        assertNothingIsLeftOf(() -> sendFailsBy(ChannelClosedException.class), fiber -> {
            await(fiber).toPark(SEND);
            channel.close();
        });
    }

    private void sendFailsBy(Class<? extends Exception> type) {
        assertThatThrownBy(() -> channel.send("element")).isInstanceOf(type);
    }

    private interface Peer {
        void ends(Party<?> fiber) throws Exception;
    }

    /** The fiber goes on, and then waits for something else. */
    private void assertNothingIsLeftOf(Body body, Peer peer) throws Exception {
        CountDownLatch wasLookedAt = new CountDownLatch(1);
        Party<BlockedOperation> fiber = crew.start(() -> {
            body.run();
            wasLookedAt.await();
            return (BlockedOperation) Objects.requireNonNull(kept());
        });
        peer.ends(fiber);
        Await.until("the fiber waits for the latch", () -> isInWaitOfTheJdk(fiber.thread()));
        assertThat(WaitReason.of(fiber.thread())).isEmpty();
        assertThat(Blocker.lastingWaitOf(fiber.thread())).isNull();
        wasLookedAt.countDown();
        BlockedOperation operation = fiber.result();
        assertThat(operation.item()).isNull();
        assertThat(operation.outcome()).isNull();
        assertThat(operation.waitReason()).isNull();
        assertThat(operation.lastingWait()).isNull();
        assertThat(operation.isRendezvous()).as("it knows the channel").isFalse();
    }

    private static boolean isInWaitOfTheJdk(Thread thread) {
        Object blocker = LockSupport.getBlocker(thread);
        return thread.getState() == Thread.State.WAITING && blocker != null && !(blocker instanceof Blocker);
    }

    // What diagnostics see

    @Test
    void twoWaitsAreNotTheSame() throws Exception {
        Party<Void> fiber = crew.start(() -> {
            channel.receive();
            channel.receive();
        });
        await(fiber).toPark(RECEIVE);
        LastingWait first = Blocker.lastingWaitOf(fiber.thread());
        assertThat(first).isNotNull().isEqualTo(Blocker.lastingWaitOf(fiber.thread()));
        channel.send("to the first");
        Await.until("it waits again", () -> isInAnotherWait(fiber.thread(), first));
        assertThat(Objects.requireNonNull(first).waitReason()).hasToString("receive on elements");
        channel.send("to the second");
        fiber.join();
    }

    private static boolean isInAnotherWait(Thread thread, @Nullable LastingWait before) {
        LastingWait now = Blocker.lastingWaitOf(thread);
        return now != null && !now.equals(before);
    }

    @Test
    void aWaitWithATimeoutDoesNotLast() throws Exception {
        Party<Void> fiber = crew.start(() -> {
            channel.tryReceive(Delays.LONG);
        });
        await(fiber).toPark(RECEIVE);
        assertThat(Blocker.lastingWaitOf(fiber.thread())).isNull();
        channel.send("element");
        fiber.join();
    }

    @Test
    void whatHasBegunIsNoWait() {
        BlockedOperation operation = BlockedOperation.begin(queue, null);
        assertThat(operation.waitReason()).isNull();
        assertThat(operation.lastingWait()).isNull();
    }
}
