package org.csp4j.examples;

import static org.csp4j.Csp.*;

import java.time.Duration;
import org.csp4j.patterns.task.Runner;
import org.csp4j.patterns.task.RunnerInterruptedException;
import org.csp4j.patterns.task.RunnerTimeoutException;

/** {@code runner SECONDS}: three tasks within a timeout, which INT and TERM stop. Go in Action, "Runner". */
final class Batch {
    private static final int TIMED_OUT = 1;
    private static final int INTERRUPTED = 2;

    static int main(Duration timeout) throws InterruptedException {
        Runner runner = Runner.builder().name("batch").timeout(timeout).build();
        runner.add(Batch::process, Batch::process, Batch::process);
        IO.println("Starting work.");
        try {
            runner.start();
        } catch (RunnerTimeoutException e) {
            IO.println("Terminating due to timeout.");
            return TIMED_OUT;
        } catch (RunnerInterruptedException e) {
            IO.println("Terminating due to interrupt.");
            return INTERRUPTED;
        }
        IO.println("Process ended.");
        return 0;
    }

    private static void process(int id) throws InterruptedException {
        IO.println("Processor - Task #" + id + ".");
        sleep(Duration.ofSeconds(id));
    }
}
