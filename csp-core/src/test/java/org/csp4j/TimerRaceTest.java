package org.csp4j;

import static java.time.Duration.ofNanos;
import static org.assertj.core.api.Assertions.assertThat;
import static org.csp4j.Csp.chan;
import static org.csp4j.Csp.receive;
import static org.csp4j.Csp.select;
import static org.csp4j.Csp.tick;
import static org.csp4j.Csp.timeout;
import static org.csp4j.Csp.timer;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.csp4j.diagnostics.WaitReason;
import org.csp4j.testsupport.Crew;
import org.csp4j.testsupport.Race;
import org.csp4j.testsupport.Rounds;
import org.csp4j.testsupport.Setting;
import org.csp4j.testsupport.SteppedTime;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Timers, tickers and sleeps at the very moment at which they fall due. In each round the clock is advanced while something else is
 * done to the timer; which of the two came first must be the same for all who look.
 */
@Tag("engine")
class TimerRaceTest {
    private static final int ROUNDS = 25_000;
    private static final Duration DUE = ofNanos(10);
    private static final Duration LATER = ofNanos(1000);

    @RegisterExtension
    final SteppedTime time = new SteppedTime();

    @RegisterExtension
    final Crew crew = new Crew(Setting.FIBERS);

    // What a round is about: written and read by the legs in turn, as the race orders them.
    private Timer timer;
    private Ticker ticker;
    private Instant begun;
    private Instant due;
    private Instant received;
    private boolean saidYes;
    private Fiber<Instant> waiting;

    private Race race() {
        return new Race(crew, Rounds.of(ROUNDS));
    }

    private void begin() {
        begun = time.clock().now();
        due = begun.plus(DUE);
        received = null;
        saidYes = false;
    }

    private Timer timerOf(Duration delay) {
        return time.call(() -> timer(delay));
    }

    @Nested
    class OfATimer {
        private void setAnew() {
            begin();
            timer.reset(DUE);
        }

        /** A stop that says yes keeps the value back, one that says no comes too late: the receiver has it. */
        @Test
        void stopAgainstFiringAndAReceiver() {
            timer = timerOf(DUE);
            race().setUp(this::setAnew)
                    .leg(() -> received = timer.receive())
                    .leg(() -> time.advance(DUE))
                    .leg(() -> {
                        saidYes = timer.stop();
                        if (saidYes) { // let the receiver go, by another setting
                            timer.reset(LATER);
                            time.advance(LATER);
                        }
                    })
                    .check(() -> {
                        if (saidYes) {
                            assertThat(received)
                                    .as("not of the setting that was stopped")
                                    .isAfter(due);
                        } else {
                            assertThat(received).isEqualTo(due);
                        }
                        assertNothingIsLeft();
                    })
                    .run();
        }

        /** A reset that says yes has replaced the setting, one that says no has come after the delivery. */
        @Test
        void resetAgainstFiringAndAReceiver() {
            timer = timerOf(DUE);
            race().setUp(this::setAnew)
                    .leg(() -> received = timer.receive())
                    .leg(() -> time.advance(DUE))
                    .leg(() -> {
                        saidYes = timer.reset(LATER);
                        time.advance(LATER);
                    })
                    .check(() -> {
                        if (saidYes) {
                            assertThat(received).isAfter(due);
                        } else {
                            assertThat(received).isEqualTo(due);
                            assertThat(timer.tryReceive()).isInstanceOf(Received.Value.class); // of the new setting
                        }
                        assertNothingIsLeft();
                    })
                    .run();
        }

        /** The same with a select, which is claimed in another way. */
        @Test
        void stopAgainstFiringAndASelect() {
            timer = timerOf(DUE);
            Channel<Instant> other = chan();
            race().setUp(this::setAnew)
                    .leg(() -> received = select(receive(timer), receive(other)))
                    .leg(() -> time.advance(DUE))
                    .leg(() -> {
                        saidYes = timer.stop();
                        if (saidYes) {
                            other.send(Instant.MAX);
                        }
                    })
                    .check(() -> {
                        assertThat(received).isEqualTo(saidYes ? Instant.MAX : due);
                        assertNothingIsLeft();
                    })
                    .run();
        }

        /** An interrupted receive has taken nothing; one that has taken the value keeps the interrupt. */
        @Test
        void interruptAgainstFiring() {
            timer = timerOf(DUE);
            Thread[] receiver = new Thread[1];
            boolean[] kept = new boolean[1];
            race().setUp(() -> {
                        setAnew();
                        kept[0] = false;
                    })
                    .leg(
                            () -> {
                                receiver[0] = Thread.currentThread();
                                try {
                                    received = timer.receive();
                                } catch (InterruptedException e) {
                                    saidYes = true;
                                }
                            },
                            () -> kept[0] = Thread.interrupted())
                    .leg(() -> time.advance(DUE))
                    .leg(() -> {
                        Thread thread =
                                receiver[0]; // of an earlier round, in the first one null: the thread is the same
                        if (thread != null) {
                            thread.interrupt();
                        }
                    })
                    .check(() -> {
                        if (saidYes) {
                            assertThat(received).isNull();
                            assertThat(kept[0]).isFalse();
                            assertThat(timer.tryReceive()).isEqualTo(new Received.Value<>(due));
                        } else {
                            assertThat(received).isEqualTo(due);
                        }
                        assertNothingIsLeft();
                    })
                    .run();
        }

        /** The value goes to the receiver or comes back from the cancel, and to nobody where it was not due yet. */
        @Test
        void cancelAgainstFiringAndAReceiver() {
            List<Instant> cancelled = new ArrayList<>();
            race().setUp(() -> {
                        timer = timerOf(DUE);
                        begin();
                        cancelled.clear();
                    })
                    .leg(() -> {
                        if (timer.receiveOrClosed() instanceof Received.Value<Instant>(Instant value)) {
                            received = value;
                        }
                    })
                    .leg(() -> time.advance(DUE))
                    .leg(() -> cancelled.addAll(timer.cancel()))
                    .check(() -> {
                        if (received != null) {
                            assertThat(received).isEqualTo(due);
                            assertThat(cancelled).isEmpty();
                        } else if (!cancelled.isEmpty()) {
                            assertThat(cancelled).containsExactly(due);
                        }
                        assertThat(timer.isDrained()).isTrue();
                        time.assertNobodyWaits();
                    })
                    .run();
        }

        /** Who has waited for long is served before one who asks when the value is there. */
        @Test
        void aReceiverThatWaitsComesBeforeOneThatAsksLater() {
            timer = timerOf(DUE);
            List<Received.Now<Instant>> asked = new ArrayList<>();
            race().setUp(() -> {
                        asked.clear();
                        begin();
                        timer.stop();
                        waiting = time.scheduler().async(timer::receive);
                        SteppedTime.awaitPark(waiting, WaitReason.Kind.RECEIVE);
                        timer.reset(DUE);
                    })
                    .leg(() -> time.advance(DUE))
                    .leg(() -> asked.add(timer.tryReceive()))
                    .check(() -> {
                        assertThat(asked).containsExactly(new Received.Empty<>());
                        assertThat(waiting.result()).isEqualTo(due);
                        assertNothingIsLeft();
                    })
                    .run();
        }

        /** A receiver that begins to wait while the clock passes its deadline does not wait on. */
        @Test
        void aTimeoutThatFallsDueWhileTheReceiverParks() {
            timer = timerOf(DUE);
            timer.stop();
            Deadline[] deadline = new Deadline[1];
            Received.Within<?>[] outcome = new Received.Within<?>[1];
            race().setUp(() -> deadline[0] = time.call(() -> Deadline.after(DUE)))
                    .leg(() -> outcome[0] = timer.tryReceive(deadline[0]))
                    .leg(() -> time.advance(DUE))
                    .check(() -> {
                        assertThat(outcome[0]).isEqualTo(new Received.TimedOut<>());
                        assertNothingIsLeft();
                    })
                    .run();
        }

        /** A select that begins to wait while the clock passes its deadline does not wait on. */
        @Test
        void aTimeoutThatFallsDueWhileTheSelectParks() {
            timer = timerOf(DUE);
            timer.stop();
            Deadline[] deadline = new Deadline[1];
            boolean[] timedOut = new boolean[1];
            race().setUp(() -> {
                        deadline[0] = time.call(() -> Deadline.after(DUE));
                        timedOut[0] = false;
                    })
                    .leg(() ->
                            timedOut[0] = select(receive(timer, due -> false), Csp.deadline(deadline[0], () -> true)))
                    .leg(() -> time.advance(DUE))
                    .check(() -> {
                        assertThat(timedOut[0]).isTrue();
                        assertNothingIsLeft();
                    })
                    .run();
        }

        /** Who begins to wait while the clock passes the due moment receives. */
        @Test
        void aTimerThatFallsDueWhileTheReceiverParks() {
            timer = timerOf(DUE);
            race().setUp(this::setAnew)
                    .leg(() -> received = timer.receive())
                    .leg(() -> time.advance(DUE))
                    .check(() -> {
                        assertThat(received).isEqualTo(due);
                        assertNothingIsLeft();
                    })
                    .run();
        }

        private void assertNothingIsLeft() {
            assertThat(timer.size()).isZero();
            assertThat(timer.stop()).isFalse();
            time.assertNobodyWaits();
        }
    }

    @Nested
    class OfATicker {
        /** Two who ask at once do not both receive a tick, and one of them does. */
        @Test
        void eachTickIsReceivedOnce() {
            ticker = time.call(() -> tick(DUE));
            List<Received.Now<Instant>> outcomes =
                    new ArrayList<>(List.of(new Received.Empty<>(), new Received.Empty<>()));
            race().setUp(() -> {
                        begin();
                        time.advance(DUE);
                    })
                    .leg(() -> outcomes.set(0, ticker.tryReceive()))
                    .leg(() -> outcomes.set(1, ticker.tryReceive()))
                    .check(() -> assertThat(outcomes)
                            .containsExactlyInAnyOrder(new Received.Value<>(due), new Received.Empty<>()))
                    .run();
        }

        /** After a stop nothing of the earlier setting is received, by nobody. */
        @Test
        void stopAgainstTicksAndAReceiver() {
            ticker = time.call(() -> tick(DUE));
            Set<Instant> seen = new TreeSet<>();
            race().setUp(() -> {
                        begin();
                        seen.clear();
                        ticker.reset(DUE);
                    })
                    .leg(() -> seen.add(ticker.receive()))
                    .leg(() -> time.advance(DUE.multipliedBy(3)))
                    .leg(() -> {
                        ticker.stop();
                        received = ticker.tryReceive().asOptional().orElse(null);
                        ticker.reset(LATER); // let the receiver go
                        time.advance(LATER);
                    })
                    .check(() -> {
                        assertThat(received).as("after the stop").isNull();
                        assertThat(seen)
                                .hasSize(1)
                                .allSatisfy(tick -> assertThat(tick)
                                        .satisfiesAnyOf(
                                                t -> assertThat(t).isEqualTo(due),
                                                t -> assertThat(t).isAfterOrEqualTo(begun.plus(LATER))));
                        ticker.stop();
                        time.assertNobodyWaits();
                    })
                    .run();
        }

        /** What is left of two resets is one of them, with its period and its first tick. */
        @Test
        void twoResetsDoNotMix() {
            ticker = time.call(() -> tick(DUE));
            race().setUp(this::beginStopped)
                    .leg(() -> resetAgainAndAgain(ofNanos(3)))
                    .leg(() -> resetAgainAndAgain(ofNanos(100)))
                    .check(() -> {
                        time.advance(ofNanos(3));
                        Duration period = ofNanos(ticker.size() == 1 ? 3 : 100);
                        time.advance(period.minusNanos(3));
                        assertThat(ticker.tryReceive()).isEqualTo(new Received.Value<>(begun.plus(period)));
                        time.advance(period);
                        assertThat(ticker.tryReceive())
                                .isEqualTo(new Received.Value<>(begun.plus(period.multipliedBy(2))));
                    })
                    .run();
        }

        private void resetAgainAndAgain(Duration period) {
            for (int i = 0; i < 20; i++) {
                ticker.reset(period);
            }
        }

        /** A tick that is received while the ticker is reset is followed by nothing but the new setting. */
        @Test
        void resetAgainstAReceiver() {
            ticker = time.call(() -> tick(DUE));
            race().setUp(() -> {
                        beginStopped();
                        ticker.reset(DUE);
                        time.advance(DUE);
                    })
                    .leg(() -> received = ticker.tryReceive().asOptional().orElse(null))
                    .leg(() -> ticker.reset(LATER))
                    .check(() -> {
                        if (received != null) {
                            assertThat(received).isEqualTo(due);
                        }
                        time.advance(LATER.minusNanos(1));
                        assertThat(ticker.tryReceive()).isEqualTo(new Received.Empty<>());
                        time.advance(ofNanos(1));
                        assertThat(ticker.tryReceive()).isEqualTo(new Received.Value<>(due.plus(LATER)));
                    })
                    .run();
        }

        private void beginStopped() {
            ticker.stop();
            begin();
        }
    }

    /** However the clock is advanced meanwhile, nobody wakes early, and nobody sleeps on. */
    @Test
    void sleepsWhileTheClockIsAdvanced() {
        int rounds = Rounds.of(ROUNDS);
        Fiber<Void> sleeper = time.start(() -> {
            for (int i = 0; i < rounds; i++) {
                Instant wake = time.clock().now().plus(DUE);
                Csp.sleep(DUE);
                assertThat(time.clock().now()).isAfterOrEqualTo(wake);
            }
        });
        while (!sleeper.state().isEnded()) {
            time.advance(ofNanos(3));
        }
        time.result(sleeper);
        time.assertNobodyWaits();
    }

    /** By the system's clock: a select that times out has taken nothing. */
    @Test
    void aTimeoutAgainstADelivery() {
        Channel<Integer> channel = chan();
        int[] sent = new int[1];
        int[] got = new int[1];
        race().setUp(() -> sent[0] = got[0] = 0)
                .leg(() -> {
                    if (channel.trySend(1, ofNanos(2000)) instanceof Sent.Ok) {
                        sent[0] = 1;
                    }
                })
                .leg(() -> got[0] = select(receive(channel), timeout(ofNanos(2000), () -> 0)))
                .check(() -> assertThat(got[0]).isEqualTo(sent[0]))
                .run();
    }
}
