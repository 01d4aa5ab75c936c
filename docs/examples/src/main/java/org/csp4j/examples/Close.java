package org.csp4j.examples;

import static org.csp4j.Csp.*;

import org.csp4j.Channel;
import org.csp4j.Received;

/** {@code close}: tells a worker that there are no more jobs. Go by Example, "Closing Channels". */
final class Close {
    static void main() throws InterruptedException {
        Channel<Integer> jobs = chan(5);
        Channel<Boolean> done = chan();

        go(() -> {
            while (jobs.receiveOrClosed() instanceof Received.Value(var job)) {
                IO.println("received job " + job);
            }
            IO.println("received all jobs");
            done.send(true);
        });

        for (int job = 1; job <= 3; job++) {
            jobs.send(job);
            IO.println("sent job " + job);
        }
        jobs.close();
        IO.println("sent all jobs");

        done.receive();
    }
}
