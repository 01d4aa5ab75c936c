package org.csp4j.internal.sched;

import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;

/** Threads that do nothing, one started just before a carrier and one just after it, so that no other carrier is next to it. */
final class Spacers implements Runnable {
    /*
     * HotSpot has four handles for each platform thread: its Thread object, the virtual thread that it runs, that of JVM TI, and the
     * cache of scoped values. They are words of 8 bytes, which a thread takes as it is started, from one store for all threads, the
     * lowest free ones first:
     *
     *   lines of the cache   [ carrier-1  carrier-2 ]  [ monitor  ... ]
     *   with spacers         [ spacer  carrier-1 ]  [ spacer  spacer ]  [ carrier-2  spacer ]
     *   or                   [ ...  spacer ]  [ carrier-1  spacer ]  [ spacer  carrier-2 ]  [ spacer  ... ]
     *
     * A carrier writes two of its handles whenever it mounts or unmounts a fiber, and reads them all the time. Two carriers with one
     * line take it from each other at each switch of either, which then takes twice as long and more; two of different schedulers
     * as well. Whichever half of a line a carrier has got, the other one is a spacer's.
     *
     * I1  Both end when the carrier does, and not before: their handles are free then, for the next thread that is started.
     * I2  They are about speed only. One that cannot be started is missed by nobody; neither is the order kept where other threads
     *     are started at the same time.
     * Rejected: padding of Java objects; the handles are the JVM's own memory. Threads that end once the carrier has started; a later
     *     carrier takes their handles. One spacer only; the last carrier is next to whatever thread comes after it. To read
     *     from the JVM's memory where the handles are, and to start carriers until they fit: that is no interface.
     * Source: HotSpot, oopStorage.cpp (allocate), javaThread.cpp (set_threadOopHandles).
     */
    private static final long STACK_BYTES = 128 << 10; // the JVM makes it as much as it needs at least

    private final String name;
    private final CountDownLatch end = new CountDownLatch(1);

    Spacers(String carrier) {
        this.name = carrier + "-spacer";
    }

    /** Starts one of the two, if it can be. */
    void start(Consumer<Thread> starter) {
        try {
            starter.accept(EngineThreads.make(name, this, STACK_BYTES));
        } catch (OutOfMemoryError e) {
            // I2
        }
    }

    /** The carrier ends, or could not be started; so do those that are started later. */
    void end() {
        end.countDown();
    }

    @Override
    public void run() {
        while (end.getCount() > 0) {
            try {
                end.await();
            } catch (InterruptedException e) {
                // whoever means all threads does not mean this one
            }
        }
    }
}
