package org.csp4j.torture;

import java.util.SplittableRandom;
import org.csp4j.Channel;
import org.csp4j.Csp;
import org.csp4j.Fiber;
import org.csp4j.FiberState;

/** Fibers that would never end are cancelled, at any moment of their lives. */
final class Cancels implements Act {
    private static final int FIBERS = 30;

    @Override
    public void play(Stage stage) throws Exception {
        SplittableRandom dice = stage.dice();
        stage.actor(() -> {
            Channel<Integer> never = Csp.chan();
            for (int i = 0; i < FIBERS; i++) {
                Fiber<Integer> fiber = Csp.async(never::receive);
                for (int spins = dice.nextInt(3_000); spins > 0; spins--) {
                    Thread.onSpinWait();
                }
                if (dice.nextBoolean()) {
                    Thread.yield();
                }
                if (!fiber.cancel()) {
                    throw new AssertionError(fiber + " had ended already");
                }
                Stubborn.run(fiber::join);
                Stubborn.run(fiber.thread()::join);
                if (fiber.state() != FiberState.CANCELLED) {
                    throw new AssertionError(fiber + " is not cancelled");
                }
            }
        });
        stage.end();
    }
}
