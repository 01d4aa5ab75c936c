package org.csp4j.internal.time;

import java.util.concurrent.atomic.AtomicInteger;

/** A timer that counts how often it has fired. */
class Probe extends TimerNode {
    private final String name;
    private final AtomicInteger fired = new AtomicInteger();

    Probe() {
        this("probe");
    }

    Probe(String name) {
        this.name = name;
    }

    @Override
    protected void fire(long nowNanos) {
        fired.incrementAndGet();
    }

    int fired() {
        return fired.get();
    }

    @Override
    public String toString() {
        return name;
    }
}
