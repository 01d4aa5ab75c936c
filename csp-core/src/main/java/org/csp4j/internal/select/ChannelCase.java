package org.csp4j.internal.select;

import org.jspecify.annotations.Nullable;

/** A case that receives or sends. */
public abstract sealed class ChannelCase<R extends @Nullable Object> extends CaseSpec<R>
        permits ReceiveCase, SendCase, SendFromCase {
    private final SelectableView view;
    final Selectable channel;

    ChannelCase(SelectableView view) {
        this.view = view;
        this.channel = view.selectable();
    }

    /** Whether the case sends, rather than receives. */
    abstract boolean isSend();

    /** Whether that looks possible at once: a guess, which costs less than to try. */
    abstract boolean looksReady();

    /** Does what the case is for, if that is possible at once. */
    abstract @Nullable Object tryNow();

    /** Does what the case is for; if that is not possible at once, queues the node at the channel, and returns null. */
    abstract @Nullable Object tryOrArm(SelectNode node);

    /** What the case offers in a turn that begins now; null for a case that receives. */
    abstract @Nullable Object nextItem();

    /** What the case does, and where. */
    abstract String describe();

    /** Runs the handler for what the operation has brought. */
    abstract R complete(Object outcome) throws InterruptedException;

    final String channelName() {
        return view.name();
    }
}
