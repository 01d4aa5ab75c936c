package org.csp4j.internal.select;

import org.jspecify.annotations.Nullable;

/** A case that receives. */
public final class ReceiveCase<T, R extends @Nullable Object> extends ChannelCase<R> {
    private final Handler<? super T, ? extends R> handler;
    private final @Nullable Branch<? extends R> onClosed;

    public ReceiveCase(
            SelectableView channel, Handler<? super T, ? extends R> handler, @Nullable Branch<? extends R> onClosed) {
        super(channel);
        this.handler = handler;
        this.onClosed = onClosed;
    }

    @Override
    boolean isSend() {
        return false;
    }

    @Override
    boolean looksReady() {
        return channel.looksReceivable();
    }

    @Override
    @Nullable Object tryNow() {
        return channel.tryReceiveNow();
    }

    @Override
    @Nullable Object tryOrArm(SelectNode node) {
        return channel.receiveOrArm(node);
    }

    @Override
    @Nullable Object nextItem() {
        return null;
    }

    @Override
    String describe() {
        return "receive from " + channelName();
    }

    @Override
    @SuppressWarnings("unchecked") // a channel of T delivers nothing else
    R complete(Object outcome) throws InterruptedException {
        if (!(outcome instanceof ClosedChannel closed)) {
            return handler.handle((T) outcome);
        }
        if (onClosed == null) {
            throw closed.receiveFailure();
        }
        return onClosed.run();
    }
}
