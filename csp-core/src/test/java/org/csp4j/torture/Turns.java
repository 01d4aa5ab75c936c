package org.csp4j.torture;

import java.util.SplittableRandom;
import java.util.concurrent.locks.LockSupport;

/** Two actors take turns, by park and unpark of the JDK. */
final class Turns implements Act {
    private static final int TURNS = 300;

    private final Thread[] threads = new Thread[2]; // each its own, before it takes its first turn
    private volatile int turn;

    @Override
    public void play(Stage stage) throws Exception {
        for (int place = 0; place < 2; place++) {
            int mine = place;
            SplittableRandom dice = stage.dice();
            stage.actor(() -> takeTurns(mine, dice));
        }
        stage.end();
    }

    private void takeTurns(int mine, SplittableRandom dice) {
        threads[mine] = Thread.currentThread();
        for (int i = mine; i < TURNS; i += 2) {
            while (turn != i) {
                if (dice.nextBoolean()) {
                    LockSupport.park(this);
                } else {
                    LockSupport.parkNanos(this, dice.nextInt(100_000));
                }
                if (Thread.interrupted()) {
                    Actor.interrupted(new InterruptedException("while it parked"));
                }
                Actor.check();
            }
            turn = i + 1;
            LockSupport.unpark(threads[1 - mine]); // none at first: that one looks before it parks
        }
    }
}
