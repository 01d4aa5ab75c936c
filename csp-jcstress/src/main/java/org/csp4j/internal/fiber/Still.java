package org.csp4j.internal.fiber;

/** A fiber as who parks. Actors do what its thread would do, which is never started. */
public final class Still extends FiberParker {
    public Still(Thread thread, FiberParking parking) {
        bind(thread, parking);
    }

    @Override
    public void run() {}
}
