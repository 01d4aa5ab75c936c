package org.csp4j.internal.fiber;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.csp4j.FiberState;
import org.csp4j.SchedulerClosedException;
import org.csp4j.internal.jdk.ThreadContainer;
import org.csp4j.internal.util.WeakBag;

/**
 * The fibers of one scheduler that live: each from before its thread is started until it has ended. Any thread may ask, and while it
 * asks fibers come and go. Once it is closed, none comes any more, and the last that goes is told of.
 */
public final class FiberRegistry {
    /*
     * A fiber is in one of several lists, by the id of its thread; ids are given one after the other, so that fibers that are started
     * together fall into different lists. A list is linked through the fibers, newest first.
     *
     * I1  In each shard, spawned - ended fibers are in the list whenever the lock is free.
     * I2  A fiber's state becomes final and the fiber leaves its list in one critical section. Who has seen that a fiber has ended
     *     finds it counted so; who finds nobody left knows that all have ended. The exception is a fiber that was cancelled
     *     before it began: its state is final at once, and it leaves when its thread has come and gone.
     * I3  A fiber enters once in its life; see FiberList I1.
     * I4  A fiber that finds its shard closed does not enter. Closing visits every shard, so that a start and a close that race meet
     *     in the shard's lock: the fiber is refused, or it was counted before its shard closed.
     * I5  A shard that is closed and empty stays so. Whoever makes one so, by leaving or by closing, then looks at all of them; the
     *     last finds them all closed and empty, and tells.
     * P   Entering and leaving are some ten instructions under a SpinLocked, and allocate nothing; an iteration holds a lock for
     *     few fibers at a time. Counting holds all locks for some hundred nanoseconds: counts that are read one shard after
     *     the other would show fibers that never lived at the same time, or none where there was always one.
     * Rejected: a concurrent set. It costs some 50 bytes and an allocation for each fiber, and could not give I1 and I2.
     */
    private static final int SHARDS = 16; // a power of two
    private static final WeakBag<FiberRegistry> ALL = new WeakBag<>();

    private final String scheduler;
    private final Runnable whenTerminated;
    private final Shard[] shards = new Shard[SHARDS];
    private final ThreadContainer threads;
    private volatile boolean isClosed; // for those who ask; fibers ask their shards (I4)

    /**
     * A registry that is open.
     *
     * @param scheduler the name of the scheduler, for messages
     * @param whenTerminated is run once the registry is closed and all fibers have ended: at least once, by the last fiber or by who
     *     closes
     */
    public FiberRegistry(String scheduler, Runnable whenTerminated) {
        this.scheduler = scheduler;
        this.whenTerminated = whenTerminated;
        for (int i = 0; i < SHARDS; i++) {
            shards[i] = new Shard();
        }
        threads = new ThreadContainer(scheduler, this::aliveThreads);
        ALL.add(this);
    }

    /** Those of all schedulers. */
    public static List<FiberRegistry> all() {
        return ALL.list();
    }

    /**
     * How many fibers there were, and are.
     *
     * @param spawned how many have been started
     * @param ended how many of them have ended
     */
    public record Counts(long spawned, long ended) {
        public long live() {
            return spawned - ended;
        }
    }

    /**
     * A fiber is about to be started.
     *
     * @throws SchedulerClosedException if it must not be
     */
    void enter(FiberCore fiber) {
        if (!shardOf(fiber).enter(fiber)) {
            throw new SchedulerClosedException(
                    "scheduler '" + scheduler + "' is closed, and starts no more fibers", scheduler);
        }
    }

    /** Starts the thread of a fiber that has entered. */
    void start(FiberCore fiber) {
        threads.start(fiber.thread());
    }

    private Stream<Thread> aliveThreads() {
        List<Thread> alive = new ArrayList<>();
        forEach(fiber -> {
            if (fiber.thread().isAlive()) {
                alive.add(fiber.thread());
            }
        });
        return alive.stream();
    }

    /** A fiber has ended, as this state says: makes that its state. */
    void leave(FiberCore fiber, FiberState end) {
        if (shardOf(fiber).leave(fiber, end)) {
            tellIfTerminated();
        }
    }

    /** Keeps fibers from entering; those that are here go on. Can be repeated. */
    public void close() {
        isClosed = true;
        for (Shard shard : shards) {
            shard.close();
        }
        tellIfTerminated();
    }

    public boolean isClosed() {
        return isClosed;
    }

    private void tellIfTerminated() {
        for (Shard shard : shards) {
            if (!shard.isClosedAndEmpty()) {
                return; // I5: who makes it so looks too
            }
        }
        threads.close();
        whenTerminated.run();
    }

    private Shard shardOf(FiberCore fiber) {
        return shards[(int) fiber.thread().threadId() & SHARDS - 1];
    }

    /** The counts at one moment: all locks are held for it, in the order of the shards. */
    public Counts counts() {
        long spawned = 0;
        long ended = 0;
        for (Shard shard : shards) {
            shard.hold();
            spawned += shard.spawned;
            ended += shard.ended;
        }
        for (Shard shard : shards) {
            shard.release();
        }
        return new Counts(spawned, ended);
    }

    /**
     * Gives the action each fiber that lives from the beginning of this call to its end, once; those that start or end meanwhile may be
     * among them or not, and when the action is called, any of them may have ended. Holds no lock while it calls the action.
     */
    public void forEach(Consumer<? super FiberCore> action) {
        for (Shard shard : shards) {
            shard.forEach(action);
        }
    }

    /**
     * Whether the test holds for each fiber; it is the last one that is tested for which it does not. Which fibers these are, see
     * {@link #forEach}.
     */
    public boolean all(Predicate<? super FiberCore> test) {
        for (Shard shard : shards) {
            if (!shard.all(link -> link.fiber() == null || test.test(link.fiber()))) {
                return false;
            }
        }
        return true;
    }

    private static final class Shard extends FiberList {
        private long spawned;
        private long ended;
        private boolean isClosed;

        boolean enter(FiberCore fiber) {
            lock();
            boolean isOpen = !isClosed; // I4
            if (isOpen) {
                add(fiber);
                spawned++;
            }
            unlock();
            return isOpen;
        }

        /** True if the shard is closed and empty now. */
        boolean leave(FiberCore fiber, FiberState end) {
            lock();
            fiber.end(end); // I2
            fiber.unlink();
            ended++;
            boolean isLast = isClosed && spawned == ended;
            unlock();
            return isLast;
        }

        void close() {
            lock();
            isClosed = true;
            unlock();
        }

        boolean isClosedAndEmpty() {
            lock();
            boolean is = isClosed && spawned == ended;
            unlock();
            return is;
        }

        void hold() {
            lock();
        }

        void release() {
            unlock();
        }
    }
}
