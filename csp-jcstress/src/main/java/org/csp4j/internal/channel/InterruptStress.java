package org.csp4j.internal.channel;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.csp4j.internal.park.BlockedOperation;
import org.csp4j.internal.park.Waiter;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressMeta;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.LL_Result;

/** An interrupt, or the end of a timeout, against the delivery that it meets: the operation has happened, or it has not. */
final class InterruptStress {
    private InterruptStress() {}

    private static LockedChannel<String> rendezvous() {
        return new LockedChannel<>(null, 0, ChannelOptions.plain());
    }

    /** ReceiveEnd I2, Waiter I1: a waiter is claimed by its peer, or withdraws. */
    @JCStressTest
    @Outcome(id = "withdrawn, full", expect = ACCEPTABLE, desc = "the waiter gives up first")
    @Outcome(id = "too late, sent", expect = ACCEPTABLE, desc = "the peer comes first, and the outcome is on its way")
    @Outcome(
            expect = FORBIDDEN,
            desc = "the element was sent to one who had given up; or nobody has got it, and it was too late")
    @State
    public static class WithdrawAgainstSend {
        private final LockedChannel<String> channel = rendezvous();
        private final Waiter receiver = Waiters.receiver(channel);

        @Actor
        public void receiver(LL_Result result) {
            result.r1 = channel.withdraw(receiver) ? "withdrawn" : "too late";
        }

        @Actor
        public void sender(LL_Result result) {
            result.r2 = channel.trySendNow("element") == null ? "full" : "sent";
        }
    }

    /** Broken: no lock. */
    @JCStressTest
    @JCStressMeta(WithdrawAgainstSend.class)
    @State
    public static class WithdrawAgainstSendBroken {
        private final UnlockedChannel channel = new UnlockedChannel();
        private final UnlockedChannel.Waiting receiver = new UnlockedChannel.Waiting();

        public WithdrawAgainstSendBroken() {
            channel.queueReceiver(receiver);
        }

        @Actor
        public void receiver(LL_Result result) {
            boolean isWithdrawn = channel.withdrawReceiver(receiver);
            result.r1 = isWithdrawn ? "withdrawn" : "too late";
        }

        @Actor
        public void sender(LL_Result result) {
            boolean isSent = channel.trySendNow("element") != null && receiver.outcome != null;
            result.r2 = isSent ? "sent" : "full";
        }
    }

    /** Waiter I1, I2: an interrupted receive has taken nothing, or it returns what was sent and keeps the interrupt. */
    @JCStressTest
    @Outcome(id = "interrupted, full", expect = ACCEPTABLE, desc = "the interrupt comes first")
    @Outcome(id = "received and interrupt kept, sent", expect = ACCEPTABLE, desc = "the element comes first")
    @Outcome(expect = FORBIDDEN, desc = "the element or the interrupt was lost")
    @State
    public static class OfReceive {
        private final LockedChannel<String> channel = rendezvous();
        private final Interruption interruption = new Interruption();

        @Actor
        public void receiver(LL_Result result) {
            result.r1 = interruption.outcomeOf("received", channel::receive);
        }

        @Actor
        public void sender(LL_Result result) {
            interruption.interrupt();
            result.r2 = channel.trySendNow("element") == null ? "full" : "sent";
            interruption.end();
        }
    }

    /** Broken: who is interrupted gives up, and does not ask whether it is too late for that. */
    @JCStressTest
    @JCStressMeta(OfReceive.class)
    @State
    public static class OfReceiveBroken {
        private final LockedChannel<String> channel = rendezvous();
        private final Interruption interruption = new Interruption();

        @Actor
        public void receiver(LL_Result result) {
            result.r1 = interruption.outcomeOf("received", () -> {
                Waiter waiter = BlockedOperation.begin(channel.receivers, null);
                Object outcome = channel.takeOrQueue(waiter);
                while (outcome == null) {
                    if (Thread.interrupted()) {
                        throw new InterruptedException();
                    }
                    outcome = waiter.outcome();
                }
                return outcome;
            });
        }

        @Actor
        public void sender(LL_Result result) {
            interruption.interrupt();
            result.r2 = channel.trySendNow("element") == null ? "full" : "sent";
            interruption.end();
        }
    }

    /** Waiter I1, I2: an interrupted send was not delivered, or it returns and keeps the interrupt. */
    @JCStressTest
    @Outcome(id = "interrupted, nothing", expect = ACCEPTABLE, desc = "the interrupt comes first")
    @Outcome(id = "sent and interrupt kept, received", expect = ACCEPTABLE, desc = "the receive comes first")
    @Outcome(expect = FORBIDDEN, desc = "the element was received, and the send failed; or the interrupt was lost")
    @State
    public static class OfSend {
        private final LockedChannel<String> channel = rendezvous();
        private final Interruption interruption = new Interruption();

        @Actor
        public void sender(LL_Result result) {
            result.r1 = interruption.outcomeOf("sent", () -> channel.sendOrClosed("element"));
        }

        @Actor
        public void receiver(LL_Result result) {
            interruption.interrupt();
            result.r2 = channel.tryReceiveNow() == null ? "nothing" : "received";
            interruption.end();
        }
    }

    /** Broken: as in {@link OfReceiveBroken}. */
    @JCStressTest
    @JCStressMeta(OfSend.class)
    @State
    public static class OfSendBroken {
        private final LockedChannel<String> channel = rendezvous();
        private final Interruption interruption = new Interruption();

        @Actor
        public void sender(LL_Result result) {
            result.r1 = interruption.outcomeOf("sent", () -> {
                Waiter waiter = Waiters.sender(channel, "element");
                Object outcome = waiter.outcome();
                while (outcome == null) {
                    if (Thread.interrupted()) {
                        throw new InterruptedException();
                    }
                    outcome = waiter.outcome();
                }
                return outcome;
            });
        }

        @Actor
        public void receiver(LL_Result result) {
            interruption.interrupt();
            result.r2 = channel.tryReceiveNow() == null ? "nothing" : "received";
            interruption.end();
        }
    }
}
