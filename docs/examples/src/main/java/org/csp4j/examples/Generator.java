package org.csp4j.examples;

import static org.csp4j.Csp.*;

import java.util.concurrent.ThreadLocalRandom;
import org.csp4j.Channel;
import org.csp4j.ReceiveChannel;

/** {@code generator}: an endless service behind a channel, which makes random numbers; the program asks it for five. */
final class Generator {
    private static final int WANTED = 5;

    static void main() throws InterruptedException {
        ReceiveChannel<Integer> numbers = randomNumbers();

        for (int i = 0; i < WANTED; i++) {
            IO.println(numbers.receive());
        }
    }

    private static ReceiveChannel<Integer> randomNumbers() {
        Channel<Integer> numbers = chan();
        go(() -> {
            while (true) {
                numbers.send(ThreadLocalRandom.current().nextInt(1000)); // waits until somebody wants one
            }
        });
        return numbers.receiveOnly();
    }
}
