package org.csp4j.examples.snippets;

import static org.csp4j.Csp.*;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;
import org.csp4j.Channel;
import org.csp4j.Fiber;
import org.csp4j.FiberCancelledException;
import org.csp4j.FiberFailedException;
import org.csp4j.FiberState;
import org.csp4j.Scheduler;
import org.csp4j.diagnostics.WaitReason;
import org.jspecify.annotations.Nullable;

/** For the guide's page on fibers, and the Javadoc of fibers. */
final class FiberSnippets {
    // @start region="parts"
    /** The sum of the squares below a limit, each part of it by a fiber of its own. */
    static long sumOfSquaresBelow(long limit, int parts) throws InterruptedException {
        List<Fiber<Long>> fibers = new ArrayList<>();
        for (int i = 0; i < parts; i++) {
            long from = limit * i / parts;
            long to = limit * (i + 1) / parts;
            fibers.add(async(() -> sumOfSquares(from, to)));
        }

        long sum = 0;
        for (Fiber<Long> fiber : fibers) {
            sum += fiber.result();
        }
        return sum;
    }

    private static long sumOfSquares(long from, long to) {
        return LongStream.range(from, to).map(n -> n * n).sum();
    }
    // @end

    static int goAndAsync() throws InterruptedException {
        // @start region="go-and-async"
        Channel<Integer> numbers = chan();
        go(() -> numbers.send(20)); // nobody asks for a result
        Fiber<Integer> doubled = async(() -> numbers.receive() * 2); // somebody will
        int result = doubled.result();
        // @end
        return result;
    }

    static @Nullable Throwable failure() throws InterruptedException {
        // @start region="failure"
        Fiber<Integer> parser = async(() -> Integer.parseInt("forty-two"));
        try {
            parser.result();
            throw new AssertionError("that was no number");
        } catch (FiberFailedException e) {
            return e.getCause(); // what the body threw
        }
        // @end
    }

    static String uncaught() throws InterruptedException {
        // @start region="uncaught"
        Channel<String> failures = chan(100);
        try (Scheduler scheduler = Scheduler.builder()
                .uncaughtHandler((fiber, failure) -> failures.trySend(fiber.name() + ": " + failure.getMessage()))
                .build()) {
            scheduler.go("loader", () -> {
                throw new IllegalStateException("no such table");
            });
        }

        String report = failures.receive(); // loader: no such table
        // @end
        return report;
    }

    static FiberState cancelled() throws InterruptedException {
        // @start region="cancel"
        Channel<String> jobs = chan("jobs");
        Fiber<String> worker = async("worker", jobs::receive);

        worker.cancel(); // interrupts it
        try {
            worker.result();
        } catch (FiberCancelledException e) {
            assert e.getMessage().contains("worker");
        }
        // @end
        return worker.state();
    }

    static List<Object> joining(Fiber<String> fiber) throws InterruptedException {
        // @start region="join"
        boolean hasEnded = fiber.join(Duration.ofSeconds(10)); // however it ends
        String result = fiber.result(); // throws, if it failed or was cancelled
        // @end
        return List.of(hasEnded, result);
    }

    static Optional<WaitReason> waitReason(Fiber<String> worker) {
        // @start region="wait-reason"
        Optional<WaitReason> reason = worker.waitReason(); // receive on jobs
        // @end
        return reason;
    }
}
