package org.csp4j.examples;

import static org.csp4j.Csp.*;

import org.csp4j.Channel;
import org.csp4j.ReceiveChannel;
import org.csp4j.SendChannel;

/** {@code directions}: a parameter's type says whether a method sends or receives. Go by Example, "Channel Directions". */
final class Directions {
    static void main() throws InterruptedException {
        Channel<String> pings = chan(1);
        Channel<String> pongs = chan(1);

        ping(pings, "passed message");
        pong(pings, pongs);

        IO.println(pongs.receive());
    }

    private static void ping(SendChannel<String> pings, String message) throws InterruptedException {
        pings.send(message);
    }

    private static void pong(ReceiveChannel<String> pings, SendChannel<String> pongs) throws InterruptedException {
        pongs.send(pings.receive());
    }
}
