package org.csp4j.internal.fiber;

import org.jspecify.annotations.Nullable;

/** Where fibers and channels are at home that came to be in the same run, or in whatever else is watched for deadlocks. */
public final class Home {
    /*
     * A channel is at home where the fiber is that has made it; one that others have made has no home. Fibers of other homes get to
     * know a channel by being sent it. As long as no fiber of this home sends anything on a channel without a home, and no fiber of
     * theirs does, they know none of each other's channels; unless they are shared by other means than channels, as
     * docs/guide/deadlocks.md says.
     *
     * I1  A fiber of a home finds `isAnyOpen` true, without a fence: its home was opened before it was started, and is closed after it
     *     has ended; in between, nobody makes it false. For others it does not matter what they find.
     */
    private static boolean isAnyOpen; // under the class's monitor, but for I1
    private static int openCount; // under the class's monitor

    private final @Nullable Home outer;
    private final int depth;
    private final Home outermost;
    private volatile boolean hasSentAbroad; // of the outermost

    /** A home, which may stand inside of another. */
    Home(@Nullable Home outer) {
        this.outer = outer;
        this.depth = outer == null ? 0 : outer.depth + 1;
        this.outermost = outer == null ? this : outer.outermost;
    }

    /** Before the first fiber of the home is started. */
    static synchronized void open() {
        openCount++;
        isAnyOpen = true;
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
            if (home != null && !home.hasSentAbroad()) {
                home.outermost.hasSentAbroad = true;
            }
        }
    }

    /** Somebody of no home stands in this one: who knows whom he tells of its channels, as if they were sent abroad. */
    public void openToStrangers() {
        outermost.hasSentAbroad = true;
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
