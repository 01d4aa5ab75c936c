package org.csp4j.internal.channel;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.jspecify.annotations.Nullable;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressMeta;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.LL_Result;

/** The receiving side gives up, while others send and receive: no element is lost, and none reaches two. */
final class CancelStress {
    private CancelStress() {}

    private static LockedChannel<String> channel() {
        return new LockedChannel<>(null, 1, ChannelOptions.plain());
    }

    private static String sent(@Nullable Object outcome) {
        return outcome instanceof CloseState || outcome == UnlockedChannel.CLOSED ? "refused" : "sent";
    }

    private static String received(@Nullable Object outcome) {
        return outcome instanceof CloseState || outcome == UnlockedChannel.CLOSED ? "cancelled" : "received";
    }

    /** ReceiveEnd L2: what was sent before a cancel comes back to who cancels; what comes after is refused. */
    @JCStressTest
    @Outcome(id = "sent, returned", expect = ACCEPTABLE, desc = "the send comes before the cancel")
    @Outcome(id = "refused, nothing", expect = ACCEPTABLE, desc = "the cancel comes before the send")
    @Outcome(expect = FORBIDDEN, desc = "an element was sent, and reaches nobody; or was refused, and came back")
    @State
    public static class AgainstSend {
        private final LockedChannel<String> channel = channel();

        @Actor
        public void sender(LL_Result result) {
            result.r1 = sent(channel.trySendNow("element"));
        }

        @Actor
        public void canceller(LL_Result result) {
            result.r2 = channel.cancel().isEmpty() ? "nothing" : "returned";
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
        public void canceller(LL_Result result) {
            result.r2 = channel.cancel() == null ? "nothing" : "returned";
        }
    }

    /** ReceiveEnd L1, L2: what is stored goes to who receives, or to who cancels. */
    @JCStressTest
    @Outcome(id = "received, nothing", expect = ACCEPTABLE, desc = "the receive comes before the cancel")
    @Outcome(id = "cancelled, returned", expect = ACCEPTABLE, desc = "the cancel comes before the receive")
    @Outcome(expect = FORBIDDEN, desc = "the element has reached two, or nobody")
    @State
    public static class AgainstReceive {
        private final LockedChannel<String> channel = channel();

        public AgainstReceive() {
            channel.trySendNow("element");
        }

        @Actor
        public void receiver(LL_Result result) {
            result.r1 = received(channel.tryReceiveNow());
        }

        @Actor
        public void canceller(LL_Result result) {
            result.r2 = channel.cancel().isEmpty() ? "nothing" : "returned";
        }
    }

    /** Broken: no lock. */
    @JCStressTest
    @JCStressMeta(AgainstReceive.class)
    @State
    public static class AgainstReceiveBroken {
        private final UnlockedChannel channel = new UnlockedChannel();

        public AgainstReceiveBroken() {
            channel.trySendNow("element");
        }

        @Actor
        public void receiver(LL_Result result) {
            result.r1 = received(channel.tryReceiveNow());
        }

        @Actor
        public void canceller(LL_Result result) {
            result.r2 = channel.cancel() == null ? "nothing" : "returned";
        }
    }
}
