package org.csp4j.examples;

import static org.csp4j.Csp.*;

import org.csp4j.Channel;

/** {@code range}: a loop over a channel ends when it is closed and drained. Go by Example, "Range over Channels". */
final class Range {
    static void main() throws InterruptedException {
        Channel<String> queue = chan(2);
        queue.send("one");
        queue.send("two");
        queue.close();

        for (String element : queue) {
            IO.println(element);
        }
    }
}
