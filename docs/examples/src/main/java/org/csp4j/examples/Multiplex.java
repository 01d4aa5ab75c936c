package org.csp4j.examples;

import static org.csp4j.Csp.*;

import java.util.concurrent.ThreadLocalRandom;
import org.csp4j.Channel;
import org.csp4j.ReceiveChannel;

/**
 * {@code multiplex}: two endless generators, one of even and one of odd numbers, merged into one channel; the program takes
 * ten numbers from it.
 */
final class Multiplex {
    private static final int WANTED = 10;

    static void main() throws InterruptedException {
        ReceiveChannel<Integer> numbers = fanIn(randomNumbers(0), randomNumbers(1));

        for (int i = 0; i < WANTED; i++) {
            IO.println(numbers.receive());
        }
    }

    private static ReceiveChannel<Integer> randomNumbers(int lastBit) {
        Channel<Integer> numbers = chan();
        go(() -> {
            while (true) {
                numbers.send(ThreadLocalRandom.current().nextInt(500) * 2 + lastBit);
            }
        });
        return numbers.receiveOnly();
    }
}
