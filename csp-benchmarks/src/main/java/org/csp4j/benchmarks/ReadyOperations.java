package org.csp4j.benchmarks;

import static org.csp4j.Csp.chan;
import static org.csp4j.Csp.receive;
import static org.csp4j.Csp.select;
import static org.csp4j.Csp.selector;
import static org.csp4j.Csp.timer;

import java.time.Duration;
import org.csp4j.Channel;
import org.csp4j.Received;
import org.csp4j.SelectCase;
import org.csp4j.Selector;
import org.csp4j.Sent;
import org.csp4j.Timer;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** What an operation costs that need not wait, and whether it allocates. */
@State(Scope.Thread)
public class ReadyOperations extends Question {
    private static final Integer ELEMENT = 1;
    private static final Duration HOUR = Duration.ofHours(1);

    private final Channel<Integer> channel = chan(16);
    private final Channel<Integer> idle = chan(16);
    private final Channel<Integer> held = chan(16);
    private final Timer timer = timer(HOUR);
    private final SelectCase<Integer> first = receive(channel);
    private final SelectCase<Integer> second = receive(idle);
    private final Selector<Integer> selector = selector(receive(held), receive(idle));

    @TearDown
    public void close() {
        selector.close();
    }

    @Benchmark
    public Integer sendAndReceive() throws InterruptedException {
        channel.send(ELEMENT);
        return channel.receive();
    }

    @Benchmark
    public Received.Now<Integer> trySendAndTryReceive() {
        Sent.Now sent = channel.trySend(ELEMENT);
        if (!sent.isOk()) {
            throw new IllegalStateException("not sent: " + sent);
        }
        return channel.tryReceive();
    }

    @Benchmark
    public Integer sendAndSelect() throws InterruptedException {
        channel.send(ELEMENT);
        return select(first, second);
    }

    @Benchmark
    public Integer sendAndTurnOfSelector() throws InterruptedException {
        held.send(ELEMENT);
        return selector.select();
    }

    @Benchmark
    public boolean resetTimer() {
        return timer.reset(HOUR);
    }
}
