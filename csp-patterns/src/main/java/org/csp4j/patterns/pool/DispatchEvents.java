package org.csp4j.patterns.pool;

import static org.csp4j.Csp.chan;
import static org.csp4j.Csp.channel;

import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.csp4j.Channel;
import org.csp4j.ReceiveChannel;
import org.csp4j.patterns.internal.Fibers;
import org.jspecify.annotations.Nullable;

/** What others have the fiber of a dispatcher do, or ask it; it does one after another. */
final class DispatchEvents {
    private final Channel<Runnable> events;
    private final Channel<Void> ended;

    DispatchEvents(String name) {
        this.events = channel().name(name + "-events").unbounded().build();
        this.ended = chan(name + "-end");
    }

    /** Where the fiber receives them. */
    ReceiveChannel<Runnable> incoming() {
        return events;
    }

    /** Closes when the fiber has ended. */
    Channel<Void> ended() {
        return ended;
    }

    /** Has the fiber do something; false if it has ended, or is about to. */
    boolean tell(Runnable event) {
        return events.trySend(event).isOk();
    }

    /** What the fiber answers, or the caller itself when that has ended. The fiber lets nobody wait for long: an interrupt is kept. */
    <T> T ask(Supplier<T> question) {
        Channel<T> answer = chan("answer", 1);
        if (!tell(() -> answer.trySend(question.get()))) {
            Fibers.uninterrupted(ended::receiveOrClosed);
            synchronized (this) {
                return question.get();
            }
        }
        AtomicReference<@Nullable T> answered = new AtomicReference<>();
        Fibers.uninterrupted(() -> answered.set(answer.receive()));
        return Objects.requireNonNull(answered.get());
    }

    /** The fiber does what is left, and then this, and has ended. In the fiber. */
    void end(Runnable last) {
        events.cancel().forEach(Runnable::run);
        last.run();
        ended.close();
    }
}
