package org.csp4j.benchmarks;

import static org.csp4j.Csp.chan;
import static org.csp4j.Csp.go;

import java.util.concurrent.TimeUnit;
import org.csp4j.Channel;
import org.csp4j.Fiber;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What a round trip takes between the first two fibers of a JVM, which go on for long, as those of a server do: their loops are compiled,
 * but who calls the loops, a few times, stays interpreted. That is not to matter.
 */
public class FirstFibers extends Question {
    private static final int TURNS = 10;
    private static final int ROUNDS_OF_A_TURN = 1_000_000;

    @Benchmark
    @BenchmarkMode(Mode.SingleShotTime)
    @OutputTimeUnit(TimeUnit.NANOSECONDS)
    @OperationsPerInvocation(TURNS * ROUNDS_OF_A_TURN)
    @Fork(5)
    @Warmup(iterations = 0)
    @Measurement(iterations = 1)
    public void roundTrip() throws InterruptedException {
        Channel<Integer> there = chan();
        Channel<Integer> back = chan();
        int rounds = scaled(ROUNDS_OF_A_TURN);
        Fiber<?> answering = go(() -> {
            for (int i = 0; i < TURNS; i++) {
                answer(there, back, rounds);
            }
        });
        Fiber<?> asking = go(() -> {
            for (int i = 0; i < TURNS; i++) {
                ask(there, back, rounds);
            }
        });
        asking.join();
        answering.join();
    }

    private static void ask(Channel<Integer> there, Channel<Integer> back, int rounds) throws InterruptedException {
        for (int i = 0; i < rounds; i++) {
            there.send(1);
            back.receive();
        }
    }

    private static void answer(Channel<Integer> there, Channel<Integer> back, int rounds) throws InterruptedException {
        for (int i = 0; i < rounds; i++) {
            back.send(there.receive());
        }
    }
}
