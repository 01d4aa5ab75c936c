package org.csp4j.internal.channel;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.csp4j.Deadline;
import org.csp4j.Received;
import org.csp4j.Scheduler;
import org.csp4j.Sent;
import org.csp4j.VirtualClock;
import org.csp4j.testsupport.Crew;
import org.csp4j.testsupport.Race;
import org.csp4j.testsupport.Rounds;
import org.csp4j.testsupport.Setting;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What comes at the same moment ends one way or the other, never both and never neither. After each round every element is
 * accounted for exactly once: it was delivered, or a cancel returns it, or it is still its sender's; and nobody is queued.
 * Rounds take turns between a rendezvous channel and one that has room for one element.
 */
@Tag("engine")
@ParameterizedClass(name = "{0}")
@MethodSource("org.csp4j.testsupport.Setting#eachOnce")
class ChannelRaceTest {
    private static final int ROUNDS = Rounds.of(25_000);

    /** How often those try who must not wait, because nobody may come: long enough to be there when somebody does. */
    private static final int TRIES = 100;

    private static final int FIRST = 1;
    private static final int SECOND = 2;

    @RegisterExtension
    final Crew crew;

    private final Race race;

    // Of one round: the legs write what is theirs, the check reads all of it.
    private LockedChannel<Integer> channel;
    private boolean isSent;
    private boolean isOtherSent;
    private final List<Integer> received = new ArrayList<>();
    private final List<Integer> otherReceived = new ArrayList<>();
    private List<Integer> returned = List.of();
    private boolean wasInterrupted;
    private boolean isInterruptKept;

    ChannelRaceTest(Setting setting) {
        crew = new Crew(setting);
        race = new Race(crew, ROUNDS);
    }

    private void newRound() {
        channel = new LockedChannel<>("raced", race.round() % 2, ChannelOptions.plain());
        isSent = false;
        isOtherSent = false;
        received.clear();
        otherReceived.clear();
        returned = List.of();
        wasInterrupted = false;
        isInterruptKept = false;
    }

    /** A round that begins with a channel that has no room; what is stored there is the first element. */
    private void newRoundWithoutRoom() {
        newRound();
        channel.trySend(FIRST);
    }

    // Legs

    private void sendUnlessInterrupted(int element) {
        try {
            channel.send(element);
            isSent = true;
        } catch (InterruptedException e) {
            wasInterrupted = true;
        }
    }

    private void receiveUnlessInterrupted() {
        try {
            received.add(channel.receive());
        } catch (InterruptedException e) {
            wasInterrupted = true;
        }
    }

    private void noteInterrupt() {
        isInterruptKept = Thread.interrupted();
    }

    private void interruptTheFirstLeg() {
        race.thread(0).interrupt();
    }

    private boolean trySend(int element) {
        for (int i = 0; i < TRIES; i++) {
            if (channel.trySend(element).isOk()) {
                return true;
            }
            Thread.onSpinWait();
        }
        return false;
    }

    private void tryReceive(List<Integer> into) {
        for (int i = 0; i < TRIES; i++) {
            if (channel.tryReceive() instanceof Received.Value<Integer>(Integer element)) {
                into.add(element);
                return;
            }
            Thread.onSpinWait();
        }
    }

    private void receiveOrClosed(List<Integer> into) throws InterruptedException {
        channel.receiveOrClosed().asOptional().ifPresent(into::add);
    }

    // Checks

    private void assertInterruptedOrKept(boolean hasSucceeded) {
        assertThat(hasSucceeded).isNotEqualTo(wasInterrupted);
        assertThat(isInterruptKept).isEqualTo(hasSucceeded);
    }

    /** The element that the round begins with, where there is room for one. */
    private List<Integer> stored() {
        return channel.capacity() == 0 ? List.of() : List.of(FIRST);
    }

    /** Accounts for what the round began with and these elements, of which some are still their senders'. */
    private void assertAccounted(List<Integer> before, List<Integer> offered, List<Integer> kept) {
        List<Integer> expected = new ArrayList<>(before);
        expected.addAll(offered);
        assertThat(channel.receivers.isEmpty()).isTrue();
        assertThat(channel.senders().isEmpty()).isTrue();
        List<Integer> found = new ArrayList<>(kept);
        found.addAll(received);
        found.addAll(otherReceived);
        found.addAll(returned);
        found.addAll(channel.cancel());
        assertThat(found).containsExactlyInAnyOrderElementsOf(expected);
        assertThat(channel.stored()).isZero();
    }

    private static List<Integer> keptUnless(boolean isSent, int element) {
        return isSent ? List.of() : List.of(element);
    }

    @Nested
    class Interrupting {
        @Test
        void anInterruptedReceiveHasTheElementOrLeavesItToTheNext() {
            race.setUp(() -> newRound())
                    .leg(() -> receiveUnlessInterrupted(), () -> noteInterrupt())
                    .leg(() -> isSent = trySend(FIRST))
                    .leg(() -> interruptTheFirstLeg())
                    .check(() -> {
                        assertInterruptedOrKept(!received.isEmpty());
                        assertAccounted(List.of(), List.of(FIRST), keptUnless(isSent, FIRST));
                    })
                    .run();
        }

        @Test
        void anInterruptedSendHasDeliveredOrNot() {
            race.setUp(() -> newRoundWithoutRoom())
                    .leg(() -> sendUnlessInterrupted(SECOND), () -> noteInterrupt())
                    .leg(() -> tryReceive(received))
                    .leg(() -> interruptTheFirstLeg())
                    .check(() -> {
                        assertInterruptedOrKept(isSent);
                        assertAccounted(stored(), List.of(SECOND), keptUnless(isSent, SECOND));
                    })
                    .run();
        }
    }

    /** Time stands still until one of the legs advances it past the deadline of the round. */
    @Nested
    class TimingOut {
        private static final Duration STEP = Duration.ofSeconds(1);

        private final VirtualClock clock = VirtualClock.create();
        private final Deadline[] deadlines = makeDeadlines();
        private @Nullable Object answer;

        private Deadline[] makeDeadlines() {
            Deadline[] made = new Deadline[ROUNDS];
            Callable<Void> making = () -> {
                for (int i = 0; i < made.length; i++) {
                    made[i] = Deadline.after(STEP.multipliedBy(i + 1));
                }
                return null;
            };
            try (Scheduler scheduler = Scheduler.builder().clock(clock).build()) {
                scheduler.async(making).result();
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
            return made;
        }

        private Deadline deadline() {
            return deadlines[race.round()];
        }

        @Test
        void aReceiveThatTimesOutHasTheElementOrLeavesItToTheNext() {
            race.setUp(() -> newRound())
                    .leg(() -> {
                        Received.Within<Integer> outcome = channel.tryReceive(deadline());
                        outcome.asOptional().ifPresent(received::add);
                        answer = outcome;
                    })
                    .leg(() -> isSent = trySend(FIRST))
                    .leg(() -> clock.advance(STEP))
                    .check(() -> {
                        assertThat(answer).isInstanceOfAny(Received.Value.class, Received.TimedOut.class);
                        assertThat(clock.waiting()).isZero();
                        assertAccounted(List.of(), List.of(FIRST), keptUnless(isSent, FIRST));
                    })
                    .run();
        }

        @Test
        void aSendThatTimesOutHasDeliveredOrNot() {
            race.setUp(() -> newRoundWithoutRoom())
                    .leg(() -> answer = channel.trySend(SECOND, deadline()))
                    .leg(() -> tryReceive(received))
                    .leg(() -> clock.advance(STEP))
                    .check(() -> {
                        assertThat(answer).isInstanceOfAny(Sent.Ok.class, Sent.TimedOut.class);
                        assertThat(clock.waiting()).isZero();
                        assertAccounted(stored(), List.of(SECOND), keptUnless(answer instanceof Sent.Ok, SECOND));
                    })
                    .run();
        }
    }

    @Nested
    class Closing {
        private boolean isClosedByOne;
        private boolean isClosedByOther;
        private @Nullable Throwable seenCause;

        private final Throwable oneCause = new IllegalStateException("one cause");
        private final Throwable otherCause = new IllegalStateException("another cause");

        @Test
        void aSendBesideACloseIsReceivedOrHasFailed() {
            race.setUp(() -> newRoundWithoutRoom())
                    .leg(() -> isSent = channel.sendOrClosed(SECOND).isOk())
                    .leg(() -> channel.forEach(received::add))
                    .leg(() -> channel.close())
                    .check(() -> {
                        assertThat(channel.isDrained()).isTrue(); // the loop has seen everything
                        assertAccounted(stored(), List.of(SECOND), keptUnless(isSent, SECOND));
                    })
                    .run();
        }

        @Test
        void aSendThatWaitsBesideACloseIsReceivedOrHasFailed() {
            race.setUp(() -> newRoundWithoutRoom())
                    .leg(() -> isSent = channel.sendOrClosed(SECOND).isOk())
                    .leg(() -> tryReceive(received))
                    .leg(() -> channel.close())
                    .check(() -> assertAccounted(stored(), List.of(SECOND), keptUnless(isSent, SECOND)))
                    .run();
        }

        @Test
        void aReceiveBesideACloseHasTheElementOrLearnsOfTheClose() {
            race.setUp(() -> newRoundWithoutRoom())
                    .leg(() -> receiveOrClosed(received))
                    .leg(() -> receiveOrClosed(otherReceived))
                    .leg(() -> channel.close())
                    .check(() -> {
                        assertThat(channel.isDrained()).isTrue();
                        assertThat(received.size() + otherReceived.size()).isEqualTo(channel.capacity());
                        assertAccounted(stored(), List.of(), List.of());
                    })
                    .run();
        }

        @Test
        void ofTwoWhoCloseOneDoesAndItsCauseStands() {
            race.setUp(() -> newRound())
                    .leg(() -> isClosedByOne = channel.close(oneCause))
                    .leg(() -> isClosedByOther = channel.close(otherCause))
                    .leg(() -> seenCause = ((Received.Closed<Integer>) channel.receiveOrClosed()).cause())
                    .check(() -> {
                        assertThat(isClosedByOne).isNotEqualTo(isClosedByOther);
                        assertThat(seenCause).isSameAs(isClosedByOne ? oneCause : otherCause);
                        assertThat(channel.trySend(FIRST)).isEqualTo(new Sent.Closed(seenCause));
                        assertAccounted(List.of(), List.of(), List.of());
                    })
                    .run();
        }
    }

    @Nested
    class Cancelling {
        @Test
        void whatIsSentBesideACancelComesBackOrHasFailed() {
            race.setUp(() -> newRound())
                    .leg(() -> isSent = channel.sendOrClosed(FIRST).isOk())
                    .leg(() -> isOtherSent = channel.sendOrClosed(SECOND).isOk())
                    .leg(() -> returned = channel.cancel())
                    .check(() -> {
                        List<Integer> kept = new ArrayList<>(keptUnless(isSent, FIRST));
                        kept.addAll(keptUnless(isOtherSent, SECOND));
                        assertThat(channel.stored()).isZero();
                        assertAccounted(List.of(), List.of(FIRST, SECOND), kept);
                    })
                    .run();
        }

        @Test
        void whatIsReceivedBesideACancelDoesNotComeBack() {
            race.setUp(() -> newRoundWithoutRoom())
                    .leg(() -> isSent = channel.sendOrClosed(SECOND).isOk())
                    .leg(() -> tryReceive(received))
                    .leg(() -> returned = channel.cancel())
                    .check(() -> {
                        assertThat(channel.stored()).isZero();
                        assertAccounted(stored(), List.of(SECOND), keptUnless(isSent, SECOND));
                    })
                    .run();
        }

        @Test
        void whatTwoWhoCancelAreReturnedTheyAreReturnedOnce() {
            race.setUp(() -> newRoundWithoutRoom())
                    .leg(() -> returned = channel.cancel())
                    .leg(() -> received.addAll(channel.cancel()))
                    .check(() -> assertAccounted(stored(), List.of(), List.of()))
                    .run();
        }
    }

    @Nested
    class Receiving {
        @Test
        void ofTwoReceiversOneHasTheElement() {
            race.setUp(() -> newRound())
                    .leg(() -> receiveOrClosed(received))
                    .leg(() -> receiveOrClosed(otherReceived))
                    .leg(() -> {
                        channel.send(FIRST);
                        channel.close();
                    })
                    .check(() -> {
                        assertThat(received.size() + otherReceived.size()).isEqualTo(1);
                        assertAccounted(List.of(), List.of(FIRST), List.of());
                    })
                    .run();
        }

        @Test
        void ofTwoSendersOneHasTheRoom() {
            race.setUp(() -> newRound())
                    .leg(() -> isSent = channel.trySend(FIRST).isOk())
                    .leg(() -> isOtherSent = channel.trySend(SECOND).isOk())
                    .check(() -> {
                        List<Integer> kept = new ArrayList<>(keptUnless(isSent, FIRST));
                        kept.addAll(keptUnless(isOtherSent, SECOND));
                        assertThat(kept).hasSize(2 - channel.capacity());
                        assertAccounted(List.of(), List.of(FIRST, SECOND), kept);
                    })
                    .run();
        }
    }
}
