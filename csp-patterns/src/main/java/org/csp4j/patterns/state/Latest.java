package org.csp4j.patterns.state;

import static org.csp4j.Csp.conflated;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.csp4j.Channel;
import org.csp4j.ReceiveChannel;
import org.jspecify.annotations.Nullable;

/**
 * A value that changes, of which each who watches sees the latest.
 *
 * {@snippet file="org/csp4j/examples/snippets/StateSnippets.java" region="latest"}
 *
 * <p>A watcher gets the value that there is, and then each that it is fast enough for; it may miss values between, but never the last, and
 * sees none twice and none older than one that it has seen. {@link ReceiveChannel#cancel()} ends its watching. When the value is
 * {@linkplain #close() closed}, watchers get the last one, and then the end.
 *
 * <p>No method waits, and all may be called by any thread. Setting costs O(watchers); there is no fiber. What precedes a {@code set}
 * happens-before what follows a {@code get} or receive that sees it.
 *
 * @param <T> the type of the value
 */
public final class Latest<T> implements AutoCloseable {
    private T value; // guarded by this, as is what follows
    private final List<Channel<T>> watchers = new ArrayList<>(); // conflated: a send replaces, and never waits
    private boolean isClosed;
    private @Nullable Throwable cause;

    private Latest(T initial) {
        this.value = Objects.requireNonNull(initial, "initial");
    }

    /** One that begins with this value. */
    public static <T> Latest<T> of(T initial) {
        return new Latest<>(initial);
    }

    /** The value that there is; once closed, the last. */
    public synchronized T get() {
        return value;
    }

    /** Sets the value; returns false if it is closed, and then nothing has changed. */
    public synchronized boolean set(T value) {
        Objects.requireNonNull(value, "value");
        if (isClosed) {
            return false;
        }
        this.value = value;
        watchers.removeIf(watcher -> !watcher.trySend(value).isOk()); // not: it has left
        return true;
    }

    /** Watches the value: a channel that has the one that there is, and then the latest. */
    public synchronized ReceiveChannel<T> watch() {
        Channel<T> watcher = conflated();
        watcher.trySend(value);
        if (isClosed) {
            close(watcher);
        } else {
            watchers.removeIf(Channel::isClosed);
            watchers.add(watcher);
        }
        return watcher.receiveOnly();
    }

    /** Sets no more values. Closing again does nothing. */
    @Override
    public void close() {
        closeFor(null);
    }

    /** Sets no more values, for this reason: watchers learn of it behind the last value. */
    public void close(Throwable cause) {
        closeFor(Objects.requireNonNull(cause, "cause"));
    }

    private synchronized void closeFor(@Nullable Throwable why) {
        if (!isClosed) {
            isClosed = true;
            cause = why;
            watchers.forEach(this::close);
            watchers.clear();
        }
    }

    private void close(Channel<T> watcher) {
        if (cause == null) {
            watcher.close();
        } else {
            watcher.close(cause);
        }
    }
}
