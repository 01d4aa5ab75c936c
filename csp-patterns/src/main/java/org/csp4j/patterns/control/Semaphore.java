package org.csp4j.patterns.control;

import static org.csp4j.Csp.channel;
import static org.csp4j.Csp.receive;

import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.csp4j.Channel;
import org.csp4j.SelectCase;
import org.csp4j.patterns.internal.Args;
import org.jspecify.annotations.Nullable;

/**
 * A number of permits: whoever has one may go on, others wait until one is given back.
 *
 * {@snippet file="org/csp4j/examples/snippets/ControlSnippets.java" region="semaphore"}
 *
 * <p>Permits are for {@code try}. Those who wait are served in the order of their arrival; a {@linkplain #acquired case of a select}
 * waits like any other. What precedes the giving back of a permit happens-before what follows the next acquire of it. Costs what a
 * buffered channel of the permits costs, and an object for each acquire; it has no fiber, and need not be closed.
 */
public final class Semaphore {
    private static final Object FREE = new Object();

    /** The right to go on, until it is {@linkplain #close() given back}. */
    public static final class Permit implements AutoCloseable {
        private final Semaphore semaphore;
        private final AtomicBoolean isHeld = new AtomicBoolean(true);

        private Permit(Semaphore semaphore) {
            this.semaphore = semaphore;
        }

        /** Gives the permit back; the first time only, by whatever thread. */
        @Override
        public void close() {
            if (isHeld.compareAndSet(true, false)) {
                semaphore.free.trySend(FREE); // there is room: each of so many permits is given back once
            }
        }
    }

    private final Channel<Object> free; // an element for each permit that nobody has

    private Semaphore(String name, int permits) {
        this.free = channel().name(name).capacity(permits).build();
        for (int i = 0; i < permits; i++) {
            free.trySend(FREE);
        }
    }

    /**
     * A semaphore with so many permits, all of them free.
     *
     * @throws IllegalArgumentException if the number is not positive
     */
    public static Semaphore of(int permits) {
        return of("semaphore", permits);
    }

    /**
     * A semaphore with a name, which wait reasons show.
     *
     * @throws IllegalArgumentException if the number is not positive
     */
    public static Semaphore of(String name, int permits) {
        return new Semaphore(Objects.requireNonNull(name, "name"), Args.positive("permits", permits));
    }

    /**
     * Waits for a permit.
     *
     * @throws InterruptedException if the caller is interrupted before it has one
     */
    public Permit acquire() throws InterruptedException {
        free.receive();
        return new Permit(this);
    }

    /** A permit, if one is free. */
    public Optional<Permit> tryAcquire() {
        return free.tryReceive().asOptional().map(_ -> new Permit(this));
    }

    /** Waits for a permit, for at most this long. */
    public Optional<Permit> tryAcquire(Duration timeout) throws InterruptedException {
        return free.tryReceive(timeout).asOptional().map(_ -> new Permit(this));
    }

    /** A case that acquires a permit, which the handler is to give back. */
    public <R extends @Nullable Object> SelectCase<R> acquired(
            SelectCase.Handler<? super Permit, ? extends R> handler) {
        Objects.requireNonNull(handler, "handler");
        return receive(free, _ -> handler.handle(new Permit(this)));
    }

    /** How many permits are free, at the moment of the call. */
    public int available() {
        return free.size();
    }
}
