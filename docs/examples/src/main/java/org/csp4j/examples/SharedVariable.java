package org.csp4j.examples;

import static org.csp4j.Csp.*;

import org.csp4j.Channel;
import org.csp4j.ReceiveChannel;
import org.csp4j.SendChannel;

/** {@code shared-variable}: a fiber owns a value; others read and write it over channels, and need no lock. */
final class SharedVariable {
    static void main() throws InterruptedException {
        Channel<Integer> reads = chan();
        Channel<Integer> writes = chan();
        go(() -> own(0, reads, writes));

        IO.println(reads.receive());
        writes.send(1);
        IO.println(reads.receive());
    }

    private static void own(int initial, SendChannel<Integer> reads, ReceiveChannel<Integer> writes)
            throws InterruptedException {
        int value = initial;
        while (true) {
            int current = value;
            value = select(
                    send(reads, current, () -> current), // to whoever reads
                    receive(writes)); // from whoever writes
        }
    }
}
