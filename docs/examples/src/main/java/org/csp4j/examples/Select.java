package org.csp4j.examples;

import static org.csp4j.Csp.*;

import java.time.Duration;
import org.csp4j.Channel;

/** {@code select}: waits for two channels at once, whichever comes first. Go by Example, "Select". */
final class Select {
    static void main() throws InterruptedException {
        Channel<String> c1 = chan();
        Channel<String> c2 = chan();

        go(() -> {
            sleep(Duration.ofMillis(500));
            c1.send("one");
        });
        go(() -> {
            sleep(Duration.ofSeconds(1));
            c2.send("two");
        });

        for (int i = 0; i < 2; i++) {
            select(
                    onReceive(c1, message -> IO.println("received " + message)),
                    onReceive(c2, message -> IO.println("received " + message)));
        }
    }
}
