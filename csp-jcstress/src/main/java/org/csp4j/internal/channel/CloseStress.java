package org.csp4j.internal.channel;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.csp4j.internal.park.Waiter;
import org.jspecify.annotations.Nullable;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressMeta;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.LL_Result;
import org.openjdk.jcstress.infra.results.ZZ_Result;

/** A close against the operations that it meets: each has one outcome, and no element is lost. */
final class CloseStress {
    private CloseStress() {}

    private static LockedChannel<String> channel(int capacity) {
        return new LockedChannel<>(null, capacity, ChannelOptions.plain());
    }

    private static boolean isClosed(Object outcome) {
        return outcome instanceof CloseState || outcome == UnlockedChannel.CLOSED;
    }

    private static String sent(@Nullable Object outcome) {
        return outcome == null ? "full" : isClosed(outcome) ? "refused" : "sent";
    }

    private static String received(@Nullable Object outcome) {
        return outcome == null ? "nothing" : isClosed(outcome) ? "drained" : "received";
    }

    /** ReceiveEnd L2: after a close, what is stored is final; who finds the channel drained has missed nothing that was sent. */
    @JCStressTest
    @Outcome(id = "sent, received", expect = ACCEPTABLE, desc = "the send comes before the close")
    @Outcome(id = "refused, drained", expect = ACCEPTABLE, desc = "the close comes before the send")
    @Outcome(expect = FORBIDDEN, desc = "an element was stored after the close, or was received and refused")
    @State
    public static class AgainstSend {
        private final LockedChannel<String> channel = channel(1);

        @Actor
        public void sender(LL_Result result) {
            result.r1 = sent(channel.trySendNow("element"));
        }

        @Actor
        public void closer(LL_Result result) {
            channel.close();
            result.r2 = received(channel.tryReceiveNow());
        }
    }

    /** Broken: no lock. */
    @JCStressTest
    @JCStressMeta(AgainstSend.class)
    @State
    public static class AgainstSendBroken {
        private final UnlockedChannel channel = new UnlockedChannel();

        @Actor
        public void sender(LL_Result result) {
            result.r1 = sent(channel.trySendNow("element"));
        }

        @Actor
        public void closer(LL_Result result) {
            channel.close();
            result.r2 = received(channel.tryReceiveNow());
        }
    }

    /** ReceiveEnd L1, L2: a receive finds a channel closed only once what was sent before has been received. */
    @JCStressTest
    @Outcome(id = "nothing, received", expect = ACCEPTABLE, desc = "the receive comes before the send")
    @Outcome(id = "received, drained", expect = ACCEPTABLE, desc = "the receive drains the channel")
    @Outcome(expect = FORBIDDEN, desc = "the value was dropped on close: the channel is drained, and has an element")
    @State
    public static class AgainstReceive {
        private final LockedChannel<String> channel = channel(1);

        @Actor
        public void sender() {
            channel.trySendNow("element");
            channel.close();
        }

        @Actor
        public void receiver(LL_Result result) {
            result.r1 = received(channel.tryReceiveNow());
        }

        @Arbiter
        public void rest(LL_Result result) {
            result.r2 = received(channel.tryReceiveNow());
        }
    }

    /** Broken: no lock. */
    @JCStressTest
    @JCStressMeta(AgainstReceive.class)
    @State
    public static class AgainstReceiveBroken {
        private final UnlockedChannel channel = new UnlockedChannel();

        @Actor
        public void sender() {
            channel.trySendNow("element");
            channel.close();
        }

        @Actor
        public void receiver(LL_Result result) {
            result.r1 = received(channel.tryReceiveNow());
        }

        @Arbiter
        public void rest(LL_Result result) {
            result.r2 = received(channel.tryReceiveNow());
        }
    }

    /** ReceiveEnd I3: a sender that waits has sent, or is refused; and it has sent if and only if somebody has received. */
    @JCStressTest
    @Outcome(id = "received, sent", expect = ACCEPTABLE, desc = "the receive comes before the close")
    @Outcome(id = "drained, refused", expect = ACCEPTABLE, desc = "the close comes before the receive")
    @Outcome(expect = FORBIDDEN, desc = "the element was received, and the sender is refused; or it was sent to nobody")
    @State
    public static class AgainstWaitingSend {
        private final LockedChannel<String> channel = channel(0);
        private final Waiter sender = Waiters.sender(channel, "element");

        @Actor
        public void receiver(LL_Result result) {
            result.r1 = received(channel.tryReceiveNow());
        }

        @Actor
        public void closer() {
            channel.close();
        }

        @Arbiter
        public void sender(LL_Result result) {
            result.r2 = sent(sender.outcome());
        }
    }

    /** Broken: no lock. */
    @JCStressTest
    @JCStressMeta(AgainstWaitingSend.class)
    @State
    public static class AgainstWaitingSendBroken {
        private final UnlockedChannel channel = new UnlockedChannel();
        private final UnlockedChannel.Waiting sender = new UnlockedChannel.Waiting();

        public AgainstWaitingSendBroken() {
            channel.queueSender(sender, "element");
        }

        @Actor
        public void receiver(LL_Result result) {
            result.r1 = received(channel.tryReceiveNow());
        }

        @Actor
        public void closer() {
            channel.close();
        }

        @Arbiter
        public void sender(LL_Result result) {
            result.r2 = sent(sender.outcome);
        }
    }

    /** ReceiveEnd I3, Waiter I1: a receiver that waits gets what was sent, or learns of the close; one outcome. */
    @JCStressTest
    @Outcome(id = "sent, received", expect = ACCEPTABLE, desc = "the send comes before the close")
    @Outcome(id = "refused, drained", expect = ACCEPTABLE, desc = "the close comes before the send")
    @Outcome(expect = FORBIDDEN, desc = "the value was dropped on close: it was sent, and the receiver has not got it")
    @State
    public static class AgainstWaitingReceive {
        private final LockedChannel<String> channel = channel(0);
        private final Waiter receiver = Waiters.receiver(channel);

        @Actor
        public void sender(LL_Result result) {
            result.r1 = sent(channel.trySendNow("element"));
        }

        @Actor
        public void closer() {
            channel.close();
        }

        @Arbiter
        public void receiver(LL_Result result) {
            result.r2 = received(receiver.outcome());
        }
    }

    /** Broken: no lock. */
    @JCStressTest
    @JCStressMeta(AgainstWaitingReceive.class)
    @State
    public static class AgainstWaitingReceiveBroken {
        private final UnlockedChannel channel = new UnlockedChannel();
        private final UnlockedChannel.Waiting receiver = new UnlockedChannel.Waiting();

        public AgainstWaitingReceiveBroken() {
            channel.queueReceiver(receiver);
        }

        @Actor
        public void sender(LL_Result result) {
            result.r1 = sent(channel.trySendNow("element"));
        }

        @Actor
        public void closer() {
            channel.close();
        }

        @Arbiter
        public void receiver(LL_Result result) {
            result.r2 = received(receiver.outcome);
        }
    }

    /** ReceiveEnd L2: one of two closes has closed the channel. */
    @JCStressTest
    @Outcome(id = "true, false", expect = ACCEPTABLE, desc = "the first has closed it")
    @Outcome(id = "false, true", expect = ACCEPTABLE, desc = "the second has closed it")
    @Outcome(expect = FORBIDDEN, desc = "both have closed it, or neither")
    @State
    public static class AgainstClose {
        private final LockedChannel<String> channel = channel(0);

        @Actor
        public void first(ZZ_Result result) {
            result.r1 = channel.close();
        }

        @Actor
        public void second(ZZ_Result result) {
            result.r2 = channel.close();
        }
    }

    /** Broken: no lock. */
    @JCStressTest
    @JCStressMeta(AgainstClose.class)
    @State
    public static class AgainstCloseBroken {
        private final UnlockedChannel channel = new UnlockedChannel();

        @Actor
        public void first(ZZ_Result result) {
            result.r1 = channel.close();
        }

        @Actor
        public void second(ZZ_Result result) {
            result.r2 = channel.close();
        }
    }
}
