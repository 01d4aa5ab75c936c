package org.csp4j.torture;

import java.time.Duration;
import java.util.SplittableRandom;
import org.csp4j.Channel;
import org.csp4j.Csp;
import org.csp4j.Selector;

/** An actor in the middle selects among channels to receive from, one to send to, and a timeout. */
final class Selects implements Act {
    private static final int SOURCES = 3;
    private static final int PER_SOURCE = 100;

    @Override
    public void play(Stage stage) throws Exception {
        Channel<Integer>[] sources = sources(stage);
        Ledger ledger = new Ledger(SOURCES * PER_SOURCE);
        Channel<Integer> sink = Csp.chan(stage.between(0, 2));
        SplittableRandom dice = stage.dice();
        stage.actor(() -> select(sources, sink, dice));
        stage.actor(() -> {
            for (int i = 0; i < SOURCES * PER_SOURCE; i++) {
                ledger.arrived(Stubborn.ask(sink::receive));
            }
        });
        stage.end();
        ledger.checkComplete();
    }

    @SuppressWarnings({"unchecked", "rawtypes"})
    private static Channel<Integer>[] sources(Stage stage) {
        Channel[] sources = new Channel[SOURCES];
        for (int source = 0; source < SOURCES; source++) {
            Channel<Integer> channel = Csp.chan(stage.between(0, 2));
            int firstElement = source * PER_SOURCE;
            stage.actor(() -> {
                for (int i = 0; i < PER_SOURCE; i++) {
                    int element = firstElement + i;
                    if (i % 2 == 0) {
                        Stubborn.run(() -> channel.send(element));
                    } else {
                        Stubborn.run(() -> Csp.<Object>select(Csp.send(channel, element, () -> "sent")));
                    }
                }
            });
            sources[source] = channel;
        }
        return sources;
    }

    /** Holds up to one element from each source, and passes them on. */
    private static void select(Channel<Integer>[] sources, Channel<Integer> sink, SplittableRandom dice) {
        int[] held = new int[SOURCES * PER_SOURCE]; // a stack
        int[] count = new int[2]; // held now, received in all
        try (Selector<Object> selector = Csp.selector()) {
            for (Channel<Integer> source : sources) {
                selector.add(Csp.when(() -> count[0] < SOURCES, Csp.receive(source, element -> {
                    held[count[0]++] = element;
                    count[1]++;
                    return "received";
                })));
            }
            selector.add(Csp.when(() -> count[0] > 0, Csp.sendFrom(sink, () -> held[count[0] - 1], () -> {
                count[0]--;
                return "sent";
            })));
            while (count[0] > 0 || count[1] < held.length) {
                if (dice.nextInt(4) > 0) {
                    Stubborn.ask(selector::select);
                } else {
                    selectOnce(sources, count, held, dice);
                }
            }
        }
    }

    private static void selectOnce(Channel<Integer>[] sources, int[] count, int[] held, SplittableRandom dice) {
        int chosen = dice.nextInt(SOURCES);
        Duration timeout = Duration.ofNanos(dice.nextInt(100_000));
        Stubborn.ask(() -> Csp.<Object>select(
                Csp.when(count[0] < SOURCES, Csp.receive(sources[chosen], element -> {
                    held[count[0]++] = element;
                    count[1]++;
                    return "received";
                })),
                Csp.timeout(timeout, () -> "timed out")));
    }
}
