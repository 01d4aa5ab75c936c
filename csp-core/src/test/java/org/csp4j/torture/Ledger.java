package org.csp4j.torture;

import java.util.concurrent.atomic.AtomicIntegerArray;

/** Whether each of the elements 0, 1, 2 ... has arrived, and only once. */
final class Ledger {
    private final AtomicIntegerArray arrivals;

    Ledger(int elements) {
        arrivals = new AtomicIntegerArray(elements);
    }

    void arrived(int element) {
        if (arrivals.incrementAndGet(element) > 1) {
            throw new AssertionError("element " + element + " has arrived twice");
        }
    }

    void checkComplete() {
        for (int i = 0; i < arrivals.length(); i++) {
            if (arrivals.get(i) != 1) {
                throw new AssertionError("element " + i + " was lost");
            }
        }
    }
}
