package org.csp4j.internal.select;

import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A case that sends an element which it is asked for each time a select begins. */
public final class SendFromCase<R extends @Nullable Object> extends ChannelCase<R> {
    private final Supplier<?> elements;
    private final Branch<? extends R> handler;

    public SendFromCase(SelectableView channel, Supplier<?> elements, Branch<? extends R> handler) {
        super(channel);
        this.elements = elements;
        this.handler = handler;
    }

    @Override
    boolean isDynamic() {
        return true;
    }

    @Override
    CaseSpec<R> resolve() {
        return new SendCase<>(channel, nextItem(), handler);
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
        return channel.trySendNow(nextItem());
    }

    @Override
    @Nullable Object tryOrArm(SelectNode node) {
        return channel.sendOrArm(node);
    }

    @Override
    Object nextItem() {
        return Objects.requireNonNull(elements.get(), () -> "the supplier of a " + describe() + " returned null");
    }

    @Override
    String describe() {
        return "send to " + channelName();
    }

    @Override
    R complete(Object outcome) throws InterruptedException {
        return SendCase.finish(outcome, handler);
    }
}
