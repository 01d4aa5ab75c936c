package org.csp4j.internal.channel;

import org.jspecify.annotations.Nullable;

/** A fixed number of slots, used in turn. With none at all it is the store of a rendezvous channel: always empty and full. */
final class Ring extends ElementBuffer {
    /** Stores nothing, and so can be shared. */
    static final Ring NONE = new Ring(0);

    private final @Nullable Object[] slots;
    private int head; // where the oldest element is
    private int size;

    Ring(int capacity) {
        slots = new Object[capacity];
    }

    @Override
    boolean offer(Object element) {
        int capacity = slots.length;
        if (size == capacity) {
            return false;
        }
        int tail = head + size;
        slots[tail >= capacity || tail < 0 ? tail - capacity : tail] = element;
        size++;
        return true;
    }

    @Override
    @Nullable Object poll() {
        if (size == 0) {
            return null;
        }
        Object element = slots[head];
        slots[head] = null;
        head = head + 1 == slots.length ? 0 : head + 1;
        size--;
        return element;
    }

    @Override
    int size() {
        return size;
    }
}
