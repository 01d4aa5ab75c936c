package org.csp4j.examples;

import static org.csp4j.Csp.*;

import java.time.Duration;
import org.csp4j.Channel;
import org.csp4j.ReceiveChannel;

/** {@code timeout}: gives up a query that takes too long, and has the patience for another. Go by Example, "Timeouts". */
final class Timeouts {
    static void main() throws InterruptedException {
        ReceiveChannel<String> slow = query("result 1", Duration.ofSeconds(10));
        IO.println(select(receive(slow), timeout(Duration.ofMillis(500), () -> "timeout 1")));

        ReceiveChannel<String> fast = query("result 2", Duration.ofMillis(500));
        IO.println(select(receive(fast), timeout(Duration.ofSeconds(10), () -> "timeout 2")));
    }

    private static ReceiveChannel<String> query(String answer, Duration duration) {
        Channel<String> result = chan(1); // room for the answer: the fiber ends although nobody may want it any more
        go(() -> {
            sleep(duration);
            result.send(answer);
        });
        return result;
    }
}
