package org.csp4j.patterns.state;

import static org.csp4j.Csp.chan;
import static org.csp4j.Csp.receive;
import static org.csp4j.Csp.select;
import static org.csp4j.patterns.internal.Intake.received;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.csp4j.Channel;
import org.csp4j.ChannelClosedException;
import org.csp4j.ReceiveChannel;
import org.csp4j.Received;
import org.csp4j.SelectCase;
import org.csp4j.Sent;
import org.csp4j.patterns.flow.Transform;
import org.csp4j.patterns.internal.Fibers;
import org.csp4j.patterns.internal.Outlet;
import org.csp4j.patterns.internal.Stage;
import org.jspecify.annotations.Nullable;

/**
 * A variable that a fiber owns: others read, write and update it over channels, and need no lock.
 *
 * {@snippet file="org/csp4j/examples/snippets/StateSnippets.java" region="program"}
 *
 * <p>All that is done to the variable happens in one order, by its fiber, which runs updates too: an update that blocks holds up all
 * others. Reads and writes wait for the fiber, and can be interrupted, or time out, until it has taken them. An update that has begun
 * runs to its end; an interrupt is kept for after that. What precedes a write or update happens-before what follows a read that sees it.
 *
 * <p>The fiber runs on the scheduler of who makes the variable, and in its run or scope. When it has ended, with that or by
 * {@link #close()}, reads, writes and updates fail with {@link ChannelClosedException}, and watchers get the last value and then the end.
 *
 * <p>Costs a rendezvous each, and O(watchers) a change.
 *
 * @param <T> the type of the value
 */
public final class SharedVar<T> implements AutoCloseable {
    /** Something to be done to the value, by the fiber: returns the new one. */
    private interface Command<T> {
        T apply(T value);
    }

    /** An update, and what becomes of it, which its caller learns of when `isOver` is closed. */
    private static final class Update<T> implements Command<T> {
        private final Transform<? super T, ? extends T> function;
        private final Channel<Void> isOver = chan("update");
        private @Nullable T result; // written before `isOver` is closed, as is what follows
        private @Nullable Throwable failure;

        Update(Transform<? super T, ? extends T> function) {
            this.function = function;
        }

        @Override
        public T apply(T value) {
            try {
                T updated =
                        Objects.requireNonNull(function.apply(value), "an update of a shared variable returned null");
                result = updated;
                return updated;
            } catch (Throwable e) { // also an OutOfMemoryError is for the caller to know
                failure = e;
                if (e instanceof InterruptedException) {
                    Thread.currentThread().interrupt(); // it is the fiber that is to end
                }
                return value;
            } finally {
                isOver.close();
            }
        }
    }

    private final Channel<Command<T>> commands;
    private final ReceiveChannel<T> reads;
    private final Latest<T> latest;
    private T value; // the fiber alone
    private volatile @Nullable Thread owner; // the fiber's, written by it

    private SharedVar(String name, T initial) {
        this.commands = chan(name);
        this.latest = Latest.of(initial);
        this.value = initial;
        this.reads = Stage.start(name, List.of(Stage.Source.of(commands)), this::own);
        if (reads.isDrained()) { // its fiber may have never begun
            latest.close();
        }
    }

    /** Starts a variable that begins with this value. */
    public static <T> SharedVar<T> of(T initial) {
        return of("shared-var", initial);
    }

    /** Starts a variable with a name, which its fiber and its channels have too. */
    public static <T> SharedVar<T> of(String name, T initial) {
        return new SharedVar<>(Objects.requireNonNull(name, "name"), Objects.requireNonNull(initial, "initial"));
    }

    private void own(Outlet<T> out) throws InterruptedException {
        owner = Thread.currentThread();
        try {
            boolean isClosed = false;
            while (!isClosed) {
                isClosed = select(out.sent(value, () -> false), received(commands, this::perform));
            }
            latest.close();
        } catch (InterruptedException e) {
            latest.close(e);
            throw e;
        }
    }

    /** Returns whether that was the end. */
    private boolean perform(Received.Eventually<Command<T>> received) {
        if (!(received instanceof Received.Value<Command<T>>(var command))) {
            return true;
        }
        T before = value;
        value = command.apply(before);
        if (value != before) {
            latest.set(value);
        }
        return false;
    }

    // What can be done to it

    /**
     * Reads the value.
     *
     * @throws ChannelClosedException if the variable is closed
     * @throws InterruptedException if the caller is interrupted before
     * @throws IllegalStateException if an update of this variable calls it
     */
    public T read() throws InterruptedException {
        checkIsOutside("read");
        return reads.receive();
    }

    /**
     * Reads the value, and waits for the fiber for at most this long.
     *
     * @return the value; empty if the fiber was not free in time
     * @throws ChannelClosedException if the variable is closed
     * @throws InterruptedException if the caller is interrupted before
     * @throws IllegalStateException if an update of this variable calls it
     */
    public Optional<T> read(Duration timeout) throws InterruptedException {
        checkIsOutside("read");
        return switch (reads.tryReceive(timeout)) {
            case Received.Value<T>(var read) -> Optional.of(read);
            case Received.TimedOut<T> _ -> Optional.empty();
            case Received.Closed<T>(var cause) -> throw closed("read", cause);
        };
    }

    /** A case that reads the value; not for an update of this variable. A variable that is closed makes the select throw. */
    public <R extends @Nullable Object> SelectCase<R> reading(SelectCase.Handler<? super T, ? extends R> handler) {
        return receive(reads, handler);
    }

    /**
     * Writes a value, whatever it was before: later reads see it.
     *
     * @throws ChannelClosedException if the variable is closed; nothing was written
     * @throws InterruptedException if the caller is interrupted before; nothing was written
     * @throws IllegalStateException if an update of this variable calls it
     */
    public void write(T value) throws InterruptedException {
        Objects.requireNonNull(value, "value");
        checkIsOutside("write");
        commands.send(_ -> value);
    }

    /**
     * Writes a value, and waits for the fiber for at most this long; returns whether it was written.
     *
     * @throws ChannelClosedException if the variable is closed; nothing was written
     * @throws InterruptedException if the caller is interrupted before; nothing was written
     * @throws IllegalStateException if an update of this variable calls it
     */
    public boolean write(T value, Duration timeout) throws InterruptedException {
        Objects.requireNonNull(value, "value");
        return isTaken("write", _ -> value, timeout);
    }

    /**
     * Replaces the value by what the function makes of it, with nothing between; returns that.
     *
     * @throws UpdateFailedException if the function throws; the value is what it was
     * @throws ChannelClosedException if the variable is closed; the function has not run
     * @throws InterruptedException if the caller is interrupted before the function has begun; it does not run
     * @throws IllegalStateException if an update of this variable calls it
     */
    public T update(Transform<? super T, ? extends T> function) throws InterruptedException {
        Update<T> update = new Update<>(Objects.requireNonNull(function, "function"));
        checkIsOutside("update");
        commands.send(update);
        return resultOf(update);
    }

    /**
     * Replaces the value by what the function makes of it, and waits for the fiber for at most this long. One that has begun is waited for
     * until its end.
     *
     * @return what the function has made; empty if the fiber was not free in time: the function does not run
     * @throws UpdateFailedException if the function throws; the value is what it was
     * @throws ChannelClosedException if the variable is closed; the function has not run
     * @throws InterruptedException if the caller is interrupted before the function has begun; it does not run
     * @throws IllegalStateException if an update of this variable calls it
     */
    public Optional<T> update(Transform<? super T, ? extends T> function, Duration timeout)
            throws InterruptedException {
        Update<T> update = new Update<>(Objects.requireNonNull(function, "function"));
        return isTaken("update", update, timeout) ? Optional.of(resultOf(update)) : Optional.empty();
    }

    private boolean isTaken(String operation, Command<T> command, Duration timeout) throws InterruptedException {
        checkIsOutside(operation);
        return switch (commands.trySend(command, timeout)) {
            case Sent.Ok() -> true;
            case Sent.TimedOut() -> false;
            case Sent.Closed(var cause) -> throw closed(operation, cause);
        };
    }

    private T resultOf(Update<T> update) {
        Fibers.uninterrupted(update.isOver::receiveOrClosed);
        if (update.failure != null) {
            throw new UpdateFailedException(
                    "an update of '" + commands.name() + "' failed: " + update.failure, update.failure);
        }
        return Objects.requireNonNull(update.result);
    }

    private void checkIsOutside(String operation) {
        if (Thread.currentThread() == owner) {
            throw new IllegalStateException(operation + " of '" + commands.name()
                    + "' by one of its updates would wait for itself; the update has the value as its argument");
        }
    }

    private ChannelClosedException closed(String operation, @Nullable Throwable cause) {
        return new ChannelClosedException(
                operation + " of '" + commands.name() + "', which is closed", commands.name(), cause);
    }

    /** Watches the value: a channel that has the one that there is, and then the latest; see {@link Latest}. */
    public ReceiveChannel<T> watch() {
        return latest.watch();
    }

    /** Ends the fiber, when it has done what it is at. Closing again does nothing. */
    @Override
    public void close() {
        commands.close();
    }
}
