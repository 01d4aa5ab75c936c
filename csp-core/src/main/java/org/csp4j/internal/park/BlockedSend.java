package org.csp4j.internal.park;

/** A thread that is blocked in a send. A class of its own, so that those who receive have no field for an item. */
public final class BlockedSend extends BlockedOperation {
    private final Object item;

    /** A send of this item by the calling thread, which is to wait in this queue. */
    public BlockedSend(WaitQueue queue, Object item) {
        super(queue);
        this.item = item;
    }

    @Override
    public Object item() {
        return item;
    }
}
