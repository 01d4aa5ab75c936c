package org.csp4j.torture;

import java.time.Duration;
import java.util.SplittableRandom;
import java.util.concurrent.ThreadFactory;
import org.csp4j.Csp;
import org.csp4j.Fiber;

/** Actors that start others, sleep, and join their children, which are fibers and plain virtual threads. */
final class Family implements Act {
    private static final ThreadFactory CHILDREN =
            Thread.ofVirtual().name("child-", 0).factory();

    @Override
    public void play(Stage stage) throws Exception {
        for (int i = stage.between(1, 4); i > 0; i--) {
            int depth = stage.between(1, 5);
            SplittableRandom dice = stage.dice();
            stage.actor(() -> {
                int size = size(depth, dice);
                if (size != (1 << depth) - 1) {
                    throw new AssertionError("a tree of depth " + depth + " has " + size + " nodes");
                }
            });
        }
        stage.end();
    }

    /** Of a tree that is counted by a fiber a node. */
    private static int size(int depth, SplittableRandom dice) {
        sleep(dice);
        if (depth == 0) {
            return 0;
        }
        SplittableRandom others = dice.split();
        Fiber<Integer> left = Csp.async(() -> inActor(depth - 1, others));
        int[] right = new int[1];
        SplittableRandom more = dice.split();
        Thread thread = CHILDREN.newThread(() -> right[0] = inActor(depth - 1, more));
        thread.start();
        while (dice.nextBoolean() && !Stubborn.ask(() -> left.join(Duration.ofNanos(dice.nextInt(50_000))))) {
            Thread.yield();
        }
        Stubborn.run(thread::join);
        int size = 1 + Stubborn.ask(left::result) + right[0];
        Stubborn.run(left.thread()::join);
        return size;
    }

    /** A child is an actor too, but one that the meddlers do not see. */
    private static int inActor(int depth, SplittableRandom dice) {
        new Actor(false).begin();
        return size(depth, dice);
    }

    private static void sleep(SplittableRandom dice) {
        Duration time = Duration.ofNanos(dice.nextInt(300_000));
        switch (dice.nextInt(4)) {
            case 0 -> Stubborn.run(() -> Csp.sleep(time));
            case 1 -> Stubborn.run(() -> Thread.sleep(time));
            case 2 -> Stubborn.run(() -> Csp.after(time).receive());
            default -> Thread.yield();
        }
    }
}
