package org.csp4j.examples;

import static org.csp4j.Csp.*;

import org.csp4j.Channel;

/** {@code full}: finds out that a channel has no room, instead of waiting for it. */
final class Full {
    static void main() throws InterruptedException {
        Channel<Integer> channel = chan(1);
        channel.send(1);

        select(onSend(channel, 2, () -> IO.println("sent")), onElse(() -> IO.println("channel is full !")));
    }
}
