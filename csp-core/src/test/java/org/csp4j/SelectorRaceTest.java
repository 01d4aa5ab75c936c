package org.csp4j;

import static org.csp4j.Csp.chan;
import static org.csp4j.Csp.deadline;
import static org.csp4j.Csp.orElse;
import static org.csp4j.Csp.receive;
import static org.csp4j.Csp.select;
import static org.csp4j.Csp.selector;
import static org.csp4j.Csp.send;
import static org.csp4j.Csp.sendFrom;
import static org.csp4j.Csp.when;
import static org.csp4j.internal.channel.QueueProbe.waitersOf;

import java.util.ArrayList;
import java.util.List;
import org.csp4j.diagnostics.WaitReason;
import org.csp4j.testsupport.Crew;
import org.csp4j.testsupport.Race;
import org.csp4j.testsupport.Rounds;
import org.csp4j.testsupport.Setting;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** Selectors, which stay queued from round to round, and what meets them there. */
@Tag("engine")
@ParameterizedClass
@MethodSource("org.csp4j.testsupport.Setting#eachOnce")
class SelectorRaceTest {
    private static final int ROUNDS = Rounds.of(25_000);
    private static final int OFFERS = 50;
    private static final int NONE = -1;

    @RegisterExtension
    final Crew crew;

    private final Race race;
    private final Channel<Integer> c1 = chan("c1");
    private final Channel<Integer> c2 = chan("c2");
    private final List<Selector<Integer>> selectors = new ArrayList<>();

    // What the legs of a round have come to; the rounds order them.
    private int first;
    private int second;
    private boolean isSent;
    private volatile boolean isOver;
    private volatile Thread selecting;

    SelectorRaceTest(Setting setting) {
        crew = new Crew(setting);
        race = new Race(crew, ROUNDS);
    }

    @SafeVarargs
    private Selector<Integer> open(SelectCase<Integer>... cases) {
        Selector<Integer> selector = selector(cases);
        selectors.add(selector);
        return selector;
    }

    @AfterEach
    void closeAll() {
        selectors.forEach(Selector::close);
        assertTrue(waitersOf(c1) + waitersOf(c2) == 0, "a case is still queued");
    }

    private void nothingHasHappenedYet() {
        first = NONE;
        second = NONE;
        isSent = false;
        isOver = false;
    }

    /** Offers an element some times; somebody else ends the turn if that comes too early or too late. */
    private void offer(Channel<Integer> channel) {
        for (int tries = 0; tries < OFFERS && !isSent && !isOver; tries++) {
            isSent = channel.trySend(race.round()).isOk();
        }
    }

    private void assertTrue(boolean condition, String what) {
        if (!condition) {
            throw new AssertionError(what + "; first " + first + ", second " + second + ", sent " + isSent);
        }
    }

    @Test
    void twoThatCrossFormOnePair() {
        Selector<Integer> a = open(receive(c1), sendFrom(c2, race::round, () -> NONE));
        Selector<Integer> b = open(sendFrom(c1, race::round, () -> NONE), receive(c2));
        race.leg(() -> first = a.select())
                .leg(() -> second = b.select())
                .check(() -> assertTrue(
                        Math.min(first, second) == NONE && Math.max(first, second) == race.round(), "not one pair"))
                .run();
    }

    @Test
    void twoThatBothSendAndReceiveOnOneChannelNeverPairWithThemselves() {
        Selector<Integer> a = open(sendFrom(c1, () -> 2 * race.round(), () -> NONE), receive(c1));
        Selector<Integer> b = open(receive(c1), sendFrom(c1, () -> 2 * race.round() + 1, () -> NONE));
        race.leg(() -> first = a.select())
                .leg(() -> second = b.select())
                .check(() -> assertTrue(
                        first == NONE && second == 2 * race.round() || first == 2 * race.round() + 1 && second == NONE,
                        "not one pair"))
                .run();
    }

    @Test
    void oneAndASelectThatCrossFormOnePair() {
        Selector<Integer> a = open(receive(c1), sendFrom(c2, race::round, () -> NONE));
        race.leg(() -> first = a.select())
                .leg(() -> second = select(send(c1, race.round(), () -> NONE), receive(c2)))
                .check(() -> assertTrue(
                        Math.min(first, second) == NONE && Math.max(first, second) == race.round(), "not one pair"))
                .run();
    }

    @Test
    void twoOnOneChannelGetEachElementOnce() {
        Selector<Integer> a = open(receive(c1), receive(c2));
        Selector<Integer> b = open(receive(c2), receive(c1));
        race.leg(() -> first = a.select())
                .leg(() -> second = b.select())
                .leg(() -> {
                    c1.send(race.round());
                    c2.send(NONE);
                })
                .check(() -> assertTrue(
                        Math.min(first, second) == NONE && Math.max(first, second) == race.round(), "lost or doubled"))
                .run();
    }

    /** Elements come in and between turns, several a round; every second one over a store. */
    @Test
    void oneMissesNothingThatComesBetweenItsTurns() {
        Channel<Integer> store = chan(3);
        Selector<Integer> a = open(receive(c1), receive(store));
        race.setUp(this::nothingHasHappenedYet)
                .leg(() -> {
                    first = 0;
                    for (int i = 0; i < 4; i++) {
                        first += a.select();
                    }
                })
                .leg(() -> {
                    store.send(1);
                    c1.send(10);
                    store.send(100);
                    c1.send(1_000);
                })
                .check(() -> assertTrue(first == 1_111, "lost or doubled"))
                .run();
    }

    @Test
    void aPlainReceiverBesideOneGetsTheOtherElement() {
        Selector<Integer> a = open(receive(c1), receive(c2));
        race.leg(() -> first = a.select())
                .leg(() -> second = c1.receive())
                .leg(() -> {
                    c1.send(1);
                    c1.send(2);
                })
                .check(() -> assertTrue(first + second == 3 && first != second, "lost or doubled"))
                .run();
    }

    @Test
    void anInterruptAndAnElementAreNeverBothLost() {
        Selector<Integer> a = open(receive(c1), receive(c2));
        boolean[] isKept = new boolean[1];
        race.setUp(this::nothingHasHappenedYet)
                .leg(
                        () -> {
                            selecting = Thread.currentThread();
                            try {
                                first = a.select();
                            } catch (InterruptedException e) {
                                second = 1;
                            }
                            isOver = true;
                        },
                        () -> isKept[0] = Thread.interrupted())
                .leg(() -> offer(c1))
                .leg(() -> {
                    Thread thread;
                    while ((thread = selecting) == null) { // in the first round
                        Thread.yield();
                    }
                    thread.interrupt();
                })
                .check(() -> {
                    assertTrue(first == (isSent ? race.round() : NONE), "not what was sent");
                    assertTrue(second == (isSent ? NONE : 1), "not interrupted");
                    assertTrue(isKept[0] == isSent, "an interrupt that came too late was not kept");
                })
                .run();
    }

    /** The timer of the last turn may be firing still when that of the next is armed. */
    @Test
    void aTimeoutAndAnElementAreNeverBothChosen() {
        RaceClock clock = new RaceClock();
        Selector<Integer> a = open(receive(c1), receive(c2));
        List<SelectCase<Integer>> end = new ArrayList<>();
        race.setUp(() -> {
                    nothingHasHappenedYet();
                    end.add(deadline(clock.next(), () -> NONE));
                    a.add(end.getFirst());
                })
                .leg(() -> {
                    first = a.select();
                    isOver = true;
                })
                .leg(() -> offer(c1))
                .leg(clock::tick)
                .check(() -> {
                    assertTrue(first == (isSent ? race.round() : NONE), "not what was sent");
                    a.remove(end.removeFirst());
                })
                .run();
    }

    @Test
    void aCloseIsReportedOnceAfterTheLastElement() {
        List<Channel<Integer>> fresh = new ArrayList<>();
        Selector<Integer> a = open(receive(c2));
        race.setUp(() -> {
                    nothingHasHappenedYet();
                    fresh.add(race.round() % 2 == 0 ? chan() : chan(1));
                    a.add(receive(fresh.getFirst(), v -> v, () -> NONE));
                })
                .leg(() -> {
                    first = a.select();
                    isOver = true;
                })
                .leg(() -> offer(fresh.getFirst()))
                .leg(() -> fresh.getFirst().close())
                .check(() -> {
                    assertTrue(first == (isSent ? race.round() : NONE), "not what was sent");
                    if (isSent) {
                        assertTrue(a.select() == NONE, "the close was not reported");
                    }
                    assertTrue(a.size() == 1, "the case has not left");
                    assertTrue(waitersOf(fresh.removeFirst()) == 0, "the case is still queued");
                })
                .run();
    }

    @Test
    void aCaseThatIsRemovedTakesNothingAfterThat() {
        int end = NONE - 1;
        SelectCase<Integer> toRemove = receive(c1);
        SelectCase<Integer> nothing = orElse(() -> NONE);
        Selector<Integer> a = open(toRemove, receive(c2), nothing);
        race.setUp(this::nothingHasHappenedYet)
                .leg(() -> {
                    first = a.select();
                    a.remove(toRemove);
                    a.remove(nothing);
                    second = first == end ? end : a.select();
                    a.add(toRemove);
                    a.add(nothing);
                })
                .leg(() -> {
                    offer(c1);
                    c2.send(end);
                })
                .check(() -> {
                    assertTrue(second == end, "the removed case was chosen");
                    assertTrue(isSent == (first == race.round()), "lost or doubled");
                })
                .run();
    }

    @Test
    void aCaseWhoseGuardIsOffTakesNothing() {
        Selector<Integer> a = open(when(() -> race.round() % 2 == 0, receive(c1)), receive(c2));
        race.setUp(this::nothingHasHappenedYet)
                .leg(() -> first = a.select())
                .leg(() -> {
                    offer(c1);
                    if (!isSent) {
                        c2.send(race.round());
                    }
                })
                .check(() -> {
                    assertTrue(first == race.round(), "lost");
                    assertTrue(!isSent || race.round() % 2 == 0, "taken by a case that was off");
                })
                .run();
    }

    @Test
    void anElementSentIsThatOfThisTurn() {
        Selector<Integer> a = open(sendFrom(c1, race::round, () -> 1), sendFrom(c2, () -> -race.round(), () -> 2));
        race.leg(() -> first = a.select())
                .leg(() -> second = race.round() % 3 == 0 ? c2.receive() : c1.receive())
                .check(() -> assertTrue(
                        first == (race.round() % 3 == 0 ? 2 : 1) && Math.abs(second) == race.round(),
                        "of another turn"))
                .run();
    }

    @Test
    void aDefaultIsTakenOnlyAtAMomentAtWhichNothingIsReady() {
        Channel<Integer> store = chan(1);
        Channel<Integer> other = chan(1);
        Selector<Integer> a = open(receive(store), receive(other), orElse(() -> NONE));
        race.setUp(() -> store.trySend(1))
                .leg(() -> first = a.select())
                .leg(
                        () -> { // an element is in the one store until after there is one in the other
                            other.trySend(2);
                            store.tryReceive();
                        })
                .check(() -> {
                    assertTrue(first != NONE, "the default was taken");
                    store.tryReceive();
                    other.tryReceive();
                })
                .run();
    }

    @Test
    void anybodyMayAskWhatItWaitsFor() {
        SelectCase<Integer> comesAndGoes = receive(chan("comes and goes"));
        Selector<Integer> a = open(receive(c1), receive(c2));
        race.setUp(this::nothingHasHappenedYet)
                .leg(() -> {
                    selecting = Thread.currentThread();
                    a.add(comesAndGoes);
                    first = a.select();
                    a.remove(comesAndGoes);
                    first += select(receive(c1), receive(c2));
                    isOver = true;
                })
                .leg(() -> {
                    Thread thread;
                    while (!isOver
                            && ((thread = selecting) == null
                                    || WaitReason.of(thread).isEmpty())) {
                        Thread.yield();
                    }
                })
                .leg(() -> {
                    c1.send(1);
                    c2.send(2);
                })
                .check(() -> assertTrue(first == 3, "lost"))
                .run();
    }
}
