package org.csp4j.patterns.task;

import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Lets those who want the same thing at the same time share one piece of work: Go's {@code singleflight}.
 *
 * {@snippet file="org/csp4j/examples/snippets/TaskSnippets.java" region="single-flight"}
 *
 * <p>The first who asks for a key starts a fiber, on its scheduler and in its run or scope; others who ask before it has ended wait for the
 * same. All get the same value, or the same failure. Nothing is kept once it has ended: this is no cache.
 *
 * <p>Who is interrupted while it waits, or has waited for long enough, leaves the others alone, the first one too; when the last has left, the
 * work is cancelled. Work that is {@linkplain #forget forgotten} goes on for those who wait, and who asks next starts anew.
 *
 * <p>All methods may be called by any thread. What the work has done happens-before the return of those who wait for it.
 *
 * @param <K> what is asked for; its {@code equals} and {@code hashCode} are those of a key of a map
 * @param <V> what is got
 */
public final class SingleFlight<K, V> {
    /*
     * I1  A flight leaves the map before it has a value or a failure, and before the last who leaves cancels it. So who begins to ask when
     *     another has been answered does not get an answer that is older. One that is cancelled from outside before it begins is left by
     *     all, of whom the last removes it.
     * I2  A flight whose last has left takes no more.
     */
    private final Map<K, Flight<K, V>> flights = new ConcurrentHashMap<>();

    /** One with nothing going on. */
    public SingleFlight() {}

    /** One piece of work, and how many wait for it. */
    private static final class Flight<K, V> {
        private final CspFuture<V> future;
        private int waiting = 1; // guarded by this

        Flight(K key) {
            future = new CspFuture<>("flight of " + key);
        }

        synchronized boolean join() {
            if (waiting == 0) {
                return false; // I2
            }
            waiting++;
            return true;
        }

        synchronized boolean leave() {
            waiting--;
            return waiting == 0;
        }
    }

    /** A wait for what a flight brings. */
    private interface Wait<V, R> {
        R on(CspFuture<V> future) throws InterruptedException;
    }

    /**
     * Waits for the value of a key, which the body works out unless somebody is at it.
     *
     * @throws FutureFailedException if the work has failed, with the cause
     * @throws FutureCancelledException if the work was cancelled, with the run or scope of who has started it
     * @throws InterruptedException if the caller is interrupted
     */
    public V get(K key, Callable<? extends V> body) throws InterruptedException {
        return get(key, body, CspFuture::get);
    }

    /**
     * Waits for the value of a key, which the body works out unless somebody is at it, for at most this long.
     *
     * @return the value; empty if there was none in time
     * @throws FutureFailedException if the work has failed, with the cause
     * @throws FutureCancelledException if the work was cancelled, with the run or scope of who has started it
     * @throws InterruptedException if the caller is interrupted
     */
    public Optional<V> get(K key, Callable<? extends V> body, Duration timeout) throws InterruptedException {
        Objects.requireNonNull(timeout, "timeout");
        return get(
                key, body, future -> future.await(timeout).isPresent() ? Optional.of(future.get()) : Optional.empty());
    }

    private <R> R get(K key, Callable<? extends V> body, Wait<V, R> wait) throws InterruptedException {
        Objects.requireNonNull(key, "key");
        Objects.requireNonNull(body, "body");
        Flight<K, V> flight = join(key, body);
        try {
            return wait.on(flight.future);
        } finally {
            if (flight.leave()) {
                flights.remove(key, flight); // I1
                flight.future.cancel(); // in vain, unless the last has left early
            }
        }
    }

    private Flight<K, V> join(K key, Callable<? extends V> body) {
        while (true) {
            Flight<K, V> flight = flights.get(key);
            if (flight == null) {
                Flight<K, V> mine = new Flight<>(key);
                flight = flights.putIfAbsent(key, mine);
                if (flight == null) {
                    start(key, mine, body);
                    return mine;
                }
            }
            if (flight.join()) {
                return flight;
            }
            flights.remove(key, flight); // as the one who leaves it is about to
        }
    }

    private void start(K key, Flight<K, V> flight, Callable<? extends V> body) {
        try {
            flight.future.start(() -> flight.future.settleBy(() -> {
                try {
                    return body.call();
                } finally {
                    flights.remove(key, flight); // I1
                }
            }));
        } catch (Throwable e) { // the scheduler is closed, say, which others who wait are to know
            flights.remove(key, flight); // I1
            flight.future.settle(new Settled.Failure<>(e));
        }
    }

    /** Lets who asks for the key next start anew, whatever is going on; those who wait go on waiting. */
    public void forget(K key) {
        flights.remove(Objects.requireNonNull(key, "key"));
    }
}
