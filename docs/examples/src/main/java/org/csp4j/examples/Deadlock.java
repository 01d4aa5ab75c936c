package org.csp4j.examples;

import static org.csp4j.Csp.*;

import org.csp4j.Channel;

/** {@code deadlock}: a send that nobody receives. The run notices that all its fibers are asleep, as Go does. */
final class Deadlock {
    static void main() throws Exception {
        run(() -> {
            Channel<String> messages = chan("messages");

            messages.send("hello"); // waits for a receiver, for ever
            IO.println(messages.receive());
        });
    }

    /** {@code deadlock buffered}: the buffer takes the first element, and has no room for the second. */
    static void buffered() throws Exception {
        run(() -> {
            Channel<String> messages = chan("messages", 1);

            messages.send("hello");
            messages.send("world");
            IO.println(messages.receive());
        });
    }
}
