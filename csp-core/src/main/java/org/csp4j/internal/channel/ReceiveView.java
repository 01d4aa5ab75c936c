package org.csp4j.internal.channel;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import org.csp4j.Deadline;
import org.csp4j.ReceiveChannel;
import org.csp4j.Received;
import org.csp4j.internal.select.Selectable;
import org.csp4j.internal.select.SelectableView;

/** The receiving end of a channel; the other cannot be reached from here by a cast. */
public final class ReceiveView<T> implements ReceiveChannel<T>, SelectableView {
    private final LockedChannel<T> channel;

    ReceiveView(LockedChannel<T> channel) {
        this.channel = channel;
    }

    @Override
    public T receive() throws InterruptedException {
        return channel.receive();
    }

    @Override
    public Received.Eventually<T> receiveOrClosed() throws InterruptedException {
        return channel.receiveOrClosed();
    }

    @Override
    public Received.Now<T> tryReceive() {
        return channel.tryReceive();
    }

    @Override
    public Received.Within<T> tryReceive(Duration timeout) throws InterruptedException {
        return channel.tryReceive(timeout);
    }

    @Override
    public Received.Within<T> tryReceive(Deadline deadline) throws InterruptedException {
        return channel.tryReceive(deadline);
    }

    @Override
    public List<T> receiveBatch(int max) throws InterruptedException {
        return channel.receiveBatch(max);
    }

    @Override
    public int drainTo(Collection<? super T> sink, int max) {
        return channel.drainTo(sink, max);
    }

    @Override
    public List<T> cancel() {
        return channel.cancel();
    }

    @Override
    public List<T> cancel(Throwable cause) {
        return channel.cancel(cause);
    }

    @Override
    public boolean isDrained() {
        return channel.isDrained();
    }

    @Override
    public int size() {
        return channel.size();
    }

    @Override
    public int capacity() {
        return channel.capacity();
    }

    @Override
    public String name() {
        return channel.name();
    }

    @Override
    public Selectable selectable() {
        return channel;
    }

    @Override
    public String toString() {
        return channel + " (receive only)";
    }
}
