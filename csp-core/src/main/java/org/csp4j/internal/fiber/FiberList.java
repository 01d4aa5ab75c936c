package org.csp4j.internal.fiber;

import java.util.function.Consumer;
import java.util.function.Predicate;
import org.csp4j.internal.util.SpinLocked;
import org.jspecify.annotations.Nullable;

/** Fibers that are linked, newest first, under a short lock. */
abstract class FiberList extends SpinLocked {
    /*
     * I1  A cursor is a link like any other, and moves towards the older end; a fiber enters at the newer one. Hence an iteration meets
     *     no fiber twice that enters once, and each one that is there from the beginning to the end.
     * P   An iteration holds the lock for at most CHUNK links at a time.
     */
    private static final int CHUNK = 16;

    private final FiberLink ends = new FiberLink(); // before the newest fiber, and after the oldest

    /** Puts a link, which is in no list, in front. Under the lock. */
    final void add(FiberLink link) {
        link.insertAfter(ends);
    }

    /**
     * Gives the action each fiber that is here from the beginning of this call to its end, once; those that come or go meanwhile may be
     * among them or not. Holds no lock while it calls the action.
     */
    public final void forEach(Consumer<? super FiberCore> action) {
        all(link -> {
            FiberCore fiber = link.fiber();
            if (fiber != null) {
                action.accept(fiber);
            }
            return true;
        });
    }

    /**
     * Whether the test holds for each link that is here from the beginning of this call to its end; it is the last one that is tested for
     * which it does not. Those that come or go meanwhile may be among them or not. Holds no lock while it tests.
     */
    final boolean all(Predicate<FiberLink> test) {
        @Nullable FiberLink[] chunk = new FiberLink[CHUNK];
        FiberLink cursor = new FiberLink();
        lock();
        cursor.insertAfter(ends);
        unlock();
        try {
            for (int size = advance(cursor, chunk); size > 0; size = advance(cursor, chunk)) {
                for (int i = 0; i < size; i++) {
                    if (!test.test(chunk[i])) {
                        return false;
                    }
                }
            }
            return true;
        } finally {
            lock();
            cursor.unlink();
            unlock();
        }
    }

    /** Moves the cursor behind the links that come next, and puts these into the chunk: how many there are. */
    private int advance(FiberLink cursor, @Nullable FiberLink[] chunk) {
        int size = 0;
        lock();
        FiberLink last = cursor;
        while (size < CHUNK && last.next() != ends) {
            last = last.next();
            chunk[size++] = last; // which may be another cursor
        }
        if (last != cursor) {
            cursor.unlink();
            cursor.insertAfter(last);
        }
        unlock();
        return size;
    }
}
