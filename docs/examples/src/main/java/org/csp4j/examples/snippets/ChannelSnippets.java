package org.csp4j.examples.snippets;

import static org.csp4j.Csp.*;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.csp4j.Channel;
import org.csp4j.ChannelClosedException;
import org.csp4j.Fiber;
import org.csp4j.Overflow;
import org.csp4j.ReceiveChannel;
import org.csp4j.Received;
import org.csp4j.SendChannel;
import org.csp4j.Sent;

/** For the guide's page on channels, and the Javadoc of channels. */
final class ChannelSnippets {
    private record Order(int number) {}

    // @start region="pipeline"
    /** 1 + 4 + 9 + ... + 100, by three fibers that work at the same time. */
    static int sumOfSquares() throws InterruptedException {
        Channel<Integer> numbers = chan(); // rendezvous: each send waits for its receive
        Channel<Integer> squares = chan(4); // buffered: up to four squares wait here

        go(() -> {
            for (int n = 1; n <= 10; n++) {
                numbers.send(n);
            }
            numbers.close(); // no more numbers: the loop below ends
        });
        go(() -> {
            for (int n : numbers) {
                squares.send(n * n);
            }
            squares.close();
        });

        int sum = 0;
        for (int square : squares) {
            sum += square;
        }
        return sum;
    }
    // @end

    static List<Integer> kinds() {
        // @start region="kinds"
        Channel<Order> rendezvous = chan(); // a send waits for its receive
        Channel<Order> buffered = chan(128); // a send waits while 128 elements are stored
        Channel<Order> boundless = unbounded(); // a send never waits, and memory is the limit
        Channel<Order> latest = conflated(); // a send replaces what is stored, and never waits
        ReceiveChannel<Order> silent = never(); // a receive waits for ever: Go's nil channel
        Channel<Order> orders = chan("orders", 128); // messages and dumps call it 'orders'
        // @end
        return List.of(
                rendezvous.capacity(),
                buffered.capacity(),
                boundless.capacity(),
                latest.capacity(),
                silent.size(),
                orders.name().length());
    }

    static List<String> tries(Channel<String> orders) {
        // @start region="tries"
        String answer = switch (orders.trySend("tea")) {
            case Sent.Ok() -> "accepted";
            case Sent.Full() -> "come back later";
            case Sent.Closed(var cause) -> "out of business, because of " + cause;
        };
        String order = switch (orders.tryReceive()) {
            case Received.Value(var element) -> element;
            case Received.Empty() -> "nothing to do";
            case Received.Closed(var cause) -> "no more work, because of " + cause;
        };
        // @end
        return List.of(answer, order);
    }

    static String timed(ReceiveChannel<String> orders) throws InterruptedException {
        // @start region="timed"
        String order = switch (orders.tryReceive(Duration.ofMillis(50))) {
            case Received.Value(var received) -> received;
            case Received.TimedOut() -> "nothing yet";
            case Received.Closed(var _) -> "nothing any more";
        };
        // @end
        return order;
    }

    static int valueOrClosed(ReceiveChannel<Integer> numbers) throws InterruptedException {
        int sum = 0;
        // @start region="value-or-closed"
        while (numbers.receiveOrClosed() instanceof Received.Value(var number)) {
            sum += number;
        }
        // @end
        return sum;
    }

    static List<Integer> overflow() throws InterruptedException {
        // @start region="overflow"
        List<Integer> lost = new ArrayList<>();
        Channel<Integer> recent = channel()
                .name("recent")
                .capacity(3)
                .overflow(Overflow.DROP_OLDEST)
                .build(lost::add);

        for (int i = 1; i <= 5; i++) {
            recent.send(i); // never waits
        }

        assert lost.equals(List.of(1, 2)) && recent.droppedCount() == 2;
        assert recent.receiveBatch(10).equals(List.of(3, 4, 5));
        // @end
        return lost;
    }

    static void closing() throws InterruptedException {
        // @start region="closing"
        Channel<String> lines = chan("lines", 8);
        lines.send("the first line");

        boolean isFirst = lines.close(new IOException("disk on fire"));
        boolean isSecond = lines.close(); // changes nothing, and says so
        assert isFirst && !isSecond;

        assert lines.receive().equals("the first line"); // what is stored can still be received
        try {
            lines.receive();
        } catch (ChannelClosedException e) {
            assert e.getCause() instanceof IOException; // and the message names the channel
        }
        // @end
    }

    static Fiber<Integer> cancelling() throws InterruptedException {
        // @start region="cancelling"
        Channel<Integer> numbers = chan(4);
        Fiber<Integer> counter = async(() -> {
            int n = 0;
            while (numbers.sendOrClosed(n) instanceof Sent.Ok) {
                n++;
            }
            return n; // the receiving side has given up: nothing failed
        });

        assert numbers.receive() == 0 && numbers.receive() == 1;
        List<Integer> unwanted = numbers.cancel(); // what was stored comes back
        // @end
        int sent = counter.result();
        assert sent == 2 + unwanted.size();
        return counter;
    }

    /** Something that must not be dropped without being closed. */
    static final class Connection {
        private boolean isOpen = true;

        boolean isOpen() {
            return isOpen;
        }

        void close() {
            isOpen = false;
        }
    }

    static Channel<Connection> undelivered() {
        // @start region="undelivered"
        Channel<Connection> idle =
                channel().capacity(2).overflow(Overflow.DROP_OLDEST).build(Connection::close);
        // @end
        return idle;
    }

    static List<String> batches(Channel<String> log) throws InterruptedException {
        // @start region="batches"
        List<String> batch = log.receiveBatch(100); // waits for the first, and takes what is there
        int moved = log.drainTo(batch); // does not wait
        List<String> warnings =
                log.stream().filter(line -> line.startsWith("warn")).limit(2).toList();
        // @end
        batch.add("moved " + moved);
        batch.addAll(warnings);
        return batch;
    }

    // @start region="views"
    static ReceiveChannel<Integer> countTo(int last) {
        Channel<Integer> numbers = chan();
        go(() -> fill(numbers.sendOnly(), last));
        return numbers.receiveOnly(); // not even a cast leads back to send
    }

    private static void fill(SendChannel<Integer> numbers, int last) throws InterruptedException {
        for (int n = 1; n <= last; n++) {
            numbers.send(n);
        }
        numbers.close();
    }
    // @end

    static List<Object> looking() throws InterruptedException {
        // @start region="looking"
        Channel<String> letters = chan("letters", 10);
        letters.send("a");
        letters.send("b");

        int stored = letters.size(); // 2, at the moment of the call
        int room = letters.capacity() - stored;
        // @end
        return List.of(letters.name(), stored, room);
    }
}
