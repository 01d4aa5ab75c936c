package org.csp4j.examples.snippets;

import static org.csp4j.Csp.*;

import org.csp4j.Channel;
import org.csp4j.DeadlockException;
import org.csp4j.Scheduler;
import org.csp4j.Scope;
import org.csp4j.ScopeFailedException;
import org.csp4j.diagnostics.FiberSnapshot;

/** For the guide's page on deadlocks, and the Javadoc of what belongs to them. */
final class DeadlockSnippets {
    // @start region="program"
    /** Two fibers that each want to be asked first. */
    static String afterYou() throws Exception {
        try {
            run(() -> {
                Channel<String> left = chan("left");
                Channel<String> right = chan("right");
                go("gallant", () -> right.send(left.receive()));
                left.send(right.receive());
            });
            return "they went through the door";
        } catch (DeadlockException e) {
            return e.report().toString(); // all fibers are asleep - deadlock! ...
        }
    }
    // @end

    // @start region="scope"
    /** The same in a block, which any thread may open. */
    static String afterYouInABlock() throws InterruptedException {
        try (Scope scope = Scope.builder().detectDeadlocks(true).open()) {
            Channel<String> left = chan("left");
            Channel<String> right = chan("right");
            scope.go("gallant", () -> right.send(left.receive()));
            scope.go("polite", () -> left.send(right.receive()));
            scope.join();
            return "they went through the door";
        } catch (ScopeFailedException e) {
            return e.getCause().toString(); // ... all fibers are asleep - deadlock! ...
        }
    }
    // @end

    static String report(DeadlockException deadlock) {
        // @start region="report"
        StringBuilder text = new StringBuilder();
        for (FiberSnapshot fiber : deadlock.report().fibers()) {
            text.append(fiber.name()).append(": ").append(fiber.waitReason().orElseThrow());
            text.append(", line ")
                    .append(fiber.stack().getFirst().getLineNumber())
                    .append('\n');
        }
        // @end
        return text.toString();
    }

    static Scheduler optOut() {
        // @start region="opt-out"
        Scheduler scheduler = Scheduler.builder().detectDeadlocks(false).build();
        // @end
        return scheduler;
    }
}
