package org.csp4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.csp4j.Csp.chan;
import static org.csp4j.Csp.deadline;
import static org.csp4j.Csp.orElse;
import static org.csp4j.Csp.receive;
import static org.csp4j.Csp.select;
import static org.csp4j.Csp.send;
import static org.csp4j.internal.channel.QueueProbe.waitersOf;

import org.csp4j.testsupport.Crew;
import org.csp4j.testsupport.Race;
import org.csp4j.testsupport.Rounds;
import org.csp4j.testsupport.Setting;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** One-shot selects that meet each other, plain operations, interrupts, timeouts and closes at the same moment. */
@Tag("engine")
@ParameterizedClass
@MethodSource("org.csp4j.testsupport.Setting#eachOnce")
class SelectRaceTest {
    private static final int ROUNDS = Rounds.of(25_000);
    private static final int OFFERS = 50;
    private static final int NONE = -1;

    @RegisterExtension
    final Crew crew;

    private final Channel<Integer> idle = chan("idle");
    private final Channel<Integer> otherIdle = chan("other idle");
    private Channel<Integer> c1 = chan("c1");
    private Channel<Integer> c2 = chan("c2");

    // What the legs of a round have come to; the rounds order them.
    private int first;
    private int second;
    private int third;
    private boolean isSent;
    private volatile boolean isOver;
    private volatile Thread selecting;

    SelectRaceTest(Setting setting) {
        crew = new Crew(setting);
    }

    private Race race() {
        return new Race(crew, ROUNDS);
    }

    private void nothingHasHappenedYet() {
        first = NONE;
        second = NONE;
        third = NONE;
        isSent = false;
        isOver = false;
    }

    private void assertNothingQueued() {
        if (waitersOf(c1) + waitersOf(c2) + waitersOf(idle) + waitersOf(otherIdle) != 0) {
            throw new AssertionError("a case is still queued: c1 " + waitersOf(c1) + ", c2 " + waitersOf(c2) + ", idle "
                    + waitersOf(idle) + ", other idle " + waitersOf(otherIdle));
        }
    }

    /** As AssertJ's, which would take longer than a round. */
    private static void assertEqual(int actual, int expected) {
        if (actual != expected) {
            assertThat(actual).isEqualTo(expected);
        }
    }

    private static void assertTrue(boolean condition, String what) {
        if (!condition) {
            throw new AssertionError(what);
        }
    }

    @Nested
    class TwoSelects {
        @Test
        void thatHaveOneChannelInCommonPairThere() {
            Race race = race();
            race.leg(() -> first = select(send(c1, race.round(), () -> 0), receive(idle)))
                    .leg(() -> second = select(receive(otherIdle), receive(c1)))
                    .check(() -> {
                        assertEqual(first, 0);
                        assertEqual(second, race.round());
                        assertNothingQueued();
                    })
                    .run();
        }

        @Test
        void thatCrossOnTwoChannelsFormOnePair() {
            Race race = race();
            race.leg(() -> first = select(receive(c1), send(c2, race.round(), () -> NONE)))
                    .leg(() -> second = select(send(c1, race.round(), () -> NONE), receive(c2)))
                    .check(() -> {
                        assertEqual(Math.min(first, second), NONE);
                        assertEqual(Math.max(first, second), race.round());
                        assertNothingQueued();
                    })
                    .run();
        }

        @Test
        void thatBothSendAndReceiveOnOneChannelNeverPairWithThemselves() {
            race().setUp(() -> nothingHasHappenedYet())
                    .leg(() -> first = select(send(c1, 1, () -> NONE), receive(c1)))
                    .leg(() -> second = select(receive(c1), send(c1, 2, () -> NONE)))
                    .check(() -> {
                        assertTrue(
                                first == NONE && second == 1 || first == 2 && second == NONE,
                                "the first received " + first + ", the second " + second);
                        assertNothingQueued();
                    })
                    .run();
        }

        @Test
        void thatMeetOverAStoreLoseNothing() {
            c1 = chan(1);
            Race race = race();
            race.leg(() -> first = select(send(c1, race.round(), () -> 0), receive(idle)))
                    .leg(() -> second = select(receive(otherIdle), receive(c1)))
                    .check(() -> {
                        assertEqual(first, 0);
                        assertEqual(second, race.round());
                        assertEqual(c1.size(), 0);
                        assertNothingQueued();
                    })
                    .run();
        }
    }

    @Nested
    class ASelect {
        @Test
        void meetsAPlainReceive() {
            Race race = race();
            race.leg(() -> first = select(send(c1, race.round(), () -> 1), send(c2, race.round(), () -> 2)))
                    .leg(() -> second = (race.round() % 2 == 0 ? c1 : c2).receive())
                    .check(() -> {
                        assertEqual(first, race.round() % 2 + 1);
                        assertEqual(second, race.round());
                        assertNothingQueued();
                    })
                    .run();
        }

        @Test
        void meetsAPlainSend() {
            Race race = race();
            race.leg(() -> first = select(receive(c1), receive(c2)))
                    .leg(() -> (race.round() % 2 == 0 ? c1 : c2).send(race.round()))
                    .check(() -> {
                        assertEqual(first, race.round());
                        assertNothingQueued();
                    })
                    .run();
        }
    }

    @Nested
    class SeveralSelects {
        @Test
        void onOneChannelGetEachElementOnce() {
            Race race = race();
            race.leg(() -> first = select(receive(c1), receive(c2)))
                    .leg(() -> second = select(receive(c2), receive(c1)))
                    .leg(() -> {
                        c1.send(race.round());
                        c2.send(NONE);
                    })
                    .check(() -> {
                        assertEqual(Math.max(first, second), race.round());
                        assertEqual(Math.min(first, second), NONE);
                        assertNothingQueued();
                    })
                    .run();
        }
    }

    /** Offers an element some times; somebody else ends the select if that comes too early or too late. */
    private void offer(Channel<Integer> channel, int element) {
        for (int tries = 0; tries < OFFERS && !isSent && !isOver; tries++) {
            isSent = channel.trySend(element).isOk();
        }
    }

    @Nested
    class AnInterrupt {
        @Test
        void andAnElementAreNeverBothLost() {
            Race race = race();
            boolean[] isKept = new boolean[1];
            race.setUp(SelectRaceTest.this::nothingHasHappenedYet)
                    .leg(
                            () -> {
                                selecting = Thread.currentThread();
                                try {
                                    first = select(receive(c1), receive(c2));
                                } catch (InterruptedException e) {
                                    second = 1;
                                }
                                isOver = true;
                            },
                            () -> isKept[0] = Thread.interrupted())
                    .leg(() -> offer(c1, race.round()))
                    .leg(() -> interruptSelecting())
                    .check(() -> {
                        assertEqual(first, isSent ? race.round() : NONE);
                        assertEqual(second, isSent ? NONE : 1);
                        assertTrue(isKept[0] == isSent, "kept: " + isKept[0] + ", received: " + isSent);
                        assertNothingQueued();
                    })
                    .run();
        }

        private void interruptSelecting() {
            Thread thread;
            while ((thread = selecting) == null) { // in the first round
                Thread.yield();
            }
            thread.interrupt();
        }
    }

    @Nested
    class ATimeout {
        private final RaceClock clock = new RaceClock();
        private Deadline end;

        @Test
        void andAnElementAreNeverBothChosen() {
            Race race = race();
            race.setUp(() -> {
                        nothingHasHappenedYet();
                        end = clock.next();
                    })
                    .leg(() -> {
                        first = select(receive(c1), deadline(end, () -> NONE), receive(c2));
                        isOver = true;
                    })
                    .leg(() -> offer(c1, race.round()))
                    .leg(() -> clock.tick())
                    .check(() -> {
                        assertEqual(first, isSent ? race.round() : NONE);
                        assertEqual(clock.armed(), 0);
                        assertNothingQueued();
                    })
                    .run();
        }
    }

    @Nested
    class AClose {
        @Test
        void andAnElementAreNeverBothReceived() {
            Race race = race();
            race.setUp(() -> {
                        nothingHasHappenedYet();
                        c1 = chan();
                    })
                    .leg(() -> {
                        first = select(receive(c1, v -> v, () -> NONE), receive(c2));
                        isOver = true;
                    })
                    .leg(() -> offer(c1, race.round()))
                    .leg(() -> c1.close())
                    .check(() -> {
                        assertEqual(first, isSent ? race.round() : NONE);
                        assertNothingQueued();
                    })
                    .run();
        }

        @Test
        void leavesAStoredElementToBeReceivedFirst() {
            Race race = race();
            race.setUp(() -> {
                        nothingHasHappenedYet();
                        c1 = chan(1);
                    })
                    .leg(() -> first = select(receive(c1, v -> v, () -> NONE), receive(c2)))
                    .leg(() -> isSent = c1.trySend(race.round()).isOk())
                    .leg(() -> c1.close())
                    .check(() -> {
                        assertEqual(first, isSent ? race.round() : NONE);
                        assertTrue(c1.isDrained(), "an element is left");
                        assertNothingQueued();
                    })
                    .run();
        }

        @Test
        void andAReceiverAreNeverBothMetByASend() {
            Race race = race();
            race.setUp(() -> {
                        nothingHasHappenedYet();
                        c1 = chan();
                    })
                    .leg(() -> {
                        try {
                            first = select(send(c1, race.round(), () -> 0), receive(c2));
                        } catch (ChannelClosedException e) {
                            first = NONE;
                        }
                    })
                    .leg(() -> {
                        if (c1.receiveOrClosed() instanceof Received.Value<Integer>(Integer element)) {
                            second = element;
                        }
                    })
                    .leg(() -> c1.close())
                    .check(() -> {
                        assertEqual(second, first == 0 ? race.round() : NONE);
                        assertNothingQueued();
                    })
                    .run();
        }
    }

    @Nested
    class ADefault {
        /** An element is in the one store until after there is one in the other. */
        @Test
        void isTakenOnlyAtAMomentAtWhichNothingIsReady() {
            Race race = race();
            race.setUp(() -> {
                        c1 = chan(1);
                        c2 = chan(1);
                        c1.trySend(1);
                    })
                    .leg(() -> first = select(receive(c1), orElse(() -> NONE), receive(c2)))
                    .leg(() -> {
                        c2.trySend(2);
                        c1.tryReceive();
                    })
                    .check(() -> {
                        assertTrue(first != NONE, "the default was taken");
                        assertNothingQueued();
                    })
                    .run();
        }
    }
}
