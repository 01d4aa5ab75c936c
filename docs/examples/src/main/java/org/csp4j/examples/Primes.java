package org.csp4j.examples;

import static org.csp4j.Csp.*;

import org.csp4j.Channel;
import org.csp4j.ReceiveChannel;

/**
 * {@code primes N}: the first N primes, by a daisy chain of fibers. Each prime that comes out of the end adds a filter there,
 * which keeps back its multiples. (Hoare, "Communicating Sequential Processes", 1978, after McIlroy.)
 */
final class Primes {
    static void main(int count) throws InterruptedException {
        ReceiveChannel<Integer> numbers = numbersFrom(2);
        for (int i = 0; i < count; i++) {
            int prime = numbers.receive();
            IO.println(prime);
            numbers = withoutMultiples(prime, numbers);
        }
    }

    private static ReceiveChannel<Integer> numbersFrom(int first) {
        Channel<Integer> numbers = chan();
        go(() -> {
            for (int number = first; ; number++) {
                numbers.send(number);
            }
        });
        return numbers;
    }

    private static ReceiveChannel<Integer> withoutMultiples(int prime, ReceiveChannel<Integer> numbers) {
        Channel<Integer> rest = chan();
        go(() -> {
            for (int number : numbers) {
                if (number % prime != 0) {
                    rest.send(number);
                }
            }
        });
        return rest;
    }
}
