package org.csp4j.examples.snippets;

import static org.csp4j.Csp.*;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.csp4j.Channel;
import org.csp4j.patterns.task.Runner;
import org.csp4j.patterns.task.Runner.TaskReport;
import org.csp4j.patterns.task.Runner.TaskState;
import org.csp4j.patterns.task.RunnerException;
import org.csp4j.patterns.task.RunnerFailedException;
import org.csp4j.patterns.task.RunnerInterruptedException;
import org.csp4j.patterns.task.RunnerTimeoutException;
import org.csp4j.patterns.task.Signals;

/** For the guide's page on runners, and the Javadoc of runners and signals. */
final class RunnerSnippets {
    // @start region="program"
    /** Removes files one by one, for half a minute at most, until somebody presses ^C; returns the exit code. */
    static int removeAll(List<Path> files) throws InterruptedException {
        Runner runner =
                Runner.builder().name("remover").timeout(Duration.ofSeconds(30)).build();
        for (Path file : files) {
            runner.add(id -> Files.delete(file));
        }
        try {
            runner.start();
            return 0;
        } catch (RunnerFailedException e) {
            System.err.println(e.getMessage()); // which task, why, and where the others are
            return 1;
        } catch (RunnerTimeoutException | RunnerInterruptedException e) {
            return 2;
        }
    }
    // @end

    static long report(Runner runner) throws InterruptedException {
        // @start region="report"
        try {
            return runner.start().count(TaskState.DONE);
        } catch (RunnerException e) {
            for (TaskReport task : e.report().tasks()) {
                switch (task.state()) {
                    case DONE, NOT_STARTED -> {}
                    case FAILED, INTERRUPTED -> System.err.println("task " + task.id() + ": " + task.failure());
                    case RUNNING -> System.err.println("task " + task.id() + " ignores its interrupt");
                }
            }
            return e.report().count(TaskState.DONE);
        }
        // @end
    }

    static String signals(Channel<String> jobs) throws InterruptedException {
        // @start region="signals"
        Channel<String> signals = chan("signals", 1);
        Signals.notify(signals, "HUP", "TERM");
        try {
            return select(
                    receive(jobs, job -> "works on " + job), //
                    receive(signals, name -> "is told " + name));
        } finally {
            Signals.stop(signals);
        }
        // @end
    }
}
