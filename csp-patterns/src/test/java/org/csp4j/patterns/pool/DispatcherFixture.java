package org.csp4j.patterns.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.csp4j.Csp.chan;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;
import org.csp4j.Channel;
import org.csp4j.patterns.NothingIsLeft;
import org.csp4j.testsupport.Await;
import org.csp4j.testsupport.Crew;
import org.csp4j.testsupport.Delays;
import org.csp4j.testsupport.Setting;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What tests of dispatchers share, whose jobs are numbers. After each test they are shut down, and their figures add up. */
@ExtendWith(NothingIsLeft.class)
abstract class DispatcherFixture {
    static final int GATED = 1_000; // jobs from here on wait for the gate

    private final List<Dispatcher<Integer>> dispatchers = new ArrayList<>();
    final Channel<Void> gate = chan("gate");
    final List<Integer> handled = Collections.synchronizedList(new ArrayList<>());
    final Map<Integer, Integer> failuresLeft = new ConcurrentHashMap<>(); // by job

    @RegisterExtension
    final Crew crew;

    DispatcherFixture(Setting setting) {
        this.crew = new Crew(setting);
    }

    void handle(Integer job) throws Exception {
        if (job >= GATED) {
            gate.receiveOrClosed();
        }
        if (failuresLeft.merge(job, -1, Integer::sum) >= 0) {
            throw new IOException("no route for " + job);
        }
        handled.add(job);
    }

    Dispatcher<Integer> dispatcher(UnaryOperator<DispatcherBuilder<Integer>> settings) throws Exception {
        Dispatcher<Integer> dispatcher = crew.call(() -> settings.apply(Dispatcher.<Integer>builder(this::handle)
                        .name("jobs")
                        .workers(1, 1)
                        .backoff(Duration.ofNanos(1), Duration.ofNanos(2)))
                .build());
        dispatchers.add(dispatcher);
        return dispatcher;
    }

    void submit(Dispatcher<Integer> dispatcher, int... jobs) throws Exception {
        crew.run(() -> {
            for (int job : jobs) {
                dispatcher.submit(job);
            }
        });
    }

    /** One worker has this job, and the dispatcher has the other one in hand. */
    void occupy(Dispatcher<Integer> dispatcher) throws Exception {
        submit(dispatcher, GATED);
        Await.until("it runs", () -> dispatcher.stats().running() == 1);
        submit(dispatcher, 1);
        Await.until("the other is in hand", () -> dispatcher.stats().held() == 1);
    }

    @AfterEach
    void everyJobIsAccountedFor() throws Exception {
        gate.close();
        for (Dispatcher<Integer> dispatcher : dispatchers) {
            assertThat(dispatcher.shutdown(Delays.PATIENCE)).isTrue();
            DispatcherStats stats = dispatcher.stats();
            assertThat(stats.accepted()).isEqualTo(stats.done() + stats.dead() + stats.dropped() + stats.handedBack());
            assertThat(stats.done()).isEqualTo(handled.size());
            assertThat(stats.workers() + stats.queued() + stats.held() + stats.retrying() + stats.running())
                    .isZero();
        }
    }
}
