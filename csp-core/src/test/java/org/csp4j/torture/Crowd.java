package org.csp4j.torture;

import java.time.Duration;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import org.csp4j.Channel;
import org.csp4j.Csp;
import org.csp4j.Received;

/** Many send into one channel and many receive from it, some of them with timeouts. */
final class Crowd implements Act {
    private static final int PER_SENDER = 200;

    @Override
    public void play(Stage stage) throws Exception {
        int senders = stage.between(1, 5);
        AtomicInteger sending = new AtomicInteger(senders);
        Ledger ledger = new Ledger(senders * PER_SENDER);
        Channel<Integer> channel = Csp.chan(stage.between(0, 8));
        for (int sender = 0; sender < senders; sender++) {
            int firstElement = sender * PER_SENDER;
            SplittableRandom dice = stage.dice();
            stage.actor(() -> {
                for (int i = 0; i < PER_SENDER; i++) {
                    send(channel, firstElement + i, dice);
                }
                if (sending.decrementAndGet() == 0) {
                    channel.close();
                }
            });
        }
        for (int i = stage.between(1, 5); i > 0; i--) {
            SplittableRandom dice = stage.dice();
            stage.actor(() -> receiveAll(channel, ledger, dice));
        }
        stage.end();
        ledger.checkComplete();
    }

    private static void send(Channel<Integer> channel, int element, SplittableRandom dice) {
        boolean isSent = false;
        while (!isSent) {
            isSent = switch (dice.nextInt(4)) {
                case 0 ->
                    Stubborn.ask(() -> channel.trySend(element, timeout(dice))).isOk();
                case 1 -> channel.trySend(element).isOk();
                default -> Stubborn.ask(() -> channel.sendOrClosed(element)).isOk();
            };
        }
    }

    private static void receiveAll(Channel<Integer> channel, Ledger ledger, SplittableRandom dice) {
        while (true) {
            Received<Integer> received = switch (dice.nextInt(4)) {
                case 0 -> Stubborn.ask(() -> channel.tryReceive(timeout(dice)));
                case 1 -> channel.tryReceive();
                default -> Stubborn.ask(channel::receiveOrClosed);
            };
            switch (received) {
                case Received.Value<Integer>(Integer element) -> ledger.arrived(element);
                case Received.Closed<Integer> closed -> {
                    return;
                }
                default -> {} // nothing in time
            }
        }
    }

    private static Duration timeout(SplittableRandom dice) {
        return Duration.ofNanos(dice.nextInt(200_000));
    }
}
