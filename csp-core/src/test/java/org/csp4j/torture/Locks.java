package org.csp4j.torture;

import java.util.SplittableRandom;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

/** Many put into a queue of java.util.concurrent and many take from it, and count what they do under a lock. */
final class Locks implements Act {
    private static final int PER_PRODUCER = 100;

    private final ReentrantLock lock = new ReentrantLock();
    private int balance; // guarded by the lock

    @Override
    public void play(Stage stage) throws Exception {
        BlockingQueue<Integer> queue =
                stage.between(0, 1) == 0 ? new SynchronousQueue<>() : new ArrayBlockingQueue<>(stage.between(1, 4));
        int parties = stage.between(1, 3);
        Ledger ledger = new Ledger(parties * PER_PRODUCER);
        for (int party = 0; party < parties; party++) {
            int firstElement = party * PER_PRODUCER;
            SplittableRandom dice = stage.dice();
            stage.actor(() -> {
                for (int i = 0; i < PER_PRODUCER; i++) {
                    int element = firstElement + i;
                    Stubborn.run(() -> queue.put(element));
                    count(1);
                }
            });
            stage.actor(() -> {
                for (int i = 0; i < PER_PRODUCER; i++) {
                    ledger.arrived(take(queue, dice));
                    count(-1);
                }
            });
        }
        stage.end();
        ledger.checkComplete();
        if (balance != 0) {
            throw new AssertionError("the balance is " + balance);
        }
    }

    private static int take(BlockingQueue<Integer> queue, SplittableRandom dice) {
        Integer element = null;
        while (element == null) {
            element = dice.nextInt(4) == 0
                    ? Stubborn.ask(() -> queue.poll(dice.nextInt(100), TimeUnit.MICROSECONDS))
                    : Stubborn.ask(queue::take);
        }
        return element;
    }

    private void count(int change) {
        Stubborn.run(lock::lockInterruptibly);
        try {
            balance += change;
        } finally {
            lock.unlock();
        }
    }
}
