package org.csp4j.benchmarks.peers;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/** The workloads, for peers whose fibers are threads. */
abstract class BlockingPeer extends Peer {
    /** Small enough to come from the cache of boxes: what is allocated is the peer's. */
    private static final int VALUES = 128;

    private static final int STOP = 0;

    private volatile boolean loaded; // whether the load of wakeUps goes on

    /** Makes a channel; the capacity is 0, or one that the peer is asked for. */
    abstract Pipe pipe(int capacity);

    /** Starts a fiber. */
    abstract void start(Body body);

    abstract void sleep(long nanos) throws Exception;

    /** Takes an element from whichever of the channels is ready. */
    Choice choice(List<Pipe> pipes) {
        throw new UnsupportedOperationException(name() + " has no select");
    }

    interface Choice {
        Integer receive() throws Exception;
    }

    @Override
    public final void pingPong(int rounds) throws Exception {
        inFiber(() -> pingPongFromHere(rounds, Pipe::receive));
    }

    @Override
    public final void timedPingPong(int rounds) throws Exception {
        inFiber(() -> pingPongFromHere(rounds, Pipe::receiveWithinASecond));
    }

    interface Receive {
        Integer from(Pipe pipe) throws Exception;
    }

    /** The caller is one of the two. */
    final void pingPongFromHere(int rounds, Receive answer) throws Exception {
        Pipe there = pipe(0);
        Pipe back = pipe(0);
        Crew crew = new Crew(this, 1);
        crew.start(() -> {
            for (int i = 0; i < rounds; i++) {
                back.send(there.receive());
            }
        });
        for (int i = 0; i < rounds; i++) {
            there.send(i % VALUES);
            answer.from(back);
        }
        crew.await();
    }

    @Override
    public final void handOff(int capacity, int senders, int receivers, int elements) throws Exception {
        inFiber(() -> {
            Pipe pipe = pipe(capacity);
            Crew crew = new Crew(this, senders + receivers);
            for (int i = 0; i < senders; i++) {
                crew.start(() -> send(pipe, elements / senders));
            }
            for (int i = 0; i < receivers; i++) {
                crew.start(() -> receive(pipe, elements / receivers));
            }
            crew.await();
        });
    }

    @Override
    public final void pairs(int pairs, int elements) throws Exception {
        inFiber(() -> {
            Crew crew = new Crew(this, 2 * pairs);
            for (Pipe pipe : pipes(pairs, 0)) {
                crew.start(() -> send(pipe, elements / pairs));
                crew.start(() -> receive(pipe, elements / pairs));
            }
            crew.await();
        });
    }

    @Override
    public final void select(int channels, int capacity, int elements) throws Exception {
        inFiber(() -> {
            List<Pipe> pipes = pipes(channels, capacity);
            Crew crew = new Crew(this, channels);
            for (Pipe pipe : pipes) {
                crew.start(() -> send(pipe, elements / channels));
            }
            Choice choice = choice(pipes);
            for (int i = 0; i < elements / channels * channels; i++) {
                choice.receive();
            }
            crew.await();
        });
    }

    @Override
    public final void fanIn(int sources, int elements) throws Exception {
        inFiber(() -> {
            Pipe common = pipe(0);
            Crew crew = new Crew(this, 2 * sources);
            int share = elements / sources;
            for (int i = 0; i < sources; i++) {
                Pipe own = pipe(0);
                crew.start(() -> send(own, share));
                crew.start(() -> {
                    for (int n = 0; n < share; n++) {
                        common.send(own.receive());
                    }
                });
            }
            receive(common, share * sources);
            crew.await();
        });
    }

    @Override
    public final void ring(int parties, int rounds) throws Exception {
        inFiber(() -> {
            List<Pipe> pipes = pipes(parties, 0);
            Crew crew = new Crew(this, parties);
            for (int i = 0; i < parties; i++) {
                Pipe left = pipes.get(i);
                Pipe right = pipes.get((i + 1) % parties);
                boolean last = i == parties - 1;
                crew.start(() -> {
                    for (int round = 1; round <= rounds; round++) {
                        Integer token = left.receive();
                        if (last && round == rounds) {
                            break; // nobody receives it any more
                        }
                        right.send(token);
                    }
                });
            }
            pipes.getFirst().send(1);
            crew.await();
        });
    }

    @Override
    public final void daisyChain(int parties, int rounds) throws Exception {
        inFiber(() -> {
            List<Pipe> pipes = pipes(parties + 1, 0);
            Crew crew = new Crew(this, parties);
            for (int i = 0; i < parties; i++) {
                Pipe left = pipes.get(i);
                Pipe right = pipes.get(i + 1);
                crew.start(() -> {
                    for (int round = 0; round < rounds; round++) {
                        right.send(left.receive());
                    }
                });
            }
            for (int round = 0; round < rounds; round++) {
                pipes.getFirst().send(round % VALUES);
                pipes.getLast().receive();
            }
            crew.await();
        });
    }

    @Override
    public final int sieve(int primes) throws Exception {
        int[] last = {0};
        int limit = Primes.limit(primes);
        inFiber(() -> {
            Pipe numbers = pipe(0);
            Crew crew = new Crew(this, primes + 1);
            crew.start(() -> {
                for (int n = 2; n <= limit; n++) {
                    numbers.send(n);
                }
                numbers.send(STOP);
            });
            Pipe source = numbers;
            for (int i = 0; i < primes; i++) {
                int prime = source.receive();
                last[0] = prime;
                Pipe left = source;
                Pipe right = pipe(0);
                crew.start(() -> filter(prime, left, right));
                source = right;
            }
            while (source.receive() != STOP) {}
            crew.await();
        });
        return last[0];
    }

    private static void filter(int prime, Pipe left, Pipe right) throws Exception {
        for (Integer n = left.receive(); ; n = left.receive()) {
            if (n == STOP || n % prime != 0) {
                right.send(n);
            }
            if (n == STOP) {
                return;
            }
        }
    }

    @Override
    public final void spawn(int fibers) throws Exception {
        inFiber(() -> {
            CountDownLatch ends = new CountDownLatch(fibers);
            Body nothing = ends::countDown;
            for (int i = 0; i < fibers; i++) {
                start(nothing);
            }
            ends.await();
        });
    }

    @Override
    public final void sleepers(int fibers) throws Exception {
        inFiber(() -> {
            Crew crew = new Crew(this, fibers);
            for (int i = 0; i < fibers; i++) {
                long nanos = (i % 100 + 1) * 1_000_000L;
                crew.start(() -> sleep(nanos));
            }
            crew.await();
        });
    }

    @Override
    public final long[] wakeUps(int count, int millis) throws Exception {
        List<Long> late = new ArrayList<>();
        long end = System.nanoTime() + millis * 1_000_000L;
        loaded = true;
        inFiber(() -> {
            int pairs = 2 * Runtime.getRuntime().availableProcessors();
            Crew crew = new Crew(this, 2 * pairs);
            for (int i = 0; i < pairs; i++) {
                Pipe pipe = pipe(0);
                crew.start(() -> {
                    while (loaded && System.nanoTime() < end) {
                        pipe.send(1);
                    }
                    pipe.send(STOP);
                });
                crew.start(() -> {
                    while (pipe.receive() != STOP) {}
                });
            }
            do {
                long due = System.nanoTime() + 1_000_000;
                sleep(1_000_000);
                late.add(System.nanoTime() - due);
            } while (late.size() < count && System.nanoTime() < end);
            loaded = false;
            crew.await();
        });
        return late.stream().mapToLong(nanos -> nanos).toArray();
    }

    @Override
    public final void park(int fibers) throws Exception {
        Pipe never = pipe(0);
        CountDownLatch begun = new CountDownLatch(fibers);
        inFiber(() -> {
            for (int i = 0; i < fibers; i++) {
                start(() -> {
                    begun.countDown();
                    receiveForEver(never);
                });
            }
        });
        begun.await();
        settle();
    }

    @Override
    public void armTimers(int count) throws Exception {
        CountDownLatch begun = new CountDownLatch(count);
        inFiber(() -> {
            for (int i = 0; i < count; i++) {
                start(() -> {
                    begun.countDown();
                    sleepForEver();
                });
            }
        });
        begun.await();
        settle();
    }

    /** Set-up of a trial, where nothing is measured: those that have begun get the time to park. */
    private static void settle() {
        LockSupport.parkNanos(200_000_000);
    }

    private static void receiveForEver(Pipe never) {
        try {
            never.receive();
        } catch (Exception expected) {
            // the peer is being closed
        }
    }

    private void sleepForEver() {
        try {
            sleep(3_600_000_000_000L);
        } catch (Exception expected) {
            // the peer is being closed
        }
    }

    final void inFiber(Crew.Work work) throws Exception {
        Crew crew = new Crew(this, 1);
        crew.start(work);
        crew.await();
    }

    private List<Pipe> pipes(int count, int capacity) {
        return new ArrayList<>(
                Stream.generate(() -> pipe(capacity)).limit(count).toList());
    }

    private static void send(Pipe pipe, int elements) throws Exception {
        for (int i = 0; i < elements; i++) {
            pipe.send(i % VALUES);
        }
    }

    private static void receive(Pipe pipe, int elements) throws Exception {
        for (int i = 0; i < elements; i++) {
            pipe.receive();
        }
    }
}
