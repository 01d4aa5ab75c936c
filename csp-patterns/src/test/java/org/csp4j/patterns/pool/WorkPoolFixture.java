package org.csp4j.patterns.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.csp4j.Csp.chan;

import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.csp4j.Action;
import org.csp4j.Channel;
import org.csp4j.patterns.NothingIsLeft;
import org.csp4j.testsupport.Await;
import org.csp4j.testsupport.Crew;
import org.csp4j.testsupport.Delays;
import org.csp4j.testsupport.Setting;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What tests of work pools share. After each test the pools are shut down, and their figures add up. */
@ExtendWith(NothingIsLeft.class)
abstract class WorkPoolFixture {
    private final List<WorkPool> pools = new ArrayList<>();
    private final Channel<Void> gate = chan("gate");

    @RegisterExtension
    final Crew crew;

    WorkPoolFixture(Setting setting) {
        this.crew = new Crew(setting);
    }

    WorkPool pool(int size, UnaryOperator<WorkPoolBuilder> settings) throws Exception {
        WorkPool pool = crew.call(
                () -> settings.apply(WorkPool.builder(size).name("works")).build());
        pools.add(pool);
        return pool;
    }

    WorkPool pool(int size) throws Exception {
        return pool(size, settings -> settings);
    }

    /** A task that ends when the gate is opened, or by an interrupt. */
    Action gated() {
        return () -> gate.receiveOrClosed();
    }

    /** A task that runs until the gate is opened. */
    WorkTask<Void> occupy(WorkSubmitter pool) throws Exception {
        WorkTask<Void> task = crew.call(() -> pool.run(gated()));
        awaitState(task, WorkTask.State.RUNNING);
        return task;
    }

    void openGate() {
        gate.close();
    }

    static void awaitState(WorkTask<?> task, WorkTask.State state) {
        Await.until(task + " is " + state, () -> task.state() == state);
    }

    @AfterEach
    void everyTaskIsAccountedFor() throws Exception {
        openGate();
        for (WorkPool pool : pools) {
            try {
                assertThat(pool.shutdown(Delays.PATIENCE)).isTrue();
            } catch (WorkFailedException e) {
                // the test knows
            }
            WorkPoolStats stats = pool.stats();
            assertThat(stats.accepted()).isEqualTo(stats.done() + stats.failed() + stats.cancelled());
            assertThat(stats.workers() + stats.queued() + stats.running() + stats.waiting())
                    .isZero();
            assertThat(pool.state.isKeyless()).isTrue();
        }
    }
}
