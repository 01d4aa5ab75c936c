package org.csp4j.patterns.pool;

import static org.csp4j.Csp.chan;
import static org.csp4j.Csp.go;

import java.util.ArrayList;
import java.util.List;
import org.csp4j.Channel;
import org.csp4j.Fiber;
import org.csp4j.FiberCancelledException;
import org.csp4j.patterns.internal.Fibers;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The fiber of a work pool that starts the workers, whoever resizes it, and waits for their end. */
final class WorkKeeper {
    private static final Logger LOG = LoggerFactory.getLogger(WorkPool.class);

    private final WorkState state;
    private final Channel<Void> ended;
    private final List<Fiber<?>> workers = new ArrayList<>(); // the keeper's fiber alone

    WorkKeeper(WorkState state) {
        this.state = state;
        this.ended = chan(state.name() + "-end");
    }

    /** Starts the fiber. If that never begins, since its run or scope has ended, the pool is over. */
    void start() {
        Fibers.start(state.name() + "-keeper", this::run, () -> {
            state.stop(new FiberCancelledException("the run or scope has ended that it was built in", null));
            ended.close();
        });
    }

    /** Closes when no worker is left. */
    Channel<Void> ended() {
        return ended;
    }

    private void run() throws InterruptedException {
        LOG.debug("pool '{}' is open", state.name());
        try {
            for (List<Worker> toStart = state.toStart(); toStart != null; toStart = state.toStart()) {
                for (Worker worker : toStart) {
                    workers.add(go(worker.name(), worker::run));
                }
                state.wake().receive();
                workers.removeIf(worker -> worker.state().isEnded());
            }
        } catch (Throwable e) { // the run or scope ends that the pool belongs to, or its scheduler is closed
            state.stop(new FiberCancelledException("the run or scope has ended that it was built in", e));
            throw e;
        } finally {
            workers.forEach(Fibers::join);
            state.forgetWorkers();
            ended.close();
            LOG.debug("pool '{}' has ended: {}", state.name(), state.stats());
        }
    }
}
