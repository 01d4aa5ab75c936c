package org.csp4j.examples;

import static org.csp4j.Csp.*;

import org.csp4j.Channel;

/** {@code ping}: a fiber sends, the main program receives. Go by Example, "Channels". */
final class Ping {
    static void main() throws InterruptedException {
        Channel<String> messages = chan();

        go(() -> messages.send("ping"));

        IO.println(messages.receive());
    }
}
