package org.csp4j.internal.channel;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.csp4j.stress.Reordering;
import org.csp4j.stress.Uninterrupted;
import org.jspecify.annotations.Nullable;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressMeta;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.LL_Result;

/** What one side has written before it sends or closes, the other sees when it has received. */
final class PublicationStress {
    private PublicationStress() {}

    private static LockedChannel<String> channel(int capacity) {
        return new LockedChannel<>(null, capacity, ChannelOptions.plain());
    }

    private static String received(@Nullable Object outcome) {
        return outcome == null ? "nothing" : outcome instanceof CloseState ? "closed" : "received";
    }

    private static String seen(int written) {
        return written == 1 ? "seen" : "unseen";
    }

    /** ReceiveEnd E1: what precedes a send happens-before what follows the receive of a stored element. */
    @JCStressTest
    @Outcome(id = "received, seen", expect = ACCEPTABLE, desc = "the receiver sees what the sender has written")
    @Outcome(id = "nothing, .*", expect = ACCEPTABLE, desc = "the receiver comes too early")
    @Outcome(
            expect = FORBIDDEN,
            desc = "the receiver has the element, and does not see what was written before it was sent")
    @State
    public static class ThroughBuffer {
        private final LockedChannel<String> channel = channel(1);
        private int written;

        @Actor
        public void sender() {
            written = 1;
            channel.trySendNow("element");
        }

        @Actor
        public void receiver(LL_Result result) {
            result.r1 = received(channel.tryReceiveNow());
            result.r2 = seen(written);
        }
    }

    /** Broken: the element overtakes what precedes it, see {@link Reordering}. */
    @JCStressTest
    @JCStressMeta(ThroughBuffer.class)
    @State
    public static class ThroughBufferBroken {
        private final LockedChannel<String> channel = channel(1);
        private int written;

        @Actor
        public void sender() {
            channel.trySendNow("element");
            Reordering.delay();
            written = 1;
        }

        @Actor
        public void receiver(LL_Result result) {
            result.r1 = received(channel.tryReceiveNow());
            result.r2 = seen(written);
        }
    }

    /** Waiter E1: what precedes a send happens-before what follows the receive that has waited for it. */
    @JCStressTest
    @Outcome(id = "received, seen", expect = ACCEPTABLE, desc = "the receiver sees what the sender has written")
    @Outcome(
            expect = FORBIDDEN,
            desc = "the receiver has the element, and does not see what was written before it was sent")
    @State
    public static class ThroughHandOver {
        private final LockedChannel<String> channel = channel(0);
        private int written;

        @Actor
        public void sender() {
            written = 1;
            Uninterrupted.run(() -> channel.sendOrClosed("element"));
        }

        @Actor
        public void receiver(LL_Result result) {
            result.r1 = received(Uninterrupted.run(channel::receive));
            result.r2 = seen(written);
        }
    }

    /** Broken: the element overtakes what precedes it, see {@link Reordering}. */
    @JCStressTest
    @JCStressMeta(ThroughHandOver.class)
    @State
    public static class ThroughHandOverBroken {
        private final LockedChannel<String> channel = channel(0);
        private int written;

        @Actor
        public void sender() {
            Uninterrupted.run(() -> channel.sendOrClosed("element"));
            Reordering.delay();
            written = 1;
        }

        @Actor
        public void receiver(LL_Result result) {
            result.r1 = received(Uninterrupted.run(channel::receive));
            result.r2 = seen(written);
        }
    }

    /** ReceiveEnd L2, E1: a close happens-before a receive that reports it. */
    @JCStressTest
    @Outcome(id = "closed, seen", expect = ACCEPTABLE, desc = "the receiver sees what was written before the close")
    @Outcome(id = "nothing, .*", expect = ACCEPTABLE, desc = "the receiver comes too early")
    @Outcome(expect = FORBIDDEN, desc = "the channel is closed, and the receiver does not see what was written before")
    @State
    public static class ThroughClose {
        private final LockedChannel<String> channel = channel(1);
        private int written;

        @Actor
        public void closer() {
            written = 1;
            channel.close();
        }

        @Actor
        public void receiver(LL_Result result) {
            result.r1 = received(channel.tryReceiveNow());
            result.r2 = seen(written);
        }
    }

    /** Broken: the close overtakes what precedes it. */
    @JCStressTest
    @JCStressMeta(ThroughClose.class)
    @State
    public static class ThroughCloseBroken {
        private final LockedChannel<String> channel = channel(1);
        private int written;

        @Actor
        public void closer() {
            channel.close();
            Reordering.delay();
            written = 1;
        }

        @Actor
        public void receiver(LL_Result result) {
            result.r1 = received(channel.tryReceiveNow());
            result.r2 = seen(written);
        }
    }
}
