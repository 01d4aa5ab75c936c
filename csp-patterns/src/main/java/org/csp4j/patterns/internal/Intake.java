package org.csp4j.patterns.internal;

import java.util.function.Supplier;
import org.csp4j.Csp;
import org.csp4j.ReceiveChannel;
import org.csp4j.Received;
import org.csp4j.SelectCase;
import org.jspecify.annotations.Nullable;

/** The way into a stage from one source: receives, and learns in the same wait that the stage's receiver has left. */
public final class Intake<T> {
    private final ReceiveChannel<? extends T> source;
    private final @Nullable Outlet<?> out;
    private final SelectCase<@Nullable T> @Nullable [] cases; // made once, used for each element

    /**
     * Receives from this source until it ends, or until the receiver behind the way out has left.
     *
     * @param out the stage's way out; null if it has none, and just waits for the source
     */
    @SuppressWarnings({"unchecked", "rawtypes"}) // an array of a generic type
    public Intake(ReceiveChannel<? extends T> source, @Nullable Outlet<?> out) {
        this.source = source;
        this.out = out;
        this.cases = out == null
                ? null
                : new SelectCase[] {
                    Intake.<T, @Nullable T>received(source, Intake::elementOrEnd), out.<@Nullable T>left(() -> null)
                };
    }

    /**
     * What to do with what was received, be it an element or the source's end.
     *
     * @param <T> the type of the elements
     * @param <R> what the select returns
     */
    public interface Handler<T, R extends @Nullable Object> {
        R handle(Received.Eventually<T> received) throws InterruptedException;
    }

    /** A case that receives from a source; its end comes with its cause. */
    public static <T, R extends @Nullable Object> SelectCase<R> received(
            ReceiveChannel<? extends T> source, Handler<T, ? extends R> handler) {
        return Csp.receive(
                source,
                element -> handler.handle(new Received.Value<>(element)),
                () -> handler.handle(new Received.Closed<>(causeOfEnd(source))));
    }

    /** Why a source that was found closed and drained has ended. */
    private static @Nullable Throwable causeOfEnd(ReceiveChannel<?> source) {
        return source.tryReceive() instanceof Received.Closed<?>(Throwable cause) ? cause : null;
    }

    /** What was received, or null if the source has ended; throws if that was by a failure. */
    public static <T> @Nullable T elementOrEnd(Received.Eventually<T> received) {
        return switch (received) {
            case Received.Value<T>(var element) -> element;
            case Received.Closed<T>(Throwable cause) when cause != null -> throw new Stage.SourceFailure(cause);
            case Received.Closed<T> _ -> null;
        };
    }

    /** For a stage that may be busy for ever without a wait: throws if its fiber is interrupted. */
    public static void checkInterrupt(Supplier<String> operation) throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException(operation.get() + " began interrupted");
        }
    }

    /**
     * Waits for the next element; null if there is no more to do, since the source has ended or the stage's receiver has left.
     *
     * @throws Stage.SourceFailure if the source has ended by a failure
     */
    public @Nullable T next() throws InterruptedException {
        checkInterrupt(() -> "receive on channel '" + source.name() + "'");
        if (out != null && out.isLeft()) { // a stage that keeps everything back would not learn of it where it sends
            return null;
        }
        if (source.tryReceive() instanceof Received.Value<? extends T>(var element)) {
            return element;
        }
        return cases == null ? elementOrEnd(source.receiveOrClosed()) : Csp.select(cases);
    }
}
