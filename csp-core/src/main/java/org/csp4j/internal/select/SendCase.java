package org.csp4j.internal.select;

import org.jspecify.annotations.Nullable;

/** A case that sends one element. */
public final class SendCase<R extends @Nullable Object> extends ChannelCase<R> {
    private final Object element;
    private final Branch<? extends R> handler;

    public SendCase(SelectableView channel, Object element, Branch<? extends R> handler) {
        super(channel);
        this.element = element;
        this.handler = handler;
    }

    @Override
    boolean isSend() {
        return true;
    }

    @Override
    boolean looksReady() {
        return channel.looksSendable();
    }

    @Override
    @Nullable Object tryNow() {
        return channel.trySendNow(element);
    }

    @Override
    @Nullable Object tryOrArm(SelectNode node) {
        return channel.sendOrArm(node);
    }

    @Override
    Object nextItem() {
        return element;
    }

    @Override
    String describe() {
        return "send to " + channelName();
    }

    @Override
    R complete(Object outcome) throws InterruptedException {
        return finish(outcome, handler);
    }

    /** Runs the handler of a send, or fails. */
    static <R extends @Nullable Object> R finish(Object outcome, Branch<? extends R> handler)
            throws InterruptedException {
        if (outcome instanceof ClosedChannel closed) {
            throw closed.sendFailure();
        }
        return handler.run();
    }
}
