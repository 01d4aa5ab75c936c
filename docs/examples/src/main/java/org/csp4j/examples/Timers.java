package org.csp4j.examples;

import static org.csp4j.Csp.*;

import java.time.Duration;
import org.csp4j.Timer;

/** {@code timer}: one timer fires, another is stopped before it does. Go by Example, "Timers". */
final class Timers {
    static void main() throws InterruptedException {
        Timer timer1 = timer(Duration.ofMillis(300));
        timer1.receive();
        IO.println("Timer 1 fired");

        Timer timer2 = timer(Duration.ofMillis(500));
        go(() -> {
            timer2.receive();
            IO.println("Timer 2 fired");
        });
        if (timer2.stop()) {
            IO.println("Timer 2 stopped");
        }

        sleep(Duration.ofMillis(800)); // time enough for it to fire, had it not been stopped
    }
}
