package org.csp4j.patterns.internal;

import java.util.function.Supplier;
import org.csp4j.Channel;
import org.csp4j.Csp;
import org.csp4j.ReceiveChannel;
import org.csp4j.Received;
import org.csp4j.SelectCase;
import org.csp4j.Sent;
import org.jspecify.annotations.Nullable;

/** The way out of a stage: a rendezvous channel whose sender can wait for its receiver's leave. */
public final class Outlet<T> {
    /*
     * A channel does not tell its sender that it was cancelled until the sender sends. A stage that waits at its source would not
     * learn of it, and stay for ever. So it waits on its own channel too, as a receiver:
     *
     * I1  Nobody but the stage has the sending end, and the stage sends nothing while it waits to receive, save in one and the same
     *     select, which does not pair with itself. So nothing is ever received there, and the case `left` can go on only when the
     *     channel is closed.
     * I2  The stage closes the channel as its last act. While it runs, closed means cancelled by the receiver.
     *
     * Rejected: a buffer in this channel, since the case would take what is stored; a second channel for leaving, which the receiver
     * would have to know; looking at isClosed() now and then.
     */
    private final Channel<T> channel;

    /** A way out whose channel has this name. */
    public Outlet(String name) {
        this.channel = Csp.chan(name);
    }

    /** What the stage's receiver is given. */
    public ReceiveChannel<T> receiver() {
        return channel.receiveOnly();
    }

    /** Passes an element on; returns whether the receiver has taken it. It has left otherwise. */
    public boolean send(T element) throws InterruptedException {
        return channel.sendOrClosed(element) instanceof Sent.Ok;
    }

    /** Passes an element on, and throws where the receiver has left: for code that is not the stage's own. */
    public void sendOrThrow(T element) throws InterruptedException {
        channel.send(element);
    }

    /** A case that passes an element on. If the receiver has left, the select may throw. */
    public <R extends @Nullable Object> SelectCase<R> sent(T element, SelectCase.Branch<? extends R> handler) {
        return Csp.send(channel, element, handler);
    }

    /** A case that passes on an element which is asked for when the select begins. If the receiver has left, the select may throw. */
    public <R extends @Nullable Object> SelectCase<R> sentFrom(
            Supplier<? extends T> element, SelectCase.Branch<? extends R> handler) {
        return Csp.sendFrom(channel, element, handler);
    }

    /** A case that can go on when the receiver has left. */
    public <R extends @Nullable Object> SelectCase<R> left(SelectCase.Branch<? extends R> handler) {
        return Csp.receive(
                channel,
                element -> {
                    throw new AssertionError("received " + element + " from one's own channel " + channel.name()); // I1
                },
                handler);
    }

    /** Whether the receiver has left. */
    public boolean isLeft() {
        return channel.isClosed();
    }

    /** What the receiver has given as its cause for leaving; null if it gave none, or has not left. */
    public @Nullable Throwable causeOfLeaving() {
        return channel.tryReceive() instanceof Received.Closed<T>(Throwable cause) ? cause : null;
    }

    /** Tells the receiver that this is the end, by a failure or not; returns false if the receiver has left before. */
    public boolean close(@Nullable Throwable failure) {
        return failure == null ? channel.close() : channel.close(failure);
    }

    public String name() {
        return channel.name();
    }
}
