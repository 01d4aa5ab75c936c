package org.csp4j.internal.runtime;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.csp4j.Channel;
import org.csp4j.internal.channel.ChannelOptions;
import org.csp4j.internal.channel.LockedChannel;
import org.jspecify.annotations.Nullable;

/** The channel that tells when a scope has become empty; made when somebody asks for it. */
final class ScopeDone {
    /*
     * I1  A channel closes when the scope has become empty since the channel was made, and not for an earlier time: it knows how
     *     often that had happened by then. Who empties the scope counts, then reads the channel; who makes the channel writes it, then
     *     reads the count (Dekker; the count is under the group's lock).
     * I2  Others can close the channel too, since a receiving side may cancel. Hence those who join ask the scope whether it is empty,
     *     and a channel that was closed too early is replaced when somebody next asks for it.
     * Checked by ScopeOutcomeStress (I1).
     */
    private static final VarHandle CURRENT;

    static {
        try {
            CURRENT = MethodHandles.lookup().findVarHandle(ScopeDone.class, "current", Made.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private record Made(long afterTimes, Channel<Void> channel) {}

    private final FiberScope scope;
    private volatile @Nullable Made current; // through CURRENT (I1)

    ScopeDone(FiberScope scope) {
        this.scope = scope;
    }

    /** A channel that closes when the scope is empty; one that is closed, if it is. */
    Channel<Void> channel() {
        while (true) {
            long times = scope.timesEmptied();
            Made seen = current;
            if (seen != null && seen.afterTimes == times && !seen.channel.isClosed()) { // I2
                return seen.channel;
            }
            Made made = new Made(
                    times, new LockedChannel<>("end of " + scope.name(), 0, ChannelOptions.plain(), scope.home()));
            if (scope.isEmpty()) {
                close(made);
                return made.channel;
            }
            if (CURRENT.compareAndSet(this, seen, made)) {
                if (seen != null) {
                    close(seen); // whoever empties the scope now finds the other
                }
                emptied(); // I1
                return made.channel;
            }
        }
    }

    /** The scope has become empty, and may not be so any more. */
    void emptied() {
        Made seen = current;
        if (seen != null && seen.afterTimes < scope.timesEmptied()) { // I1
            close(seen);
        }
    }

    private void close(Made made) {
        Throwable failure = scope.failureAtJoin();
        if (failure == null) {
            made.channel.close();
        } else {
            made.channel.close(failure);
        }
    }
}
