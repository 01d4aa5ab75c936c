package org.csp4j.torture;

import org.csp4j.Channel;
import org.csp4j.Csp;
import org.csp4j.Received;

/** Elements go through a row of actors, in order, until the first one closes. */
final class Pipeline implements Act {
    @Override
    public void play(Stage stage) throws Exception {
        int elements = stage.between(100, 1_000);
        Channel<Integer> first = Csp.chan(stage.between(0, 16));
        stage.actor(() -> {
            for (int i = 0; i < elements; i++) {
                int element = i;
                Stubborn.run(() -> first.send(element));
            }
            first.close();
        });
        Channel<Integer> last = first;
        for (int i = stage.between(0, 4); i > 0; i--) {
            Channel<Integer> in = last;
            Channel<Integer> out = Csp.chan(stage.between(0, 16));
            stage.actor(() -> {
                while (Stubborn.ask(in::receiveOrClosed) instanceof Received.Value<Integer>(Integer element)) {
                    Stubborn.run(() -> out.send(element));
                }
                out.close();
            });
            last = out;
        }
        Channel<Integer> end = last;
        stage.actor(() -> {
            int expected = 0;
            while (Stubborn.ask(end::receiveOrClosed) instanceof Received.Value<Integer>(Integer element)) {
                if (element != expected++) {
                    throw new AssertionError("received " + element + " after " + (expected - 2));
                }
            }
            if (expected != elements) {
                throw new AssertionError("received " + expected + " of " + elements + " elements");
            }
        });
        stage.end();
    }
}
