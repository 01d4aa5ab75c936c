package org.csp4j.examples.snippets;

import static org.csp4j.Csp.*;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.csp4j.Fiber;
import org.csp4j.ReceiveChannel;
import org.csp4j.patterns.control.Debounce;
import org.csp4j.patterns.control.Heartbeat;
import org.csp4j.patterns.control.HeartbeatMissedException;
import org.csp4j.patterns.control.RateLimiter;
import org.csp4j.patterns.control.Retry;
import org.csp4j.patterns.control.Semaphore;
import org.csp4j.patterns.control.Throttle;

/** For the guide's page on control, and the Javadoc of its patterns. */
final class ControlSnippets {
    // @start region="program"
    /** Fetches all pages: four at a time, ten a second, and each of them up to three times. */
    static List<String> fetchAll(List<String> urls, Fetcher fetcher) throws InterruptedException {
        Semaphore connections = Semaphore.of("connections", 4);
        RateLimiter limiter = RateLimiter.of(10, Duration.ofSeconds(1));
        Retry retry = Retry.upTo(3).withFailures(failure -> failure instanceof IOException);

        List<Fiber<String>> fetching = new ArrayList<>();
        for (String url : urls) {
            fetching.add(async(() -> retry.call(() -> {
                try (Semaphore.Permit connection = connections.acquire()) {
                    limiter.acquire();
                    return fetcher.fetch(url);
                }
            })));
        }
        List<String> pages = new ArrayList<>();
        for (Fiber<String> page : fetching) {
            pages.add(page.result());
        }
        return pages;
    }
    // @end

    /** Gets a page. */
    interface Fetcher {
        String fetch(String url) throws IOException;
    }

    static String semaphore(ReceiveChannel<String> aborts) throws InterruptedException {
        // @start region="semaphore"
        Semaphore connections = Semaphore.of(2);
        try (Semaphore.Permit connection = connections.acquire()) {
            assert connections.available() == 1;
        } // given back
        String outcome = select(
                connections.acquired(permit -> {
                    try (permit) {
                        return "connected";
                    }
                }),
                receive(aborts),
                timeout(Duration.ofSeconds(1), () -> "timed out"));
        // @end
        return outcome;
    }

    static String rateLimiter(ReceiveChannel<String> aborts) throws InterruptedException {
        // @start region="rate-limiter"
        RateLimiter limiter = RateLimiter.of(100, Duration.ofSeconds(1), 10); // 100 a second, after up to 10 at once
        limiter.acquire();
        boolean isFree = limiter.tryAcquire();
        String outcome = select(limiter.permit(() -> "go on"), receive(aborts));
        // @end
        return outcome + " " + isFree;
    }

    static List<String> debounce(ReceiveChannel<String> keystrokes) {
        List<String> searches = new ArrayList<>();
        // @start region="debounce"
        for (String text : Debounce.of(keystrokes, Duration.ofMillis(300))) { // when nobody has typed for that long
            searches.add(text);
        }
        // @end
        return searches;
    }

    static List<Integer> throttle(ReceiveChannel<Integer> progress) {
        List<Integer> shown = new ArrayList<>();
        // @start region="throttle"
        for (int percent : Throttle.of(progress, Duration.ofMillis(100))) { // ten times a second, and always the latest
            shown.add(percent);
        }
        // @end
        return shown;
    }

    static <T> T retry(Callable<T> body) throws InterruptedException {
        // @start region="retry"
        Retry retry = Retry.upTo(5)
                .withBackoff(Duration.ofMillis(10), Duration.ofSeconds(1))
                .withFailures(failure -> failure instanceof IOException);
        T result = retry.call(body); // RetriesFailedException, if it does not help
        // @end
        return result;
    }

    static String heartbeat(ReceiveChannel<Integer> rows) throws Exception {
        // @start region="heartbeat"
        try {
            return Heartbeat.watch(Duration.ofMillis(200), heartbeat -> {
                int count = 0;
                while (rows.receiveOrClosed().asOptional().isPresent()) {
                    heartbeat.beat(); // a row has come
                    count++;
                }
                return count + " rows";
            });
        } catch (HeartbeatMissedException e) {
            return "stuck"; // and cancelled
        }
        // @end
    }
}
