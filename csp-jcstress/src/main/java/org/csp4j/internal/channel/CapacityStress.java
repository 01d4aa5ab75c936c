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

/** A channel of capacity C holds C elements, and a receive happens-before the send that it makes room for. */
final class CapacityStress {
    private CapacityStress() {}

    private static String sent(@Nullable Object outcome) {
        return outcome == null ? "full" : "sent";
    }

    private static String seen(int written) {
        return written == 1 ? "seen" : "unseen";
    }

    private static LockedChannel<String> fullChannel() {
        LockedChannel<String> channel = new LockedChannel<>(null, 1, ChannelOptions.plain());
        channel.trySendNow("first");
        return channel;
    }

    /** ReceiveEnd E1: the k-th receive happens-before the completion of the (k+C)-th send; here 1 and C = 1. */
    @JCStressTest
    @Outcome(id = "sent, seen", expect = ACCEPTABLE, desc = "the sender sees what the receiver has written")
    @Outcome(id = "full, .*", expect = ACCEPTABLE, desc = "the sender comes too early")
    @Outcome(
            expect = FORBIDDEN,
            desc = "there was room, and the sender does not see what was written before it was made")
    @State
    public static class ReceiveBeforeSend {
        private final LockedChannel<String> channel = fullChannel();
        private int written;

        @Actor
        public void receiver() {
            written = 1;
            channel.tryReceiveNow();
        }

        @Actor
        public void sender(LL_Result result) {
            result.r1 = sent(channel.trySendNow("second"));
            result.r2 = seen(written);
        }
    }

    /** Broken: the receive overtakes what precedes it, see {@link Reordering}. */
    @JCStressTest
    @JCStressMeta(ReceiveBeforeSend.class)
    @State
    public static class ReceiveBeforeSendBroken {
        private final LockedChannel<String> channel = fullChannel();
        private int written;

        @Actor
        public void receiver() {
            channel.tryReceiveNow();
            Reordering.delay();
            written = 1;
        }

        @Actor
        public void sender(LL_Result result) {
            result.r1 = sent(channel.trySendNow("second"));
            result.r2 = seen(written);
        }
    }

    /** Waiter E1: the k-th receive happens-before the completion of the k-th send of a rendezvous; here 1. */
    @JCStressTest
    @Outcome(id = "sent, seen", expect = ACCEPTABLE, desc = "the sender sees what the receiver has written")
    @Outcome(expect = FORBIDDEN, desc = "they have met, and the sender does not see what was written before")
    @State
    public static class ReceiveBeforeSendOfRendezvous {
        private final LockedChannel<String> channel = new LockedChannel<>(null, 0, ChannelOptions.plain());
        private int written;

        @Actor
        public void receiver() {
            written = 1;
            Uninterrupted.run(channel::receive);
        }

        @Actor
        public void sender(LL_Result result) {
            result.r1 = Uninterrupted.run(() -> channel.sendOrClosed("element")).isOk() ? "sent" : "closed";
            result.r2 = seen(written);
        }
    }

    /** Broken: the receive overtakes what precedes it. */
    @JCStressTest
    @JCStressMeta(ReceiveBeforeSendOfRendezvous.class)
    @State
    public static class ReceiveBeforeSendOfRendezvousBroken {
        private final LockedChannel<String> channel = new LockedChannel<>(null, 0, ChannelOptions.plain());
        private int written;

        @Actor
        public void receiver() {
            Uninterrupted.run(channel::receive);
            Reordering.delay();
            written = 1;
        }

        @Actor
        public void sender(LL_Result result) {
            result.r1 = Uninterrupted.run(() -> channel.sendOrClosed("element")).isOk() ? "sent" : "closed";
            result.r2 = seen(written);
        }
    }

    /** ReceiveEnd L1: of two sends into the last room one is stored. */
    @JCStressTest
    @Outcome(id = "sent, full", expect = ACCEPTABLE, desc = "the first is stored")
    @Outcome(id = "full, sent", expect = ACCEPTABLE, desc = "the second is stored")
    @Outcome(expect = FORBIDDEN, desc = "both were sent, and one was lost; or none was")
    @State
    public static class TwoSendersOneRoom {
        private final LockedChannel<String> channel = new LockedChannel<>(null, 1, ChannelOptions.plain());

        @Actor
        public void first(LL_Result result) {
            result.r1 = sent(channel.trySendNow("first"));
        }

        @Actor
        public void second(LL_Result result) {
            result.r2 = sent(channel.trySendNow("second"));
        }
    }

    /** Broken: no lock. */
    @JCStressTest
    @JCStressMeta(TwoSendersOneRoom.class)
    @State
    public static class TwoSendersOneRoomBroken {
        private final UnlockedChannel channel = new UnlockedChannel();

        @Actor
        public void first(LL_Result result) {
            result.r1 = sent(channel.trySendNow("first"));
        }

        @Actor
        public void second(LL_Result result) {
            result.r2 = sent(channel.trySendNow("second"));
        }
    }
}
