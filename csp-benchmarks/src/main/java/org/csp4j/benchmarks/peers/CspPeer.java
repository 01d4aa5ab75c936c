package org.csp4j.benchmarks.peers;

import static org.csp4j.Csp.chan;
import static org.csp4j.Csp.receive;
import static org.csp4j.Csp.timeout;
import static org.csp4j.Csp.timer;

import java.time.Duration;
import java.util.List;
import org.csp4j.Channel;
import org.csp4j.Csp;
import org.csp4j.EngineChoice;
import org.csp4j.Scheduler;
import org.csp4j.SelectCase;
import org.csp4j.Timer;

/** This library, on one of its engines. */
final class CspPeer extends BlockingPeer {
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final Duration HOUR = Duration.ofHours(1);

    private final Scheduler scheduler;

    CspPeer(EngineChoice engine) {
        this.scheduler = Scheduler.builder().engine(engine).build();
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
    }

    @Override
    Pipe pipe(int capacity) {
        return new CspPipe(chan(capacity));
    }

    @Override
    void start(Runnable work) {
        scheduler.go(work::run);
    }

    @Override
    void sleep(long nanos) throws InterruptedException {
        Csp.sleep(Duration.ofNanos(nanos));
    }

    @Override
    @SuppressWarnings({"unchecked", "rawtypes"}) // an array of a generic type
    Choice choice(List<Pipe> pipes) {
        SelectCase<Integer>[] cases = pipes.stream()
                .map(pipe -> receive(((CspPipe) pipe).channel))
                .toArray(SelectCase[]::new);
        return () -> Csp.select(cases);
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

    @Override
    public void close() {
        scheduler.close(Duration.ZERO);
    }
}
