package org.csp4j.torture;

import org.csp4j.Channel;
import org.csp4j.Csp;
import org.csp4j.testsupport.Pinned;

/** Two actors pass a number to and fro, and one of them cannot leave its carrier. */
final class Pins implements Act {
    private static final int ROUNDS = 20;

    @Override
    public void play(Stage stage) throws Exception {
        Channel<Integer> there = Csp.chan();
        Channel<Integer> back = Csp.chan();
        stage.actor(() -> Pinned.call(() -> {
            for (int i = 0; i < ROUNDS; i++) {
                int sent = i;
                Stubborn.run(() -> there.send(sent));
                if (Stubborn.ask(back::receive) != i) {
                    throw new AssertionError("not " + i);
                }
            }
        }));
        stage.actor(() -> {
            for (int i = 0; i < ROUNDS; i++) {
                int received = Stubborn.ask(there::receive);
                Stubborn.run(() -> back.send(received));
            }
        });
        stage.end();
    }
}
