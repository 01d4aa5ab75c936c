package org.csp4j.benchmarks;

import java.util.Queue;
import java.util.concurrent.TimeUnit;
import org.jctools.queues.MpmcArrayQueue;
import org.jctools.queues.SpscArrayQueue;
import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Group;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.Control;

/** What an element costs that two spinning threads pass through a bare queue of 128: as fast as it can be, and no one waits. */
@State(Scope.Group)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(2)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 3, time = 1)
public class RawLimit {
    private static final int CAPACITY = 128;
    private static final Integer ELEMENT = 1;

    @Param({"jctools-spsc", "jctools-mpmc"})
    public String library;

    @SuppressWarnings("NullAway.Init") // open() sets it
    private Queue<Integer> queue;

    @Setup
    public void open() {
        queue = switch (library) {
            case "jctools-spsc" -> new SpscArrayQueue<>(CAPACITY);
            case "jctools-mpmc" -> new MpmcArrayQueue<>(CAPACITY);
            default -> throw new IllegalArgumentException("no queue is named '" + library + "'");
        };
    }

    /** How often a queue was found full or empty, for each element. */
    @State(Scope.Thread)
    @AuxCounters
    public static class Tries {
        public long failed;
    }

    @Benchmark
    @Group("element")
    public void offer(Tries tries, Control control) {
        while (!queue.offer(ELEMENT) && !control.stopMeasurement) {
            tries.failed++;
            Thread.onSpinWait();
        }
    }

    @Benchmark
    @Group("element")
    public void poll(Tries tries, Control control) {
        while (queue.poll() == null && !control.stopMeasurement) {
            tries.failed++;
            Thread.onSpinWait();
        }
    }
}
