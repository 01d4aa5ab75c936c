package org.csp4j.examples;

import static org.csp4j.Csp.*;

import org.csp4j.Channel;

/** {@code nonblocking}: a select with a default does not wait. Go by Example, "Non-Blocking Channel Operations". */
final class NonBlocking {
    static void main() throws InterruptedException {
        Channel<String> messages = chan();
        Channel<Boolean> signals = chan();

        select(
                onReceive(messages, message -> IO.println("received message " + message)),
                onElse(() -> IO.println("no message received")));

        select(
                onSend(messages, "hi", () -> IO.println("sent message hi")),
                onElse(() -> IO.println("no message sent")));

        select(
                onReceive(messages, message -> IO.println("received message " + message)),
                onReceive(signals, signal -> IO.println("received signal " + signal)),
                onElse(() -> IO.println("no activity")));
    }
}
