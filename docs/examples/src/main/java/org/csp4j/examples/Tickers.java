package org.csp4j.examples;

import static org.csp4j.Csp.*;

import java.time.Duration;
import org.csp4j.Ticker;
import org.csp4j.Timer;

/** {@code ticker}: something is done every 500 ms, until it is stopped after 1,600 ms. Go by Example, "Tickers". */
final class Tickers {
    static void main() throws InterruptedException {
        Ticker ticker = tick(Duration.ofMillis(500));
        Timer end = timer(Duration.ofMillis(1600));

        boolean isTicking = true;
        while (isTicking) {
            isTicking = prioritySelect( // a late program sees the last tick first, then the end
                    receive(ticker, time -> {
                        IO.println("Tick at " + time);
                        return true;
                    }),
                    receive(end, _ -> false));
        }

        ticker.stop();
        IO.println("Ticker stopped");
    }
}
