package org.csp4j.internal.fiber;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongPredicate;
import org.jspecify.annotations.Nullable;

/** Where fibers and channels are at home that came to be in the same run, or in whatever else is watched for deadlocks. */
public final class Home {
    /*
     * A channel is at home where the fiber is that has made it, or where its maker stands, who has opened a scope that is a home; one that
     * others have made has no home. Fibers of other homes get to know a channel by being sent it. As long as no fiber of this home sends
     * anything on a channel without a home, and no fiber of theirs does, they know none of each other's channels; unless they are shared
     * by other means than channels, as docs/guide/deadlocks.md says.
     *
     * Who is at home nowhere may have been told of a channel, as is a thread that a fiber has started, and may send it on. So those count
     * who do so while a home is open. Of threads: when the last one did. Of fibers: which was the youngest, as those that are older than a
     * home know nothing of it.
     *
     * I1  A fiber of a home finds `isAnyOpen` true, without a fence: its home was opened before it was started, and is closed after it
     *     has ended; in between, nobody makes it false. So does who has been told by one. For others it does not matter what they find.
     *     So it is with `openings`, and with `standing` for who stands in a home.
     */
    private static boolean isAnyOpen; // under the class's monitor, but for I1
    private static int openCount; // under the class's monitor
    private static long openings; // under the class's monitor, but for I1
    private static volatile long lastThreadSent; // how many openings there had been; written under the class's monitor
    private static volatile long youngestFiberSent; // its number; written under the class's monitor
    private static int standing; // under the class's monitor, but for I1
    private static final Map<Thread, Home> STANDING = new ConcurrentHashMap<>(); // who stands in one: in the innermost

    private final @Nullable Home outer;
    private final int depth;
    private final Home outermost;
    private long number; // of the opening; before the first fiber of the home is started
    private volatile boolean hasSentAbroad; // of the outermost

    /** A home, which may stand inside of another. */
    Home(@Nullable Home outer) {
        this.outer = outer;
        this.depth = outer == null ? 0 : outer.depth + 1;
        this.outermost = outer == null ? this : outer.outermost;
    }

    /** Before the first fiber of the home is started. */
    void open() {
        synchronized (Home.class) {
            openCount++;
            isAnyOpen = true;
            number = ++openings;
        }
    }

    /** When no fiber of the home is left. */
    static synchronized void close() {
        openCount--;
        isAnyOpen = openCount > 0;
    }

    /** The calling thread is about to send on a channel that has no home. */
    public static void sendAbroad() {
        if (isAnyOpen) { // I1
            Home home = CurrentFiber.home();
            if (home == null) {
                sendFromNowhere(CurrentFiber.get());
            } else if (!home.hasSentAbroad()) {
                home.outermost.hasSentAbroad = true;
            }
        }
    }

    private static void sendFromNowhere(@Nullable FiberCore fiber) {
        if (fiber == null
                ? lastThreadSent < openings
                : youngestFiberSent < fiber.thread().threadId()) {
            synchronized (Home.class) {
                if (fiber == null) {
                    lastThreadSent = openings;
                } else {
                    youngestFiberSent =
                            Math.max(youngestFiberSent, fiber.thread().threadId());
                }
            }
        }
    }

    /** Whether anybody who is at home nowhere has sent anything on a channel without a home since this one began, and may know of it. */
    public boolean hasAnybodySentFromNowhere(LongPredicate isOlder) {
        return lastThreadSent >= number || (youngestFiberSent > 0 && !isOlder.test(youngestFiberSent));
    }

    /** The calling thread stands in this home from now on, without being a fiber of it. Returns in which one it did; null if in none. */
    public @Nullable Home enter() {
        synchronized (Home.class) {
            standing++;
        }
        return STANDING.put(Thread.currentThread(), this);
    }

    /** A thread stands in this home no more, but where it did before. */
    public void exit(Thread thread, @Nullable Home before) {
        if (before == null) {
            STANDING.remove(thread);
        } else {
            STANDING.put(thread, before);
        }
        synchronized (Home.class) {
            standing--;
        }
    }

    /** In which home the calling thread stands without being a fiber of it; null if in none. */
    static @Nullable Home whereCallerStands() {
        return standing > 0 ? STANDING.get(Thread.currentThread()) : null; // I1
    }

    /** In which home a thread stands without being a fiber of it; null if in none. */
    public static @Nullable Home whereStands(Thread thread) {
        return STANDING.get(thread);
    }

    /** How many homes this one stands in. */
    public int depth() {
        return depth;
    }

    /** Whether this is that home, or stands inside of it. */
    public boolean isWithin(Home that) {
        Home home = this;
        while (home != null && home != that) {
            home = home.outer;
        }
        return home != null;
    }

    /** Whether a fiber of it, or of those around it, has sent anything on a channel without a home. */
    public boolean hasSentAbroad() {
        return outermost.hasSentAbroad;
    }

    /** Whether fibers of the one may know channels of the other. */
    public boolean mayKnow(Home other) {
        return outermost == other.outermost || hasSentAbroad() || other.hasSentAbroad();
    }
}
