package org.csp4j.internal.channel;

import org.jspecify.annotations.Nullable;

/**
 * A store without bound: a list of chunks, which grows by one when the last is full and gives up the first when it is
 * empty. The chunk to grow by is allocated outside the channel's lock, by the sender that found no room.
 */
final class Chunks extends ElementBuffer {
    static final class Chunk {
        private static final int SLOTS = 64;

        private final @Nullable Object[] slots = new Object[SLOTS];
        private @Nullable Chunk next;
    }

    private Chunk first = new Chunk();
    private Chunk last = first;
    private int head; // in the first chunk
    private int tail; // in the last chunk
    private int size;
    private @Nullable Chunk spare;

    /** Gives the store a chunk to grow by, unless it has one. */
    void add(Chunk chunk) {
        if (spare == null) {
            spare = chunk;
        }
    }

    @Override
    boolean offer(Object element) {
        if (tail == Chunk.SLOTS) {
            if (spare == null) {
                return false;
            }
            last.next = spare;
            last = spare;
            spare = null;
            tail = 0;
        }
        last.slots[tail++] = element;
        size++;
        return true;
    }

    @Override
    @Nullable Object poll() {
        if (size == 0) {
            return null;
        }
        if (head == Chunk.SLOTS) {
            Chunk emptied = first;
            first = java.util.Objects.requireNonNull(emptied.next, "elements without a chunk");
            emptied.next = null;
            spare = emptied; // a channel that stays short goes round with two chunks
            head = 0;
        }
        Object element = first.slots[head];
        first.slots[head++] = null;
        size--;
        if (size == 0) { // then first is last: begin it anew
            head = 0;
            tail = 0;
        }
        return element;
    }

    @Override
    int size() {
        return size;
    }
}
