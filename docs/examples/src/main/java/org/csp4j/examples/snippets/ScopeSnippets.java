package org.csp4j.examples.snippets;

import static org.csp4j.Csp.*;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.csp4j.Action;
import org.csp4j.Fiber;
import org.csp4j.Scope;
import org.csp4j.ScopeFailedException;
import org.csp4j.ScopePolicy;

/** For the guide's page on scopes, and the Javadoc of scopes. */
final class ScopeSnippets {
    // @start region="program"
    /** How many lines the files have, each read by a fiber of its own; if one cannot be read, the others are given up. */
    static long linesOf(List<Path> files) throws InterruptedException {
        try (Scope scope = Scope.open()) {
            List<Fiber<Integer>> counts = new ArrayList<>();
            for (Path file : files) {
                counts.add(scope.async(() -> Files.readAllLines(file).size()));
            }
            scope.join(); // throws if one has failed
            long sum = 0;
            for (Fiber<Integer> count : counts) {
                sum += count.result();
            }
            return sum;
        } // no fiber is left, whichever way the block is left
    }
    // @end

    static String failure(Action body) throws InterruptedException {
        // @start region="failure"
        try (Scope scope = Scope.open()) {
            scope.go(body);
            scope.go(() -> never().receive()); // is cancelled if the other fails
            scope.join();
            return "never";
        } catch (ScopeFailedException e) {
            return "failed by " + e.getCause().getMessage();
        }
        // @end
    }

    static int supervise(Action first, Action second) throws InterruptedException {
        // @start region="supervise"
        int failed = 0;
        try (Scope scope = Scope.open(ScopePolicy.SUPERVISE)) {
            List<Fiber<?>> fibers = List.of(scope.go(first), scope.go(second));
            scope.join(); // however they end
            for (Fiber<?> fiber : fibers) {
                switch (fiber.state()) {
                    case FAILED -> failed++;
                    default -> {}
                }
            }
        }
        // @end
        return failed;
    }
}
