package org.csp4j.internal.diag;

import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongPredicate;
import org.csp4j.internal.fiber.FiberGroup;
import org.csp4j.internal.util.LibraryThread;

/** Whether any thread may be there that has been made since some moment, and that nobody knows. Nothing lists virtual threads. */
final class Census {
    /*
     * Each thread gets a number when it is made, one after the other. If all numbers are accounted for that have been given since, there is
     * no such thread. If not, it may have ended; or have been a thread that the JVM has for itself.
     *
     * I1  What is accounted for has a number between the first probe and the last, so that it is never more than there is. Of probes and of
     *     threads of the library, those are that began to be made after the first probe was made, and were made before the last one
     *     is: both are counted before and after they get their numbers. Fibers of the group were made after the first probe, which
     *     precedes the group; if they have entered before the last one is made, before that.
     */
    private static final AtomicLong BEGUN = new AtomicLong(); // probes
    private static final AtomicLong MADE = new AtomicLong();

    private final FiberGroup group;
    private final long first = probe();
    private final long begunBefore = BEGUN.get() + LibraryThread.begun();

    /** Takes the moment before the group begins. */
    Census(FiberGroup group) {
        this.group = group;
    }

    private static long probe() {
        BEGUN.incrementAndGet();
        long number = Thread.ofVirtual().unstarted(() -> {}).threadId();
        MADE.incrementAndGet();
        return number;
    }

    /** Whether a thread with this number was made before that moment. */
    boolean isBefore(long number) {
        return number < first;
    }

    /** Accounts for threads that are known. */
    interface Known {
        /** How many threads are alive whose numbers are like this, but for the library's, and fibers of the group. */
        long count(LongPredicate isNumber);
    }

    /** Whether there may be others than fibers that have entered the group, and those that are known. */
    boolean isAnybodyUnknown(Known known) {
        long entered = group.enteredNested();
        long ours = MADE.get() + LibraryThread.made() - begunBefore;
        long last = probe();
        return last - first - 1 > entered + ours + known.count(number -> first < number && number < last);
    }
}
