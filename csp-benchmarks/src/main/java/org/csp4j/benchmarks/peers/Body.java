package org.csp4j.benchmarks.peers;

import org.csp4j.Action;

/** What a fiber does, in each library's own type for it: so none has to wrap it, which is an object and a frame more for each fiber. */
interface Body extends Runnable, Action {
    @Override
    void run();
}
