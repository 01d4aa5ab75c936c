package org.csp4j.patterns.flow;

import java.util.List;
import java.util.Objects;
import org.csp4j.ReceiveChannel;
import org.csp4j.Received;
import org.csp4j.patterns.internal.Intake;
import org.csp4j.patterns.internal.Stage;

/**
 * A daisy chain of filters that grows while elements run through it, each filter a fiber. The sieve of Eratosthenes is one:
 *
 * {@snippet file="org/csp4j/examples/snippets/FlowSnippets.java" region="filter-chain"}
 *
 * <p>Elements come out at the {@linkplain #end() end} in the order of the source, those for which all conditions hold. A filter that is
 * {@linkplain #append appended} sees what has not been received before; where the filters are known in advance,
 * {@link Pipeline#filter} needs no fiber for each.
 *
 * <p>When the source ends, the end closes, with the source's cause if it has failed; when a condition throws, with that, and the source is
 * cancelled with it. {@link #close()}, or a {@linkplain ReceiveChannel#cancel() cancel} of the end, cancels filter after filter and the
 * source; what is on its way is dropped.
 *
 * <p>Costs a fiber a filter, and a hand-over for each filter that an element comes to. {@code append} and {@code close} may be called by
 * any thread; elements are for whoever receives them.
 *
 * @param <T> the type of the elements
 */
public final class FilterChain<T> implements AutoCloseable {
    private ReceiveChannel<T> end; // guarded by this, as is what follows
    private int length;

    private FilterChain(ReceiveChannel<T> source) {
        this.end = Objects.requireNonNull(source, "source");
    }

    /** A chain without filters: its end is the source. */
    public static <T> FilterChain<T> of(ReceiveChannel<T> source) {
        return new FilterChain<>(source);
    }

    /** Puts a filter behind the last one, which lets pass what the condition holds for. The {@link #end()} is another from then on. */
    public synchronized FilterChain<T> append(Condition<? super T> condition) {
        Objects.requireNonNull(condition, "condition");
        ReceiveChannel<T> source = end;
        length++;
        end = Stage.start("filter-" + length, List.of(Stage.Source.of(source)), out -> {
            Intake<T> in = new Intake<>(source, out);
            for (T element = in.next(); element != null; element = in.next()) {
                if (condition.test(element) && !out.send(element)) {
                    return;
                }
            }
        });
        return this;
    }

    /** Where the elements come out now: behind the last filter. */
    public synchronized ReceiveChannel<T> end() {
        return end;
    }

    /** How many filters there are. */
    public synchronized int length() {
        return length;
    }

    /** Receives the next element that passes all filters; see {@link ReceiveChannel#receive()}. */
    public T receive() throws InterruptedException {
        return end().receive();
    }

    /** Receives the next element that passes all filters, and tells of the end in the answer. */
    public Received.Eventually<T> receiveOrClosed() throws InterruptedException {
        return end().receiveOrClosed();
    }

    /** Cancels the end, and by that all filters and the source. Closing twice is fine. */
    @Override
    public void close() {
        end().cancel();
    }
}
