package org.csp4j.patterns.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.csp4j.Csp.chan;
import static org.csp4j.Csp.never;
import static org.csp4j.Csp.orElse;
import static org.csp4j.Csp.receive;
import static org.csp4j.Csp.select;
import static org.csp4j.Csp.sleep;

import java.io.IOException;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.csp4j.Channel;
import org.csp4j.Fiber;
import org.csp4j.FiberCancelledException;
import org.csp4j.FiberFailedException;
import org.csp4j.patterns.VirtualTime;
import org.csp4j.testsupport.Await;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** {@link Heartbeat}: beats, silence, and what is watched. */
@Tag("engine")
class HeartbeatTest {
    private static final Duration LIMIT = Duration.ofSeconds(10);

    @RegisterExtension
    final VirtualTime time = new VirtualTime();

    private final Queue<String> events = new ConcurrentLinkedQueue<>();

    @Test
    void isMissedWhenNoBeatHasComeForTooLong() throws Exception {
        Heartbeat heartbeat = time.call(() -> Heartbeat.within(LIMIT));
        Fiber<String> watcher = time.start(() -> select(heartbeat.missed(() -> "missed"), receive(never(), _ -> "")));
        time.advance(1, LIMIT.minusNanos(1));
        heartbeat.beat();
        time.advance(1, LIMIT.minusNanos(1));
        assertThat(watcher.state().isEnded()).isFalse();
        time.advance(1, Duration.ofNanos(1));
        assertThat(time.result(watcher)).isEqualTo("missed");
    }

    @Test
    void isMissedOnceAndTheNextBeatBeginsAnew() throws Exception {
        Heartbeat heartbeat = time.call(() -> Heartbeat.within(LIMIT));
        time.advance(0, LIMIT);
        time.run(heartbeat::awaitMissed);
        Fiber<Void> watcher = time.start(() -> {
            heartbeat.awaitMissed();
            return null;
        });
        Await.until("it waits", () -> watcher.waitReason().isPresent());
        time.advance(0, LIMIT.multipliedBy(9)); // nothing is expected
        assertThat(watcher.state().isEnded()).isFalse();
        heartbeat.beat();
        time.advance(1, LIMIT);
        time.result(watcher);
    }

    @Test
    void aTimeoutEndsTheWaitAlone() throws Exception {
        Heartbeat heartbeat = time.call(() -> Heartbeat.within(LIMIT));
        Fiber<Boolean> impatient = time.start(() -> heartbeat.awaitMissed(LIMIT.minusNanos(1)));
        time.advance(2, LIMIT.minusNanos(1));
        assertThat(time.result(impatient)).isFalse();
        Fiber<Boolean> patient = time.start(() -> heartbeat.awaitMissed(LIMIT));
        time.advance(2, Duration.ofNanos(1));
        assertThat(time.result(patient)).isTrue();
    }

    @Test
    void isNotMissedOnceItWasStopped() throws Exception {
        Heartbeat heartbeat = time.call(() -> Heartbeat.within(LIMIT));
        time.advance(0, LIMIT);
        heartbeat.stop();
        time.run(() -> assertThat(select(heartbeat.missed(() -> "missed"), orElse(() -> "not")))
                .isEqualTo("not"));
    }

    @Test
    void aBodyThatBeatsReturnsWhatItReturns() throws Exception {
        Fiber<String> watching = time.start(() -> Heartbeat.watch(LIMIT, heartbeat -> {
            for (int i = 0; i < 3; i++) {
                sleep(LIMIT.minusNanos(1));
                heartbeat.beat();
            }
            return "done";
        }));
        for (int i = 0; i < 3; i++) {
            time.advance(2, LIMIT.minusNanos(1));
        }
        assertThat(time.result(watching)).isEqualTo("done");
    }

    @Test
    void aBodyThatDoesNotBeatIsCancelledAndWaitedFor() throws Exception {
        Channel<Integer> cleanup = chan();
        Fiber<String> watching = time.start(() -> Heartbeat.watch(LIMIT, _ -> {
            try {
                sleep(LIMIT.multipliedBy(100));
                return "never";
            } catch (InterruptedException e) {
                cleanup.receive();
                events.add("cleaned up");
                throw e;
            }
        }));
        time.advance(2, LIMIT);
        cleanup.send(1);
        assertThatThrownBy(() -> time.result(watching))
                .isInstanceOf(FiberFailedException.class)
                .cause()
                .isInstanceOf(HeartbeatMissedException.class)
                .hasMessageContaining("PT10S");
        assertThat(events).containsExactly("cleaned up");
    }

    @Test
    void aBodyThatThrowsDoesSoAsItIs() throws Exception {
        IOException failure = new IOException("the body's");
        time.run(() -> assertThatThrownBy(() -> Heartbeat.watch(LIMIT, _ -> {
                    throw failure;
                }))
                .isSameAs(failure));
    }

    @Test
    void anInterruptCancelsTheBodyAndWaitsForIt() throws Exception {
        Fiber<String> watching = time.start(() -> Heartbeat.watch(LIMIT, _ -> {
            try {
                sleep(LIMIT.multipliedBy(100));
                return "never";
            } finally {
                events.add("ended");
            }
        }));
        time.awaitWaiting(2);
        watching.cancel();
        assertThatThrownBy(() -> time.result(watching)).isInstanceOf(FiberCancelledException.class);
        assertThat(events).containsExactly("ended");
    }

    @Test
    void refusesWhatMakesNoSense() throws Exception {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Heartbeat.within(Duration.ZERO))
                .withMessageContaining("limit PT0S");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Heartbeat.watch(Duration.ZERO, _ -> 1))
                .withMessageContaining("limit PT0S");
        assertThatNullPointerException().isThrownBy(() -> Heartbeat.watch(LIMIT, null));
        assertThatNullPointerException()
                .isThrownBy(() -> Heartbeat.within(LIMIT).missed(null));
    }
}
