package org.csp4j.torture;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.SplittableRandom;

/** Many put into a queue and many take from it, by way of a monitor. */
final class Monitors implements Act {
    private static final int PER_PRODUCER = 100;
    private static final int CAPACITY = 3;

    private final Queue<Integer> queue = new ArrayDeque<>(); // guarded by itself

    @Override
    public void play(Stage stage) throws Exception {
        int parties = stage.between(1, 3);
        Ledger ledger = new Ledger(parties * PER_PRODUCER);
        for (int party = 0; party < parties; party++) {
            int firstElement = party * PER_PRODUCER;
            SplittableRandom forPuts = stage.dice();
            SplittableRandom forTakes = stage.dice();
            stage.actor(() -> {
                for (int i = 0; i < PER_PRODUCER; i++) {
                    int element = firstElement + i;
                    Stubborn.run(() -> put(element, forPuts));
                }
            });
            stage.actor(() -> {
                for (int i = 0; i < PER_PRODUCER; i++) {
                    ledger.arrived(Stubborn.ask(() -> take(forTakes)));
                }
            });
        }
        stage.end();
        ledger.checkComplete();
    }

    private void put(int element, SplittableRandom dice) throws InterruptedException {
        synchronized (queue) {
            while (queue.size() == CAPACITY) {
                await(dice);
            }
            queue.add(element);
            queue.notifyAll();
        }
    }

    private int take(SplittableRandom dice) throws InterruptedException {
        synchronized (queue) {
            while (queue.isEmpty()) {
                await(dice);
            }
            queue.notifyAll();
            return queue.remove();
        }
    }

    private void await(SplittableRandom dice) throws InterruptedException {
        if (dice.nextInt(4) == 0) {
            queue.wait(1);
        } else {
            queue.wait();
        }
    }
}
