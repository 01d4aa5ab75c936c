package org.csp4j.internal.channel;

import java.time.Duration;
import org.csp4j.Deadline;
import org.csp4j.SendChannel;
import org.csp4j.Sent;
import org.csp4j.internal.select.Selectable;
import org.csp4j.internal.select.SelectableView;

/** The sending end of a channel; the other cannot be reached from here by a cast. */
public final class SendView<T> implements SendChannel<T>, SelectableView {
    private final LockedChannel<T> channel;

    SendView(LockedChannel<T> channel) {
        this.channel = channel;
    }

    @Override
    public void send(T element) throws InterruptedException {
        channel.send(element);
    }

    @Override
    public Sent.Eventually sendOrClosed(T element) throws InterruptedException {
        return channel.sendOrClosed(element);
    }

    @Override
    public Sent.Now trySend(T element) {
        return channel.trySend(element);
    }

    @Override
    public Sent.Within trySend(T element, Duration timeout) throws InterruptedException {
        return channel.trySend(element, timeout);
    }

    @Override
    public Sent.Within trySend(T element, Deadline deadline) throws InterruptedException {
        return channel.trySend(element, deadline);
    }

    @Override
    public boolean close() {
        return channel.close();
    }

    @Override
    public boolean close(Throwable cause) {
        return channel.close(cause);
    }

    @Override
    public boolean isClosed() {
        return channel.isClosed();
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
        return channel + " (send only)";
    }
}
