package org.csp4j.torture;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.csp4j.Csp;
import org.csp4j.Fiber;

/**
 * The program: plays acts, several at once, while meddlers disturb their actors. Ends well only if each act comes out as it has to.
 *
 * <pre>
 * Torture acts=50           plays so many
 * Torture                   plays until its input ends
 *         seed=7            for this sequence of random numbers
 *         stages=6          so many at the same time
 *         onlookers=1       while somebody dumps all threads again and again
 *         stacks=0          and meddlers do not look at stacks
 * </pre>
 */
public final class Torture {
    /** What the program throws, and catches, for each byte of its input. */
    static final class CallForADebugger extends Exception {}

    /** What it says when everything has come out right. */
    public static final String ALL_IS_WELL = "all is well";

    private static final List<Supplier<Act>> REPERTOIRE = List.of(
            PingPong::new,
            PingPong::new,
            Pipeline::new,
            Crowd::new,
            Selects::new,
            Family::new,
            Monitors::new,
            Locks::new,
            Turns::new,
            Sockets::new,
            Pins::new,
            Cancels::new);
    private static final int MEDDLERS = 2;
    private static final Duration PATIENCE = Duration.ofSeconds(60); // for one act more

    @SuppressWarnings("unused") // that is what it is for
    private static volatile byte[] litter;

    private final Theatre theatre = new Theatre();
    private final SplittableRandom random;
    private final boolean looksAtStacks;
    private final AtomicInteger begun = new AtomicInteger();
    private final AtomicInteger ended = new AtomicInteger();
    private final long start = System.nanoTime();
    private volatile int limit; // of acts

    private Torture(long seed, int limit, boolean looksAtStacks) {
        this.random = new SplittableRandom(seed);
        this.looksAtStacks = looksAtStacks;
        this.limit = limit;
    }

    public static void main(String[] arguments) throws Exception {
        long seed = option(arguments, "seed=", System.nanoTime());
        int acts = (int) option(arguments, "acts=", Integer.MAX_VALUE);
        int stages = (int) option(arguments, "stages=", 6);
        System.out.println("seed=" + seed);
        System.out.println(new Surroundings());
        Torture torture = new Torture(seed, acts, option(arguments, "stacks=", 1) > 0);
        if (option(arguments, "onlookers=", 0) > 0) {
            Thread.ofPlatform().daemon().name("onlooker").start(new Onlooker(torture.theatre));
        }
        Thread.ofPlatform().daemon().name("litterer").start(Torture::litter);
        if (acts == Integer.MAX_VALUE) {
            Thread.ofPlatform().daemon().name("input").start(torture::playUntilInputEnds);
        }
        torture.play(stages);
    }

    /** Garbage, so that garbage is collected. */
    @SuppressWarnings("InfiniteLoopStatement")
    private static void litter() {
        while (true) {
            litter = new byte[16 << 10];
            LockSupport.parkNanos(50_000);
        }
    }

    private static long option(String[] arguments, String name, long otherwise) {
        for (String argument : arguments) {
            if (argument.startsWith(name)) {
                return Long.parseLong(argument.substring(name.length()));
            }
        }
        return otherwise;
    }

    private void playUntilInputEnds() {
        try {
            for (int input = System.in.read(); input >= 0; input = System.in.read()) {
                askForADebugger();
            }
        } catch (IOException e) {
            theatre.fail("the input", e);
        }
        limit = 0;
    }

    /** One that was told to come when this is thrown. */
    private static void askForADebugger() {
        try {
            throw new CallForADebugger();
        } catch (CallForADebugger e) {
            // it has been called
        }
    }

    private void play(int stages) throws InterruptedException {
        List<Meddler> meddlers = new ArrayList<>();
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < MEDDLERS; i++) {
            Meddler meddler = new Meddler(theatre, random.split(), looksAtStacks);
            meddlers.add(meddler);
            threads.add(Thread.ofPlatform().daemon().name("meddler-" + i).start(meddler));
        }
        List<Fiber<?>> directors = new ArrayList<>();
        for (int i = 0; i < stages; i++) {
            directors.add(Csp.go("director-" + i, this::direct));
        }
        System.out.println("playing");
        for (Fiber<?> director : directors) {
            awaitEnd(director);
        }
        meddlers.forEach(Meddler::stop);
        for (Thread thread : threads) {
            thread.join();
        }
        report(meddlers);
    }

    private void direct() {
        for (int act = begun.getAndIncrement(); act < limit; act = begun.getAndIncrement()) {
            SplittableRandom its;
            synchronized (random) {
                its = random.split();
            }
            Act next = REPERTOIRE.get(its.nextInt(REPERTOIRE.size())).get();
            String name = next.getClass().getSimpleName() + "-" + act;
            try {
                next.play(new Stage(theatre, name, its));
            } catch (Throwable e) {
                theatre.fail(name, e);
            }
            ended.incrementAndGet();
        }
    }

    private void awaitEnd(Fiber<?> director) throws InterruptedException {
        int seen;
        do {
            seen = ended.get();
            if (director.join(PATIENCE)) {
                director.thread().join();
                return;
            }
        } while (ended.get() != seen);
        theatre.stuck("no act has ended for " + PATIENCE + ", " + ended + " have before");
    }

    private void report(List<Meddler> meddlers) {
        System.out.println("acts=" + ended
                + " millis=" + Duration.ofNanos(System.nanoTime() - start).toMillis()
                + " actors=" + theatre.actors()
                + " interrupts="
                + meddlers.stream().mapToLong(Meddler::interrupts).sum()
                + " interruptsSeen=" + theatre.interruptsSeen()
                + " unparks=" + meddlers.stream().mapToLong(Meddler::unparks).sum()
                + " looks=" + meddlers.stream().mapToLong(Meddler::looks).sum()
                + " frames=" + meddlers.stream().mapToLong(Meddler::frames).sum());
        System.out.println(new Surroundings());
        System.out.println(ALL_IS_WELL);
    }
}
