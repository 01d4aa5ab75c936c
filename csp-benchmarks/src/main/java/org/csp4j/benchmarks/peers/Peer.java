package org.csp4j.benchmarks.peers;

import java.lang.management.ManagementFactory;

/**
 * Who is measured: a library of fibers and channels. Each method is one workload, which it runs with fibers of its own from
 * beginning to end; what it costs to start them is little beside the elements that they pass. A peer that lacks what
 * a workload needs does not have it, and is not among the benchmark's parameters.
 */
public abstract class Peer implements AutoCloseable {
    /** Two fibers pass an element to and fro through two rendezvous channels. */
    public abstract void pingPong(int rounds) throws Exception;

    /** As {@link #pingPong}, where the one side waits for an answer with a timeout of a second. */
    public abstract void timedPingPong(int rounds) throws Exception;

    /** As {@link #pingPong}, in a run that the peer may look after. */
    public void pingPongInARun(int rounds) throws Exception {
        throw new UnsupportedOperationException(name() + " has no runs");
    }

    /** Senders pass elements to receivers through one channel, all doing their equal share. */
    public abstract void handOff(int capacity, int senders, int receivers, int elements) throws Exception;

    /** Pairs of fibers, each with an unbuffered channel of its own, through which the one passes its share of the elements to the other. */
    public abstract void pairs(int pairs, int elements) throws Exception;

    /** One fiber receives from whichever of its channels is ready; each has a sender of its own. */
    public void select(int channels, int capacity, int elements) throws Exception {
        throw new UnsupportedOperationException(name() + " has no select");
    }

    /** One fiber receives by a selector that it holds, another sends to one channel here and one there. */
    public void heldSelect(int channels, int elements) throws Exception {
        throw new UnsupportedOperationException(name() + " has no selector");
    }

    /** One fiber stores an element in a channel, and takes it by a select with a timeout of a second. */
    public void selectWithTimeout(int elements) throws Exception {
        throw new UnsupportedOperationException(name() + " has no select with timeout");
    }

    /** Each source has a channel, and a fiber that forwards it to a common one: two hops an element, all rendezvous. */
    public abstract void fanIn(int sources, int elements) throws Exception;

    /** An element goes round in a ring of fibers and rendezvous channels. */
    public abstract void ring(int parties, int rounds) throws Exception;

    /** An element goes through a chain of fibers and rendezvous channels; the next follows when it has arrived. */
    public abstract void daisyChain(int parties, int rounds) throws Exception;

    /** The prime sieve: a fiber a prime, each with a rendezvous channel to the next. Returns the last prime. */
    public abstract int sieve(int primes) throws Exception;

    /** A fiber starts others, which do nothing but end. */
    public abstract void spawn(int fibers) throws Exception;

    /** Makes timers of an hour, and stops each of them. */
    public void timers(int count) throws Exception {
        throw new UnsupportedOperationException(name() + " has no timers");
    }

    /** Fibers that sleep all at once, for 1 to 100 ms. */
    public abstract void sleepers(int fibers) throws Exception;

    /**
     * How late a fiber runs, in nanoseconds, while others keep every processor busy by passing elements: after a sleep of a
     * millisecond, one after the other, until there are as many as asked for, at least one, or the others stop after so many milliseconds.
     * That is not for ever, since there are schedulers on which the sleeper does not run before they do.
     */
    public abstract long[] wakeUps(int count, int millis) throws Exception;

    /** Starts fibers that wait in a receive for as long as the peer is open; returns when all of them do. */
    public abstract void park(int fibers) throws Exception;

    /** Sets timers that will not be due for as long as the peer is open. */
    public abstract void armTimers(int count) throws Exception;

    /** How many bytes are in use, once the garbage has been collected. */
    public long usedBytes() throws Exception {
        for (int i = 0; i < 3; i++) {
            System.gc();
        }
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }

    /** What it has used so far outside of this JVM. */
    public Usage foreignUsage() {
        return Usage.NONE;
    }

    public abstract String name();

    @Override
    public abstract void close() throws Exception;

    /** Processor time and memory. */
    public record Usage(long cpuNanos, long allocatedBytes) {
        static final Usage NONE = new Usage(0, 0);

        public Usage and(Usage other) {
            return new Usage(cpuNanos + other.cpuNanos, allocatedBytes + other.allocatedBytes);
        }

        public Usage since(Usage before) {
            return new Usage(cpuNanos - before.cpuNanos, allocatedBytes - before.allocatedBytes);
        }
    }
}
