package org.csp4j.examples;

import static org.csp4j.Csp.*;

import java.time.Duration;
import org.csp4j.Channel;
import org.csp4j.SendChannel;

/** {@code sync}: a worker says over a channel that it has finished. Go by Example, "Channel Synchronization". */
final class Sync {
    static void main() throws InterruptedException {
        Channel<Boolean> done = chan(1);

        go(() -> work(done));

        done.receive(); // without this line, the program would end before its worker
    }

    private static void work(SendChannel<Boolean> done) throws InterruptedException {
        IO.print("working...");
        sleep(Duration.ofMillis(300));
        IO.println("done");
        done.send(true);
    }
}
