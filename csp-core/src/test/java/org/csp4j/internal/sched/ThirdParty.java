package org.csp4j.internal.sched;

import org.csp4j.internal.jdk.VirtualThreads;

/** Virtual threads on an engine's carriers that are no fibers. */
final class ThirdParty {
    private ThirdParty() {}

    static Thread start(WorkStealingEngine engine, Runnable body) {
        Thread thread = VirtualThreads.unstarted(engine, body);
        thread.start();
        return thread;
    }
}
