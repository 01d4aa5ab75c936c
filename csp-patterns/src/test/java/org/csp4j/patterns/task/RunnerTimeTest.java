package org.csp4j.patterns.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.csp4j.Csp.chan;
import static org.csp4j.Csp.sleep;
import static org.csp4j.diagnostics.WaitReason.Kind.RECEIVE;
import static org.csp4j.diagnostics.WaitReason.Kind.SELECT;
import static org.csp4j.testsupport.SteppedTime.awaitPark;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.csp4j.Channel;
import org.csp4j.Fiber;
import org.csp4j.patterns.task.Runner.Report;
import org.csp4j.patterns.task.Runner.TaskState;
import org.csp4j.testsupport.Await;
import org.csp4j.testsupport.SteppedTime;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What a {@link Runner} does when time passes. */
@Tag("engine")
class RunnerTimeTest {
    private static final Duration TIMEOUT = Duration.ofSeconds(4);
    private static final Duration GRACE = Duration.ofSeconds(2);
    private static final Duration A_MOMENT = Duration.ofMillis(1);

    @RegisterExtension
    final SteppedTime time = new SteppedTime();

    private final Channel<Integer> gate = chan("gate");
    private final Runner runner = Runner.builder()
            .name("batch")
            .timeout(TIMEOUT)
            .grace(GRACE)
            .signals()
            .build();

    private void sleeper(int id) throws InterruptedException {
        sleep(Duration.ofSeconds(id));
    }

    /** Ends when somebody opens the gate, whatever happens before. */
    private void stubborn(int id) {
        while (true) {
            try {
                gate.receive();
                return;
            } catch (InterruptedException e) {
                // and once more
            }
        }
    }

    /** The runner's caller, whose tasks have begun, and who waits for their end and the time. */
    private Fiber<Report> started() {
        Fiber<Report> start = time.start(runner::start);
        Await.until("a task runs", () -> runner.report().count(TaskState.RUNNING) == 1);
        awaitPark(start, SELECT);
        return start;
    }

    /** Until the runner waits for the end of the grace. */
    private void passTimeout() {
        time.advance(TIMEOUT);
        time.awaitWaiting(1);
    }

    @Test
    void tasksThatEndInTimeAreDoneAndLeaveNoTimer() {
        runner.add(this::sleeper, this::sleeper, this::sleeper); // 0, 1 and 2 seconds
        Fiber<Report> start = started();
        time.awaitWaiting(2);
        time.advance(Duration.ofSeconds(1));
        Await.until("the last begins", () -> runner.report().count(TaskState.DONE) == 2);
        time.awaitWaiting(2);
        time.advance(Duration.ofSeconds(2));
        assertThat(time.result(start)).hasToString("tasks 0 to 2 done");
        time.assertNobodyWaits();
    }

    @Test
    void theTimeoutInterruptsTheTaskAndIsTheOutcome() {
        runner.add(this::sleeper, _ -> gate.receive(), this::sleeper);
        Fiber<Report> start = started();
        Await.until("the second waits", () -> runner.report().count(TaskState.DONE) == 1);
        time.advance(TIMEOUT.minus(A_MOMENT));
        awaitPark(start, SELECT);
        assertThat(runner.report().count(TaskState.RUNNING)).isEqualTo(1);
        time.advance(A_MOMENT);
        assertThat(time.failure(start))
                .isInstanceOf(RunnerTimeoutException.class)
                .hasMessage("runner 'batch' timed out after PT4S; task 0 done, task 1 interrupted, task 2 not started")
                .satisfies(thrown ->
                        assertThat(thrown.getSuppressed()).singleElement().isInstanceOf(InterruptedException.class));
        time.assertNobodyWaits();
    }

    @Test
    void aTaskThatIgnoresItsInterruptIsWaitedForDuringTheGraceOnly() throws Exception {
        runner.add(this::stubborn);
        Fiber<Report> start = started();
        passTimeout();
        time.advance(GRACE.minus(A_MOMENT));
        awaitPark(start, SELECT);
        time.advance(A_MOMENT);
        assertThat(time.failure(start))
                .isInstanceOf(RunnerTimeoutException.class)
                .hasMessageContaining("task 0 running");
        gate.send(0);
        Await.until("it ends", () -> runner.report().count(TaskState.DONE) == 1);
    }

    @Test
    void aTaskThatEndsWellDuringTheGraceIsDoneAndTheTimeoutTheOutcome() throws Exception {
        runner.add(this::stubborn);
        Fiber<Report> start = started();
        passTimeout();
        gate.send(0);
        assertThat(time.failure(start))
                .isInstanceOf(RunnerTimeoutException.class)
                .hasMessageContaining("task 0 done");
        time.assertNobodyWaits();
    }

    @Test
    void aRequestAfterTheTimeoutEndsTheGrace() throws Exception {
        runner.add(this::stubborn);
        Fiber<Report> start = started();
        passTimeout();
        runner.stop();
        assertThat(time.failure(start)).isInstanceOf(RunnerTimeoutException.class);
        gate.send(0);
    }

    @Test
    void theTimeoutEndsATaskThatWasToFinishAndTheRequestIsTheOutcome() {
        runner.add(_ -> gate.receive());
        Fiber<Report> start = started();
        runner.stop();
        awaitPark(start, SELECT);
        time.advance(TIMEOUT);
        assertThat(time.failure(start))
                .isInstanceOf(RunnerInterruptedException.class)
                .hasMessageContaining("task 0 interrupted");
    }

    @Test
    void anInterruptedCallerWaitsForTheGraceOnly() throws Exception {
        runner.add(this::stubborn);
        Fiber<Report> start = started();
        List<Duration> waited = new ArrayList<>();
        start.cancel();
        awaitPark(start, RECEIVE);
        for (Duration part : List.of(GRACE.minus(A_MOMENT), A_MOMENT)) {
            assertThat(start.state().isEnded()).as("after " + waited).isFalse();
            time.advance(part);
            waited.add(part);
        }
        assertThat(start.join(GRACE)).isTrue();
        gate.send(0);
    }
}
