package org.csp4j.internal.runtime;

import java.util.List;
import java.util.function.Consumer;
import org.csp4j.Csp;
import org.csp4j.Fiber;
import org.csp4j.Overflow;
import org.csp4j.ReceiveChannel;
import org.csp4j.Received;
import org.csp4j.Selector;
import org.csp4j.Sent;
import org.csp4j.internal.channel.ChannelOptions;
import org.csp4j.internal.channel.LockedChannel;
import org.jspecify.annotations.Nullable;

/** A fiber that passes on what any of several channels delivers. */
final class FanIn<T> {
    private final List<? extends ReceiveChannel<? extends T>> sources;
    private final LockedChannel<T> out;
    private @Nullable Thread thread; // set before anybody has `out`
    private boolean isAbandoned; // the fiber alone, as is what follows
    private @Nullable Throwable failure;

    private FanIn(List<? extends ReceiveChannel<? extends T>> sources, @Nullable Consumer<? super T> onUndelivered) {
        this.sources = sources;
        this.out = new LockedChannel<>(
                "fan-in", 0, new ChannelOptions<>(Overflow.WAIT, onUndelivered, false, this::outClosed));
    }

    /** Merges the sources; what a cancel keeps from being delivered goes to the hook. */
    static <T> ReceiveChannel<T> start(
            CspRuntime runtime,
            List<? extends ReceiveChannel<? extends T>> sources,
            @Nullable Consumer<? super T> onUndelivered) {
        FanIn<T> fanIn = new FanIn<>(sources, onUndelivered);
        Fiber<@Nullable Void> fiber = runtime.go("fan-in", fanIn::run);
        fanIn.thread = fiber.thread();
        return fanIn.out.receiveOnly();
    }

    private void run() {
        try (Selector<@Nullable Void> selector = Csp.selector()) {
            for (ReceiveChannel<? extends T> source : sources) {
                selector.add(Csp.onReceive(source, this::forward, () -> sourceClosed(source)));
            }
            while (selector.size() > 0 && !isAbandoned && failure == null) {
                selector.select();
            }
        } catch (InterruptedException e) {
            isAbandoned = true; // outClosed; nobody else has this thread
        }
        if (isAbandoned || failure != null) {
            giveUpSources();
        }
        if (failure == null) {
            out.close();
        } else {
            out.close(failure);
        }
    }

    private void forward(T element) throws InterruptedException {
        boolean isDelivered = false;
        try {
            isDelivered = out.sendOrClosed(element) instanceof Sent.Ok;
        } finally {
            if (!isDelivered) {
                isAbandoned = true;
                out.undelivered(element);
            }
        }
    }

    private void sourceClosed(ReceiveChannel<? extends T> source) throws InterruptedException {
        if (source.receiveOrClosed() instanceof Received.Closed<? extends T>(Throwable cause) && cause != null) {
            failure = cause;
        }
    }

    private void giveUpSources() {
        for (ReceiveChannel<? extends T> source : sources) {
            List<? extends T> rest = failure == null ? source.cancel() : source.cancel(failure);
            rest.forEach(out::undelivered);
        }
    }

    /** The receiver has cancelled, or the fiber has closed the channel itself, which is the last thing it does. */
    private void outClosed() {
        Thread fiber = thread;
        if (fiber != null) {
            fiber.interrupt();
        }
    }
}
