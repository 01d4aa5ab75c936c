package org.csp4j.benchmarks.peers;

import static org.csp4j.Csp.chan;
import static org.csp4j.Csp.receive;
import static org.csp4j.Csp.selector;
import static org.csp4j.Csp.timeout;
import static org.csp4j.Csp.timer;

import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.csp4j.Channel;
import org.csp4j.Csp;
import org.csp4j.EngineChoice;
import org.csp4j.Received;
import org.csp4j.Remaining;
import org.csp4j.Scheduler;
import org.csp4j.SelectCase;
import org.csp4j.Selector;
import org.csp4j.Timer;

/** This library, on one of its engines. */
final class CspPeer extends BlockingPeer {
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final Duration HOUR = Duration.ofHours(1);

    private static final int STEP = 7; // has no divisor in common with a number of channels

    private final Scheduler scheduler;

    CspPeer(EngineChoice engine, boolean detectsDeadlocks) {
        this.scheduler = Scheduler.builder()
                .engine(engine)
                .detectDeadlocks(detectsDeadlocks)
                .build();
    }

    private record CspPipe(Channel<Integer> channel) implements Pipe {
        @Override
        public void send(Integer element) throws InterruptedException {
            channel.send(element);
        }

        @Override
        public Integer receive() throws InterruptedException {
            return channel.receive();
        }

        @Override
        public Integer receiveWithinASecond() throws InterruptedException {
            if (channel.tryReceive(SECOND) instanceof Received.Value<Integer>(Integer element)) {
                return element;
            }
            throw new IllegalStateException("no element within a second");
        }
    }

    @Override
    Pipe pipe(int capacity) {
        return new CspPipe(chan(capacity));
    }

    @Override
    void start(Body body) {
        scheduler.go(body);
    }

    @Override
    void sleep(long nanos) throws InterruptedException {
        Csp.sleep(Duration.ofNanos(nanos));
    }

    @Override
    @SuppressWarnings({"unchecked", "rawtypes"}) // an array of a generic type
    Choice choice(List<Pipe> pipes) {
        SelectCase<Integer>[] cases =
                pipes.stream().map(pipe -> receive(((CspPipe) pipe).channel)).toArray(SelectCase[]::new);
        return () -> Csp.select(cases);
    }

    @Override
    @SuppressWarnings({"unchecked", "rawtypes"}) // an array of a generic type
    public void heldSelect(int channels, int elements) throws Exception {
        List<Channel<Integer>> sources =
                Stream.generate(() -> Csp.<Integer>chan(1)).limit(channels).toList();
        SelectCase<Integer>[] cases = sources.stream().map(Csp::receive).toArray(SelectCase[]::new);
        scheduler.run(Remaining.AWAIT, () -> {
            scheduler.go(() -> {
                int next = 0;
                for (int i = 0; i < elements; i++) {
                    sources.get(next).send(1);
                    next = (next + STEP) % channels;
                }
            });
            try (Selector<Integer> selector = selector(cases)) {
                for (int i = 0; i < elements; i++) {
                    selector.select();
                }
            }
        });
    }

    @Override
    public void pingPongInARun(int rounds) throws Exception {
        scheduler.run(() -> pingPongFromHere(rounds, Pipe::receive));
    }

    @Override
    public void selectWithTimeout(int elements) throws Exception {
        scheduler.run(() -> {
            Channel<Integer> channel = chan(1);
            for (int i = 0; i < elements; i++) {
                channel.send(1);
                Csp.select(receive(channel), timeout(SECOND, () -> 0));
            }
        });
    }

    @Override
    public void timers(int count) throws Exception {
        scheduler.run(() -> {
            for (int i = 0; i < count; i++) {
                Timer timer = timer(HOUR);
                timer.stop();
            }
        });
    }

    @Override
    public String name() {
        return scheduler.toString();
    }

    /**
     * Cancels what is left, on a thread that a JVM does not wait for: a million fibers take it many seconds to cancel. A close
     * with a timeout would name each of them in the log.
     */
    @Override
    public void close() {
        Thread.ofPlatform().daemon().start(() -> {
            Thread.currentThread().interrupt();
            scheduler.close();
        });
    }
}
