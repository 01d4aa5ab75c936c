package org.csp4j.internal.select;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.csp4j.internal.channel.ChannelOptions;
import org.csp4j.internal.channel.LockedChannel;
import org.csp4j.internal.fiber.Parker;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressMeta;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.LL_Result;

/** The word of a select, for which its peers and its owner compete. */
final class SelectStateStress {
    private static final ReceiveCase<String, String> SPEC =
            new ReceiveCase<>(new LockedChannel<>(null, 0, ChannelOptions.<String>plain()), element -> element, null);

    private SelectStateStress() {}

    private static SelectNode caseOf(SelectState state) {
        SelectNode node = new SelectNode(state);
        node.become(SPEC, 0);
        return node;
    }

    private static SelectState idle() {
        return new SelectState(Parker.current());
    }

    private static SelectState waiting() {
        SelectState state = idle();
        state.beginWaiting(Parker.current(), false);
        return state;
    }

    private static String chosen(boolean isClaimed) {
        return isClaimed ? "chosen" : "refused";
    }

    /** SelectState I1, L2: of two peers that come to a waiting select, one chooses its case. */
    @JCStressTest
    @Outcome(id = "chosen, refused", expect = ACCEPTABLE, desc = "the first peer comes first")
    @Outcome(id = "refused, chosen", expect = ACCEPTABLE, desc = "the second peer comes first")
    @Outcome(expect = FORBIDDEN, desc = "two cases of one select are performed, or none")
    @State
    public static class ClaimAgainstClaim {
        private final SelectState state = waiting();
        private final SelectNode one = caseOf(state);
        private final SelectNode other = caseOf(state);

        @Actor
        public void peer(LL_Result result) {
            result.r1 = chosen(one.tryClaim());
        }

        @Actor
        public void otherPeer(LL_Result result) {
            result.r2 = chosen(other.tryClaim());
        }
    }

    /** Broken: who finds the select waiting chooses, without CAS. */
    @JCStressTest
    @JCStressMeta(ClaimAgainstClaim.class)
    @State
    public static class ClaimAgainstClaimBroken {
        private final UnclaimedWord word = new UnclaimedWord();

        @Actor
        public void peer(LL_Result result) {
            result.r1 = chosen(word.endWaiting());
        }

        @Actor
        public void otherPeer(LL_Result result) {
            result.r2 = chosen(word.endWaiting());
        }
    }

    /** SelectState I1, L3: an interrupt or a timeout ends the wait, or a peer has chosen. */
    @JCStressTest
    @Outcome(id = "chosen, too late", expect = ACCEPTABLE, desc = "the peer comes first")
    @Outcome(id = "refused, gives up", expect = ACCEPTABLE, desc = "the owner comes first")
    @Outcome(expect = FORBIDDEN, desc = "a peer has delivered to a select that has given up; or neither has happened")
    @State
    public static class ClaimAgainstInterrupt {
        private final SelectState state = waiting();
        private final SelectNode one = caseOf(state);

        @Actor
        public void peer(LL_Result result) {
            result.r1 = chosen(one.tryClaim());
        }

        @Actor
        public void owner(LL_Result result) {
            result.r2 = state.casWaitingToIdle() ? "gives up" : "too late";
        }
    }

    /** Broken: no CAS. */
    @JCStressTest
    @JCStressMeta(ClaimAgainstInterrupt.class)
    @State
    public static class ClaimAgainstInterruptBroken {
        private final UnclaimedWord word = new UnclaimedWord();

        @Actor
        public void peer(LL_Result result) {
            result.r1 = chosen(word.endWaiting());
        }

        @Actor
        public void owner(LL_Result result) {
            result.r2 = word.endWaiting() ? "gives up" : "too late";
        }
    }

    /** SelectState I4: a select that begins to wait sees the mark, or the marker sees that it waits. */
    @JCStressTest
    @Outcome(id = "chosen, waits", expect = ACCEPTABLE, desc = "the peer finds the select waiting")
    @Outcome(id = "marked, looks again", expect = ACCEPTABLE, desc = "the owner finds the mark")
    @Outcome(expect = FORBIDDEN, desc = "the mark was overlooked: the channel is ready, and the select sleeps")
    @State
    public static class MarkAgainstWait {
        private final SelectState state = idle();
        private final SelectNode one = caseOf(state);

        @Actor
        public void peer(LL_Result result) {
            result.r1 = one.claimOrMark() ? "chosen" : "marked";
        }

        @Actor
        public void owner(LL_Result result) {
            state.beginWaiting(Parker.current(), false);
            result.r2 = state.isAnyMarked() && state.casWaitingToIdle() ? "looks again" : "waits";
        }
    }

    /** Broken: who has marked does not look again whether the select waits after all. */
    @JCStressTest
    @JCStressMeta(MarkAgainstWait.class)
    @State
    public static class MarkAgainstWaitBroken {
        private final SelectState state = idle();
        private final SelectNode one = caseOf(state);

        @Actor
        public void peer(LL_Result result) {
            boolean isChosen = one.tryClaim();
            if (!isChosen) {
                state.mark(one);
            }
            result.r1 = isChosen ? "chosen" : "marked";
        }

        @Actor
        public void owner(LL_Result result) {
            state.beginWaiting(Parker.current(), false);
            result.r2 = state.isAnyMarked() && state.casWaitingToIdle() ? "looks again" : "waits";
        }
    }

    /** SelectState E1: who chooses a case that sends finds the element that it offers. */
    @JCStressTest
    @Outcome(id = "chosen, item", expect = ACCEPTABLE, desc = "the peer receives what is offered")
    @Outcome(id = "refused, .*", expect = ACCEPTABLE, desc = "the select does not wait yet")
    @Outcome(expect = FORBIDDEN, desc = "the peer has chosen the case, and receives nothing")
    @State
    public static class WaitPublishes {
        private final SelectState state = idle();
        private final SelectNode one = caseOf(state);

        @Actor
        public void owner() {
            one.item("item");
            state.beginWaiting(Parker.current(), false);
        }

        @Actor
        public void peer(LL_Result result) {
            result.r1 = chosen(one.tryClaim());
            result.r2 = String.valueOf(one.item());
        }
    }

    /** Broken: the select can be claimed before its case is complete. */
    @JCStressTest
    @JCStressMeta(WaitPublishes.class)
    @State
    public static class WaitPublishesBroken {
        private final SelectState state = idle();
        private final SelectNode one = caseOf(state);

        @Actor
        public void owner() {
            state.beginWaiting(Parker.current(), false);
            one.item("item");
        }

        @Actor
        public void peer(LL_Result result) {
            result.r1 = chosen(one.tryClaim());
            result.r2 = String.valueOf(one.item());
        }
    }

    private static final class UnclaimedWord {
        private volatile boolean isWaiting = true;

        boolean endWaiting() {
            boolean wasWaiting = isWaiting;
            isWaiting = false;
            return wasWaiting;
        }
    }
}
