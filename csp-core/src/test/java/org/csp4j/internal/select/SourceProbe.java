package org.csp4j.internal.select;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import org.csp4j.internal.fiber.Home;
import org.csp4j.internal.park.Waiter;

/** A source of one element at a time, as a select sees it: counts what it is asked for, and its lock can be held by a test. */
final class SourceProbe implements Selectable {
    final ReentrantLock lock = new ReentrantLock();
    boolean looksReceivable = true; // whatever it is
    boolean isRendezvous = true;
    boolean failsAsSoonAsItHasQueued;
    private final String name;
    private final AtomicInteger operations;
    private Object element; // guarded by the lock, as is what follows
    private SelectNode queued;

    /** A source that adds what it is asked for to a count, which it may share with others. */
    SourceProbe(String name, AtomicInteger operations) {
        this.name = name;
        this.operations = operations;
    }

    SourceProbe(String name) {
        this(name, new AtomicInteger());
    }

    /** The case that waits here; null if none does. */
    SelectNode queued() {
        lock.lock();
        try {
            return queued;
        } finally {
            lock.unlock();
        }
    }

    /** Hands an element over to the select that waits, or keeps it and tells the select that is busy. */
    void deliver(Object newElement) {
        SelectNode claimed = null;
        lock.lock();
        try {
            SelectNode node = queued;
            queued = null;
            if (node != null && node.claimOrMark()) {
                node.complete(newElement);
                claimed = node;
            } else {
                element = newElement;
            }
        } finally {
            lock.unlock();
        }
        if (claimed != null) {
            claimed.unpark();
        }
    }

    @Override
    public boolean looksReceivable() {
        return looksReceivable;
    }

    @Override
    public boolean looksSendable() {
        return false;
    }

    @Override
    public Object tryReceiveNow() {
        return receiveOrArm(null);
    }

    @Override
    public Object receiveOrArm(SelectNode node) {
        operations.incrementAndGet();
        lock.lock();
        try {
            Object taken = element;
            element = null;
            if (taken == null && node != null) {
                queued = node;
                if (failsAsSoonAsItHasQueued) {
                    throw new OutOfMemoryError("none is left for this test");
                }
            }
            return taken;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public Object trySendNow(Object offered) {
        throw new AssertionError("this is a source");
    }

    @Override
    public Object sendOrArm(SelectNode node) {
        throw new AssertionError("this is a source");
    }

    @Override
    public boolean withdraw(Waiter node) {
        operations.incrementAndGet();
        lock.lock();
        try {
            boolean wasQueued = queued == node;
            if (wasQueued) {
                queued = null;
            }
            return wasQueued;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public boolean isDueLater() {
        return false;
    }

    @Override
    public boolean isRendezvous() {
        return isRendezvous;
    }

    @Override
    public boolean isWithin(Home home) {
        return false;
    }
}
