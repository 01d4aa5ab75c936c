package org.csp4j.torture;

import org.csp4j.Channel;
import org.csp4j.Csp;

/** Two actors pass a number to and fro. */
final class PingPong implements Act {
    @Override
    public void play(Stage stage) throws Exception {
        int rounds = stage.between(100, 1_000);
        int capacity = stage.between(0, 1);
        Channel<Integer> there = Csp.chan(capacity);
        Channel<Integer> back = Csp.chan(capacity);
        stage.actor(() -> {
            for (int i = 0; i < rounds; i++) {
                int sent = i;
                Stubborn.run(() -> there.send(sent));
                check(Stubborn.ask(back::receive), i);
            }
        });
        stage.actor(() -> {
            for (int i = 0; i < rounds; i++) {
                int received = Stubborn.ask(there::receive);
                check(received, i);
                Stubborn.run(() -> back.send(received));
            }
        });
        stage.end();
    }

    private static void check(int received, int expected) {
        if (received != expected) {
            throw new AssertionError("received " + received + " instead of " + expected);
        }
    }
}
