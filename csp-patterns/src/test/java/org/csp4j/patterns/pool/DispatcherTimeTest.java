package org.csp4j.patterns.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.csp4j.Csp.chan;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import org.csp4j.Channel;
import org.csp4j.testsupport.Await;
import org.csp4j.testsupport.SteppedTime;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What a {@link Dispatcher} does when time passes. */
@Tag("engine")
class DispatcherTimeTest {
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final Duration A_MOMENT = Duration.ofMillis(1);

    private final AtomicInteger tries = new AtomicInteger();
    private final Channel<Void> gate = chan("gate");
    private Dispatcher<String> dispatcher;

    @RegisterExtension
    final SteppedTime time = new SteppedTime();

    private void build(UnaryOperator<DispatcherBuilder<String>> settings) {
        dispatcher = time.call(() -> settings.apply(Dispatcher.<String>builder(this::handle)
                        .workers(1, 3)
                        .growAfter(SECOND)
                        .shrinkAfter(Duration.ofSeconds(10))
                        .jitter(0))
                .build());
    }

    private void handle(String job) throws Exception {
        tries.incrementAndGet();
        if (job.equals("slow")) {
            gate.receiveOrClosed();
        } else if (job.equals("bad")) {
            throw new IllegalStateException("bad");
        }
    }

    private void awaitRunning(int jobs) {
        Await.until(jobs + " run", () -> dispatcher.stats().running() == jobs);
    }

    @AfterEach
    void nothingIsLeft() {
        gate.close();
        time.run(dispatcher::close);
        time.assertNobodyWaits();
    }

    @Test
    void pausesBetweenTriesBecomeLongerUpToAMaximumAndHoldUpNobody() {
        build(settings -> settings.tries(5).backoff(SECOND, SECOND.multipliedBy(3)));
        time.run(() -> dispatcher.submit("bad"));
        int expected = 1;
        for (int seconds : new int[] {1, 2, 3, 3}) {
            int soFar = expected;
            Await.until(
                    "it was tried",
                    () -> tries.get() == soFar && dispatcher.stats().retrying() == 1);
            time.awaitWaiting(1);
            time.advance(Duration.ofSeconds(seconds).minus(A_MOMENT));
            time.run(() -> {
                dispatcher.submit("good");
                dispatcher.submit("good");
            });
            Await.until("others are done", () -> tries.get() == soFar + 2);
            Await.until("it waits", () -> dispatcher.stats().running() == 0);
            assertThat(dispatcher.stats().retrying()).isEqualTo(1);
            time.awaitWaiting(1);
            time.advance(A_MOMENT);
            expected += 3;
        }
        Await.until("it is given up", () -> dispatcher.stats().dead() == 1);
        assertThat(dispatcher.stats().done()).isEqualTo(8);
    }

    @Test
    void thereAreMoreWorkersWhenJobsWaitForLong() {
        build(settings -> settings);
        time.run(() -> dispatcher.submit("slow"));
        awaitRunning(1);
        for (int workers = 1; workers <= 2; workers++) {
            time.run(() -> dispatcher.submit("slow"));
            time.awaitWaiting(1);
            time.advance(SECOND.minus(A_MOMENT));
            time.awaitWaiting(1);
            assertThat(dispatcher.stats().workers()).isEqualTo(workers);
            time.advance(A_MOMENT);
            awaitRunning(workers + 1);
        }
        time.run(() -> dispatcher.submit("slow"));
        Await.until("it is in hand", () -> dispatcher.stats().held() == 1);
        time.awaitWaiting(0); // there are as many as may be
        gate.close();
        time.run(() -> dispatcher.awaitIdle());
        assertThat(dispatcher.stats().longestWait()).isEqualTo(SECOND);
        assertThat(dispatcher.stats().mostWorkers()).isEqualTo(3);
    }

    @Test
    void thereAreFewerWorkersWhenTheyAreIdleForLong() {
        thereAreMoreWorkersWhenJobsWaitForLong();
        Await.until("all are idle", () -> dispatcher.stats().idle() == 3);
        time.awaitWaiting(1);
        time.advance(Duration.ofSeconds(10).minus(A_MOMENT));
        time.awaitWaiting(1);
        assertThat(dispatcher.stats().workers()).isEqualTo(3);
        time.advance(A_MOMENT);
        Await.until("one is left", () -> dispatcher.stats().workers() == 1);
        time.awaitWaiting(0);
    }

    @Test
    void noMoreJobsAreTakenWhenAsManyAreToBeTriedAgainAsTheQueueHasRoomFor() {
        build(settings -> settings.queue(2).tries(2).backoff(SECOND, SECOND));
        time.run(() -> {
            dispatcher.submit("bad");
            dispatcher.submit("bad");
        });
        Await.until("both are to be tried again", () -> dispatcher.stats().retrying() == 2);
        time.run(() -> {
            dispatcher.submit("bad");
            dispatcher.submit("bad");
            assertThat(dispatcher.trySubmit("bad")).isFalse();
        });
        assertThat(tries).hasValue(2);
        time.awaitWaiting(1);
        time.advance(SECOND);
        Await.until(
                "the next two",
                () -> dispatcher.stats().dead() == 2 && dispatcher.stats().retrying() == 2);
        time.awaitWaiting(1);
        time.advance(SECOND);
        Await.until("all are given up", () -> dispatcher.stats().dead() == 4);
    }
}
