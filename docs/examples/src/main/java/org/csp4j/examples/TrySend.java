package org.csp4j.examples;

import static org.csp4j.Csp.*;

import java.time.Duration;
import org.csp4j.Channel;
import org.csp4j.Fiber;
import org.csp4j.Received;
import org.csp4j.Sent;

/** {@code try-send}: to send and to receive without waiting, and with waiting for a limited time only. */
final class TrySend {
    static void main() throws InterruptedException {
        Channel<String> messages = chan();

        String sent = switch (messages.trySend("hello")) {
            case Sent.Ok() -> "sent";
            case Sent.Full() -> "not sent: nobody receives";
            case Sent.Closed(var _) -> "not sent: closed";
        };
        IO.println(sent);

        String received = switch (messages.tryReceive()) {
            case Received.Value(var message) -> "received " + message;
            case Received.Empty() -> "not received: nobody sends";
            case Received.Closed(var _) -> "not received: closed";
        };
        IO.println(received);

        Fiber<String> receiver = async(messages::receive);
        String sentInTime = switch (messages.trySend("hello", Duration.ofSeconds(30))) {
            case Sent.Ok() -> "sent: a receiver came in time";
            case Sent.TimedOut() -> "not sent: no receiver in time";
            case Sent.Closed(var _) -> "not sent: closed";
        };
        IO.println(sentInTime);
        IO.println("received " + receiver.result());
    }
}
