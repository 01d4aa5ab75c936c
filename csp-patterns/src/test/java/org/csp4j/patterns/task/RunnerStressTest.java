package org.csp4j.patterns.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.csp4j.Csp.chan;

import java.io.IOException;
import java.util.Random;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.csp4j.Channel;
import org.csp4j.Fiber;
import org.csp4j.FiberFailedException;
import org.csp4j.FiberState;
import org.csp4j.Scheduler;
import org.csp4j.patterns.task.Runner.Report;
import org.csp4j.patterns.task.Runner.TaskReport;
import org.csp4j.patterns.task.Runner.TaskState;
import org.csp4j.testsupport.Delays;
import org.csp4j.testsupport.Engines;
import org.csp4j.testsupport.Rounds;
import org.csp4j.testsupport.Setting;
import org.csp4j.testsupport.Soak;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Runners that are stopped, interrupted, timed out and left alone at random: each task is what it says that it is. */
@Tag("engine")
class RunnerStressTest {
    private static final int TASKS = 4;
    private static final int RETURNED = 1;
    private static final int THREW = 2;

    private final Engines engine = Setting.FIBERS.engine();
    private final Random random = new Random(Soak.seed("RunnerStressTest"));

    @Test
    void everyTaskIsAccountedForHoweverTheRunEnds() throws Exception {
        for (int round = 0; round < Rounds.of(2_000); round++) {
            try (Scheduler scheduler = engine.builder().build()) {
                run(scheduler);
                assertThat(scheduler.close(Delays.PATIENCE))
                        .as("fibers that are left")
                        .isEmpty();
            }
        }
    }

    private void run(Scheduler scheduler) throws InterruptedException {
        AtomicIntegerArray seen = new AtomicIntegerArray(TASKS);
        Channel<Void> gate = chan("gate");
        Runner.Builder builder = Runner.builder().name("batch").signals();
        Runner runner = (random.nextInt(4) == 0 ? builder.timeout(Delays.SHORT) : builder).build();
        for (int i = 0; i < TASKS; i++) {
            int kind = random.nextInt(8);
            runner.add(id -> {
                try {
                    switch (kind) {
                        case 0 -> throw new IOException("fails");
                        case 1, 2, 3 -> gate.receiveOrClosed();
                        default -> Thread.yield();
                    }
                    seen.set(id, RETURNED);
                } catch (Throwable e) {
                    seen.set(id, THREW);
                    throw e;
                }
            });
        }
        Fiber<Report> start = scheduler.async(runner::start);
        for (int i = random.nextInt(4); i > 0; i--) {
            spin();
            switch (random.nextInt(8)) {
                case 0 -> start.cancel();
                case 1 -> runner.close();
                default -> runner.stop();
            }
        }
        spin();
        gate.close();
        start.join();
        assertThat(scheduler.close(Delays.PATIENCE))
                .as("fibers that are left")
                .isEmpty(); // one that was left behind, too
        check(runner.report(), seen);
        checkOutcome(start, runner.report());
    }

    private void spin() {
        for (int i = random.nextInt(2_000); i > 0; i--) {
            Thread.onSpinWait();
        }
    }

    private static void check(Report report, AtomicIntegerArray seen) {
        for (TaskReport task : report.tasks()) {
            assertThat(seen.get(task.id()))
                    .as(report.toString())
                    .isEqualTo(
                            switch (task.state()) {
                                case NOT_STARTED -> 0;
                                case RUNNING -> throw new AssertionError(report);
                                case DONE -> RETURNED;
                                case FAILED, INTERRUPTED -> THREW;
                            });
            assertThat(task.failure() != null).isEqualTo(seen.get(task.id()) == THREW);
        }
    }

    private static void checkOutcome(Fiber<Report> start, Report report) throws InterruptedException {
        if (start.state() == FiberState.CANCELLED) {
            return;
        }
        try {
            assertThat(start.result().count(TaskState.DONE)).isEqualTo(TASKS);
        } catch (FiberFailedException e) {
            switch (e.getCause()) {
                case RunnerFailedException failed ->
                    assertThat(report.tasks().get(failed.taskId()).failure()).isSameAs(failed.getCause());
                case RunnerInterruptedException stopped ->
                    assertThat(stopped.by()).isEqualTo(Runner.STOP);
                case RunnerTimeoutException late -> assertThat(late.report()).isNotNull();
                case IllegalStateException closed ->
                    assertThat(report.count(TaskState.NOT_STARTED)).isEqualTo(TASKS);
                default -> throw new AssertionError(e);
            }
        }
    }
}
