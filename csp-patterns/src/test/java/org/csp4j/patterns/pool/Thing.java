package org.csp4j.patterns.pool;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** A resource of the tests, and where they come from. */
final class Thing implements AutoCloseable {
    /** Makes things, and knows how many there are. */
    static final class Factory {
        final List<Thing> made = Collections.synchronizedList(new ArrayList<>());
        final AtomicInteger live = new AtomicInteger();
        final AtomicInteger mostLive = new AtomicInteger();

        Thing make() {
            mostLive.accumulateAndGet(live.incrementAndGet(), Math::max);
            Thing thing = new Thing(this);
            made.add(thing);
            return thing;
        }
    }

    final AtomicInteger closed = new AtomicInteger();
    private final Factory factory;

    private Thing(Factory factory) {
        this.factory = factory;
    }

    @Override
    public void close() {
        closed.incrementAndGet();
        factory.live.decrementAndGet();
    }
}
