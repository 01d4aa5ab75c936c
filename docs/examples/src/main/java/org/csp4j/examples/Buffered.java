package org.csp4j.examples;

import static org.csp4j.Csp.*;

import org.csp4j.Channel;

/** {@code buffered}: a channel of capacity two takes two elements with no receiver there. Go by Example, "Channel Buffering". */
final class Buffered {
    static void main() throws InterruptedException {
        Channel<String> messages = chan(2);

        messages.send("buffered");
        messages.send("channel");

        IO.println(messages.receive());
        IO.println(messages.receive());
    }
}
