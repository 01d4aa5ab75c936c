package org.csp4j.examples.snippets;

import static org.csp4j.Csp.*;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.csp4j.Action;
import org.csp4j.Channel;
import org.csp4j.ContextCapture;
import org.csp4j.Fiber;
import org.csp4j.ReceiveChannel;
import org.csp4j.Scope;
import org.csp4j.ScopeFailedException;
import org.csp4j.ScopePolicy;
import org.csp4j.ScopeTimeoutException;

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

    // @start region="first-success"
    /** What the first mirror has to say that answers within two seconds. */
    static String fetch(List<Callable<String>> mirrors) throws InterruptedException {
        try (Scope scope = Scope.builder()
                .name("mirrors")
                .policy(ScopePolicy.FIRST_SUCCESS)
                .timeout(Duration.ofSeconds(2))
                .open()) {
            List<Fiber<String>> answers = new ArrayList<>();
            for (Callable<String> mirror : mirrors) {
                answers.add(scope.async(mirror));
            }
            scope.join(); // one has succeeded, the others have been cancelled, and all have ended
            return scope.results(answers).receive();
        } catch (ScopeTimeoutException e) {
            return "no answer from " + e.fibersLeft().size() + " mirrors";
        }
    }
    // @end

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

    static List<String> results(List<Callable<String>> pages) throws InterruptedException {
        List<String> shown = new ArrayList<>();
        // @start region="results"
        try (Scope scope = Scope.builder().limit(8).open()) { // eight at a time
            List<Fiber<String>> fibers = new ArrayList<>();
            for (Callable<String> page : pages) {
                fibers.add(scope.async(page)); // waits while eight run
            }
            for (String page : scope.results(fibers)) { // as they come; a failure ends the loop
                shown.add(page);
            }
        }
        // @end
        return shown;
    }

    static int owned(Action producer) throws InterruptedException {
        int lines = 0;
        // @start region="owned"
        try (Scope scope = Scope.open()) {
            Channel<String> log = scope.own(chan("log"));
            scope.go(() -> {
                log.send("begins");
                producer.run(); // if it fails, the loop below ends with that failure as cause
                log.send("ends");
                log.close();
            });
            for (String line : log) {
                lines += line.isEmpty() ? 0 : 1;
            }
        }
        // @end
        return lines;
    }

    static String done(ReceiveChannel<String> news, Action work) throws InterruptedException {
        // @start region="done"
        try (Scope scope = Scope.open()) {
            scope.go(work);
            return select(
                    receive(news, item -> item), // and leaves the work alone, which is cancelled
                    receive(scope.done(), _ -> "never", () -> "the work has ended"));
        }
        // @end
    }

    static void cause(Channel<String> orders, Channel<String> lastWords) throws InterruptedException {
        // @start region="cause"
        try (Scope scope = Scope.open()) {
            scope.go(() -> {
                try {
                    while (true) {
                        orders.receive();
                    }
                } catch (InterruptedException e) {
                    lastWords.trySend("ended, because "
                            + cancellationCause().orElseThrow().getMessage());
                }
            });
            orders.send("tea");
            scope.cancel(new IllegalStateException("the shop closes"));
            scope.join();
        } catch (ScopeFailedException e) {
            assert "the shop closes".equals(e.getCause().getMessage());
        }
        // @end
    }

    // @start region="shield"
    /** Works on until it is cancelled, and then has a second to say goodbye: no interrupt keeps it from that. */
    static void greet(Channel<String> door) throws Exception {
        try {
            never().receive();
        } finally {
            shield(Duration.ofSeconds(1), () -> door.send("goodbye"));
        }
    }
    // @end

    // @start region="scoped-value"
    static final ScopedValue<String> USER = ScopedValue.newInstance();

    static String greeting() throws InterruptedException {
        try (Scope scope = Scope.builder().capture(ContextCapture.of(USER)).open()) {
            return scope.async(() -> "hello " + USER.get()).result(); // what is bound here, is bound there
        }
    }
    // @end
}
