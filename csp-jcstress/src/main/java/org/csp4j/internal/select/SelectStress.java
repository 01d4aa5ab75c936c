package org.csp4j.internal.select;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.csp4j.Csp;
import org.csp4j.internal.channel.ChannelOptions;
import org.csp4j.internal.channel.LockedChannel;
import org.csp4j.stress.Reordering;
import org.csp4j.stress.Uninterrupted;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressMeta;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.LLL_Result;
import org.openjdk.jcstress.infra.results.LL_Result;

/** Whole selects, against each other and against plain operations. */
final class SelectStress {
    private SelectStress() {}

    private static LockedChannel<String> channel() {
        return new LockedChannel<>(null, 0, ChannelOptions.plain());
    }

    private static ChannelCase<String> send(LockedChannel<String> channel) {
        return new SendCase<>(channel, "element", () -> "sent");
    }

    private static ChannelCase<String> receive(LockedChannel<String> channel, String name) {
        return new ReceiveCase<>(channel, element -> name, null);
    }

    private static String select(ChannelCase<String> first, ChannelCase<String> second) {
        return Uninterrupted.run(() -> Csp.select(first, second));
    }

    /** SelectState I1, I3: two selects that meet agree on one case, and perform it; they leave nothing behind. */
    @JCStressTest
    @Outcome(id = "sent, received, nothing", expect = ACCEPTABLE, desc = "they meet at the first channel")
    @Outcome(id = "received, sent, nothing", expect = ACCEPTABLE, desc = "they meet at the second channel")
    @Outcome(expect = FORBIDDEN, desc = "a select has committed twice, or has left a case behind")
    @State
    public static class AgainstSelect {
        private final LockedChannel<String> first = channel();
        private final LockedChannel<String> second = channel();

        @Actor
        public void oneSelect(LLL_Result result) {
            result.r1 = select(send(first), receive(second, "received"));
        }

        @Actor
        public void another(LLL_Result result) {
            result.r2 = select(send(second), receive(first, "received"));
        }

        @Arbiter
        public void left(LLL_Result result) {
            result.r3 = leftIn(first, second);
        }
    }

    /** Broken: each case can be claimed on its own. */
    @JCStressTest
    @JCStressMeta(AgainstSelect.class)
    @State
    public static class AgainstSelectBroken {
        private final LockedChannel<String> first = channel();
        private final LockedChannel<String> second = channel();

        @Actor
        public void oneSelect(LLL_Result result) {
            result.r1 = SplitSelect.select(send(first), receive(second, "received"));
        }

        @Actor
        public void another(LLL_Result result) {
            result.r2 = SplitSelect.select(send(second), receive(first, "received"));
        }

        @Arbiter
        public void left(LLL_Result result) {
            result.r3 = leftIn(first, second);
        }
    }

    /** SelectState I1: one of several elements that are offered to a select is taken, and the others are not. */
    @JCStressTest
    @Outcome(id = "first, sent, full", expect = ACCEPTABLE, desc = "the select takes the first element")
    @Outcome(id = "second, full, sent", expect = ACCEPTABLE, desc = "the select takes the second element")
    @Outcome(expect = FORBIDDEN, desc = "a select has committed twice, and an element was lost")
    @State
    public static class AgainstSends {
        private final LockedChannel<String> first = channel();
        private final LockedChannel<String> second = channel();

        @Actor
        public void select(LLL_Result result) {
            result.r1 = SelectStress.select(receive(first, "first"), receive(second, "second"));
        }

        @Actor
        public void sender(LLL_Result result) {
            offerBoth(first, second, result);
        }
    }

    /** Broken: each case can be claimed on its own. */
    @JCStressTest
    @JCStressMeta(AgainstSends.class)
    @State
    public static class AgainstSendsBroken {
        private final LockedChannel<String> first = channel();
        private final LockedChannel<String> second = channel();

        @Actor
        public void select(LLL_Result result) {
            result.r1 = SplitSelect.select(receive(first, "first"), receive(second, "second"));
        }

        @Actor
        public void sender(LLL_Result result) {
            offerBoth(first, second, result);
        }
    }

    /** Until one has been taken. */
    private static void offerBoth(LockedChannel<String> first, LockedChannel<String> second, LLL_Result result) {
        boolean isFirstSent;
        boolean isSecondSent;
        do {
            isFirstSent = first.trySendNow("element") != null;
            isSecondSent = second.trySendNow("element") != null;
        } while (!isFirstSent && !isSecondSent);
        result.r2 = isFirstSent ? "sent" : "full";
        result.r3 = isSecondSent ? "sent" : "full";
    }

    private static String leftIn(LockedChannel<String> first, LockedChannel<String> second) {
        boolean isNothingLeft = first.tryReceiveNow() == null
                && second.tryReceiveNow() == null
                && first.trySendNow("element") == null
                && second.trySendNow("element") == null;
        return isNothingLeft ? "nothing" : "something";
    }

    /** SelectState E1, Waiter E1: what precedes a send happens-before what follows the select that has received. */
    @JCStressTest
    @Outcome(id = "received, seen", expect = ACCEPTABLE, desc = "the select sees what the sender has written")
    @Outcome(
            expect = FORBIDDEN,
            desc = "the select has the element, and does not see what was written before it was sent")
    @State
    public static class SendPublishes {
        private final LockedChannel<String> first = channel();
        private final LockedChannel<String> second = channel();
        private int written;

        @Actor
        public void sender() {
            written = 1;
            Uninterrupted.run(() -> second.sendOrClosed("element"));
        }

        @Actor
        public void select(LL_Result result) {
            result.r1 = SelectStress.select(receive(first, "nothing"), receive(second, "received"));
            result.r2 = written == 1 ? "seen" : "unseen";
        }
    }

    /** Broken: the element overtakes what precedes it, see {@link Reordering}. */
    @JCStressTest
    @JCStressMeta(SendPublishes.class)
    @State
    public static class SendPublishesBroken {
        private final LockedChannel<String> first = channel();
        private final LockedChannel<String> second = channel();
        private int written;

        @Actor
        public void sender() {
            Uninterrupted.run(() -> second.sendOrClosed("element"));
            Reordering.delay();
            written = 1;
        }

        @Actor
        public void select(LL_Result result) {
            result.r1 = SelectStress.select(receive(first, "nothing"), receive(second, "received"));
            result.r2 = written == 1 ? "seen" : "unseen";
        }
    }
}
