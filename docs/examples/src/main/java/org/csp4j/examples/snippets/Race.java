package org.csp4j.examples.snippets;

// @start region="program"
import static org.csp4j.Csp.*;

import java.time.Duration;
import org.csp4j.Channel;

final class Race {
    static void main() throws InterruptedException {
        Channel<String> hares = chan(); // rendezvous; chan(128) is buffered
        Channel<String> tortoises = chan();

        go(() -> {
            sleep(Duration.ofMillis(200));
            hares.send("the hare");
        });
        go(() -> {
            sleep(Duration.ofSeconds(20));
            tortoises.send("the tortoise");
        });

        String outcome = select(
                receive(hares, name -> name + " comes first"),
                receive(tortoises, name -> name + " comes first"),
                timeout(Duration.ofSeconds(10), () -> "nobody comes"));

        System.out.println(outcome);
    }
}
// @end
