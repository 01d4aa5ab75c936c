package org.csp4j.patterns.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.InstanceOfAssertFactories.type;
import static org.csp4j.Csp.chan;
import static org.csp4j.diagnostics.WaitReason.Kind.RECEIVE;
import static org.csp4j.diagnostics.WaitReason.Kind.SELECT;
import static org.csp4j.testsupport.Await.await;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import org.csp4j.Channel;
import org.csp4j.Scope;
import org.csp4j.patterns.NothingIsLeft;
import org.csp4j.patterns.task.Runner.Report;
import org.csp4j.patterns.task.Runner.Task;
import org.csp4j.patterns.task.Runner.TaskReport;
import org.csp4j.patterns.task.Runner.TaskState;
import org.csp4j.testsupport.Await;
import org.csp4j.testsupport.Crew;
import org.csp4j.testsupport.Delays;
import org.csp4j.testsupport.Party;
import org.csp4j.testsupport.Setting;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** {@link Runner}, started by all kinds of callers. */
@Tag("engine")
@ParameterizedClass(name = "{0}")
@MethodSource("org.csp4j.testsupport.Setting#all")
@ExtendWith(NothingIsLeft.class)
class RunnerTest {
    private final Channel<Integer> begun = chan("begun");
    private final Channel<Integer> gate = chan("gate");
    private final List<Integer> done = Collections.synchronizedList(new ArrayList<>());
    private final Runner runner = Runner.builder().name("batch").signals().build();

    @RegisterExtension
    final Crew crew;

    RunnerTest(Setting setting) {
        this.crew = new Crew(setting);
    }

    private void quick(int id) {
        done.add(id);
    }

    /** Says that it has begun, and ends when somebody opens the gate. */
    private void gated(int id) throws InterruptedException {
        begun.send(id);
        gate.receive();
        done.add(id);
    }

    /** Ends when somebody opens the gate, whatever happens before. */
    private void stubborn(int id) throws InterruptedException {
        begun.send(id);
        while (true) {
            try {
                gate.receive();
                return;
            } catch (InterruptedException e) {
                // and once more
            }
        }
    }

    private static Task failing(Exception failure) {
        return _ -> {
            throw failure;
        };
    }

    private static Stream<TaskState> states(Report report) {
        return report.tasks().stream().map(TaskReport::state);
    }

    private <T extends RunnerException> T failure(Party<Report> start, Class<T> type) {
        return assertThat(start.failure())
                .isInstanceOf(type)
                .hasMessageContaining("runner 'batch'")
                .asInstanceOf(type(type))
                .actual();
    }

    @Test
    void tasksRunOneAfterAnotherWithTheirNumbersOnAFiberOfTheRunner() throws Exception {
        List<String> seen = Collections.synchronizedList(new ArrayList<>());
        Task task = id -> seen.add(id + " on " + Thread.currentThread().getName());
        Report report = crew.call(() -> runner.add(task, task).add(task).start());
        assertThat(seen).containsExactly("0 on batch", "1 on batch", "2 on batch");
        assertThat(states(report)).containsOnly(TaskState.DONE).hasSize(3);
        assertThat(report).hasToString("tasks 0 to 2 done");
        assertThat(runner.report()).isEqualTo(report);
    }

    @Test
    void aRunnerWithoutTasksIsDoneAtOnce() throws Exception {
        assertThat(crew.call(runner::start)).hasToString("no tasks");
    }

    @Test
    void aFailureStopsTheRunAndIsTheOutcome() {
        IOException failure = new IOException("disk");
        runner.add(this::quick, failing(failure), this::quick);
        RunnerFailedException thrown = failure(crew.start(runner::start), RunnerFailedException.class);
        assertThat(thrown)
                .hasMessage("runner 'batch' failed in task 1: java.io.IOException: disk; task 0 done, task 1 failed,"
                        + " task 2 not started")
                .hasCause(failure)
                .hasNoSuppressedExceptions();
        assertThat(thrown.taskId()).isEqualTo(1);
        assertThat(states(thrown.report())).containsExactly(TaskState.DONE, TaskState.FAILED, TaskState.NOT_STARTED);
        assertThat(done).containsExactly(0);
    }

    @Test
    void anErrorIsAFailureToo() {
        OutOfMemoryError error = new OutOfMemoryError("none left");
        runner.add(_ -> {
            throw error;
        });
        assertThat(failure(crew.start(runner::start), RunnerFailedException.class))
                .hasCause(error);
    }

    @Test
    void anInterruptOfATaskThatIsNotTheRunnersEndsTheRun() {
        InterruptedException interrupt = new InterruptedException("by somebody");
        runner.add(failing(interrupt), this::quick);
        assertThat(crew.start(runner::start).failure())
                .isInstanceOf(InterruptedException.class)
                .hasCause(interrupt)
                .hasMessageContaining("task 0 of runner 'batch'")
                .hasMessageContaining("task 0 interrupted, task 1 not started");
    }

    @Test
    void theFirstRequestLetsTheTaskFinishAndNoOtherBegins() throws Exception {
        Party<Report> start = crew.start(runner.add(this::gated, this::quick)::start);
        begun.receive();
        runner.stop();
        gate.send(0);
        RunnerInterruptedException thrown = failure(start, RunnerInterruptedException.class);
        assertThat(thrown).hasMessage("runner 'batch' was stopped by stop(); task 0 done, task 1 not started");
        assertThat(thrown.by()).isEqualTo(Runner.STOP);
        assertThat(done).containsExactly(0);
    }

    @Test
    void theSecondRequestInterruptsTheTask() throws Exception {
        Party<Report> start = crew.start(runner.add(this::gated, this::quick)::start);
        begun.receive();
        runner.stop();
        runner.stop();
        RunnerInterruptedException thrown = failure(start, RunnerInterruptedException.class);
        assertThat(states(thrown.report())).containsExactly(TaskState.INTERRUPTED, TaskState.NOT_STARTED);
        assertThat(thrown.getSuppressed()).singleElement().isInstanceOf(InterruptedException.class);
        assertThat(done).isEmpty();
    }

    @Test
    void theThirdRequestLeavesATaskBehindThatIgnoresItsInterrupt() throws Exception {
        Party<Report> start = crew.start(runner.add(this::stubborn, this::quick)::start);
        begun.receive();
        for (int i = 0; i < 3; i++) {
            runner.stop();
        }
        RunnerInterruptedException thrown = failure(start, RunnerInterruptedException.class);
        assertThat(thrown).hasMessageContaining("task 0 running, task 1 not started");
        gate.send(0);
        Await.until("it ends", () -> runner.report().count(TaskState.DONE) == 1);
        assertThat(done).isEmpty(); // nothing has begun after it
    }

    @Test
    void aRequestWhileTheLastTaskRunsIsTheOutcomeThoughAllAreDone() throws Exception {
        Party<Report> start = crew.start(runner.add(this::quick, this::gated)::start);
        begun.receive();
        runner.stop();
        gate.send(0);
        assertThat(failure(start, RunnerInterruptedException.class)).hasMessageContaining("tasks 0 to 1 done");
    }

    @Test
    void aFailureAfterARequestIsSuppressedAndReported() throws Exception {
        IOException failure = new IOException("late");
        runner.add(id -> {
            gated(id);
            throw failure;
        });
        Party<Report> start = crew.start(runner::start);
        begun.receive();
        runner.stop();
        gate.send(0);
        RunnerInterruptedException thrown = failure(start, RunnerInterruptedException.class);
        assertThat(thrown).hasSuppressedException(failure);
        assertThat(thrown.report().tasks()).containsExactly(new TaskReport(0, TaskState.FAILED, failure));
    }

    @Test
    void aRequestBeforeTheStartKeepsAllTasksFromBeginning() {
        runner.add(this::quick);
        runner.stop();
        assertThat(failure(crew.start(runner::start), RunnerInterruptedException.class))
                .hasMessageContaining("task 0 not started");
        assertThat(done).isEmpty();
    }

    @Test
    void aRequestAfterTheEndChangesNothing() throws Exception {
        Report report = crew.call(runner.add(this::quick)::start);
        runner.stop();
        assertThat(runner.report()).isEqualTo(report);
    }

    @Test
    void anInterruptOfTheCallerInterruptsTheTaskAndIsThrownWhenThatHasEnded() throws Exception {
        Party<Report> start = crew.start(runner.add(this::gated, this::quick)::start);
        begun.receive();
        await(start).toPark(SELECT);
        start.interrupt();
        assertThat(start.failure()).isInstanceOf(InterruptedException.class);
        assertThat(states(runner.report())).containsExactly(TaskState.INTERRUPTED, TaskState.NOT_STARTED);
    }

    @Test
    void aSecondInterruptOfTheCallerLeavesAStubbornTaskBehind() throws Exception {
        Party<Report> start = crew.start(runner.add(this::stubborn)::start);
        begun.receive();
        await(start).toPark(SELECT);
        start.interrupt();
        await(start).toPark(RECEIVE);
        start.interrupt();
        assertThat(start.failure()).isInstanceOf(InterruptedException.class);
        assertThat(states(runner.report())).containsExactly(TaskState.RUNNING);
        gate.send(0);
    }

    @Test
    void aStartThatBeginsInterruptedHasNoEffect() throws Exception {
        runner.add(this::quick);
        Party<Report> start = crew.start(() -> {
            Thread.currentThread().interrupt();
            return runner.start();
        });
        assertThat(start.failure()).isInstanceOf(InterruptedException.class).hasMessageContaining("'batch'");
        assertThat(done).isEmpty();
        crew.call(runner::start);
        assertThat(done).containsExactly(0);
    }

    @Test
    void closeInterruptsTheTaskAndWaitsForTheEnd() throws Exception {
        Party<Report> start = crew.start(runner.add(this::stubborn, this::quick)::start);
        begun.receive();
        Party<Void> close = crew.start(runner::close);
        await(close).toPark(RECEIVE);
        gate.send(0);
        close.join();
        assertThat(failure(start, RunnerInterruptedException.class)).hasMessageContaining("task 1 not started");
        crew.run(runner::close);
    }

    @Test
    void anInterruptOfACloseIsKept() throws Exception {
        Party<Report> start = crew.start(runner.add(this::stubborn)::start);
        begun.receive();
        Party<Boolean> close = crew.start(() -> {
            runner.close();
            return Thread.interrupted();
        });
        await(close).toPark(RECEIVE);
        close.interrupt();
        gate.send(0);
        assertThat(close.result()).isTrue();
        start.failure();
    }

    @Test
    void aRunnerThatWasClosedCannotBeStarted() throws Exception {
        runner.add(this::quick).close();
        runner.close();
        assertThat(crew.start(runner::start).failure())
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("'batch' has been closed");
        assertThat(done).isEmpty();
    }

    @Test
    void aTaskCannotCloseItsRunner() {
        runner.add(_ -> runner.close());
        assertThat(failure(crew.start(runner::start), RunnerFailedException.class))
                .cause()
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("wait for itself");
    }

    @Test
    void aRunnerRunsOnceAndThenTakesNoTasks() throws Exception {
        crew.call(runner.add(this::quick)::start);
        assertThat(crew.start(runner::start).failure()).isInstanceOf(IllegalStateException.class);
        assertThatIllegalStateException()
                .isThrownBy(() -> runner.add(this::quick))
                .withMessageContaining("'batch'");
        assertThat(done).containsExactly(0);
    }

    @Test
    void badArgumentsAreRefusedWithNameAndValue() {
        Runner.Builder builder = Runner.builder();
        assertThatIllegalArgumentException().isThrownBy(() -> builder.name(" ")).withMessageContaining("name ' '");
        for (Duration timeout : List.of(Duration.ZERO, Delays.NEGATIVE)) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> builder.timeout(timeout))
                    .withMessageContaining("timeout " + timeout);
        }
        assertThatIllegalArgumentException()
                .isThrownBy(() -> builder.grace(Delays.NEGATIVE))
                .withMessageContaining("grace " + Delays.NEGATIVE);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> builder.signals("INT", "SIGTERM"))
                .withMessageContaining("'SIGTERM'");
        assertThatNullPointerException().isThrownBy(() -> runner.add((Task) null));
        assertThat(builder.build().name()).matches("runner-\\d+");
    }

    @Test
    void aRunnerInAScopeEndsWithIt() throws Exception {
        crew.run(() -> {
            try (Scope scope = Scope.open()) {
                scope.go(runner.add(this::gated, this::quick)::start);
                begun.receive();
            }
        });
        assertThat(states(runner.report())).containsExactly(TaskState.INTERRUPTED, TaskState.NOT_STARTED);
        assertThat(done).isEmpty();
    }
}
