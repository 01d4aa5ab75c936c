package org.csp4j.benchmarks.peers;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import org.csp4j.EngineChoice;
import org.csp4j.patterns.pool.WorkPool;
import org.csp4j.patterns.pool.WorkTask;

/** Workers that are handed tasks, and the fiber or virtual thread that hands them over. */
public final class Handing implements AutoCloseable {
    /** This library's work pool, and its fibers on the work-stealing engine. */
    public static final String CSP = Peers.CSP;
    /** An executor of platform threads. */
    public static final String PLATFORM_THREADS = "fixed-thread-pool";
    /** An executor of as many virtual threads. */
    public static final String VIRTUAL_THREADS = "fixed-virtual-threads";

    private static final Callable<Integer> TASK = () -> 1;

    private interface Workers extends AutoCloseable {
        /** Hands over so many tasks, and then has the results. */
        void batch(int tasks) throws Exception;
    }

    private final BlockingPeer peer;
    private final Workers workers;

    private Handing(BlockingPeer peer, Workers workers) {
        this.peer = peer;
        this.workers = workers;
    }

    /** Opens a number of workers, with a queue for so many tasks. */
    public static Handing open(String name, int size, int queue) throws Exception {
        return switch (name) {
            case CSP -> {
                BlockingPeer peer = new CspPeer(EngineChoice.WORK_STEALING, true);
                yield new Handing(peer, CspWorkers.besideFibersOf(peer, size, queue));
            }
            case PLATFORM_THREADS ->
                new Handing(QueuePeer.synchronous(), new Executor(Executors.newFixedThreadPool(size)));
            case VIRTUAL_THREADS ->
                new Handing(
                        QueuePeer.synchronous(),
                        new Executor(Executors.newFixedThreadPool(
                                size, Thread.ofVirtual().factory())));
            default -> throw new IllegalArgumentException("no workers are named '" + name + "'");
        };
    }

    /** One party hands over so many tasks, and waits for their results, so many times. */
    public void hand(int tasks, int times) throws Exception {
        Crew crew = new Crew(peer, 1);
        crew.start(() -> {
            for (int i = 0; i < times; i++) {
                workers.batch(tasks);
            }
        });
        crew.await();
    }

    @Override
    public void close() throws Exception {
        workers.close();
        peer.close();
    }

    private static final class CspWorkers implements Workers {
        private final WorkPool pool;

        private CspWorkers(WorkPool pool) {
            this.pool = pool;
        }

        /** The workers run on the scheduler of the peer, as a pool's fibers do where it was built by a fiber. */
        static CspWorkers besideFibersOf(BlockingPeer peer, int size, int queue) throws Exception {
            AtomicReference<WorkPool> built = new AtomicReference<>();
            Crew crew = new Crew(peer, 1);
            crew.start(() -> built.set(WorkPool.builder(size).queue(queue).build()));
            crew.await();
            return new CspWorkers(built.get());
        }

        @Override
        public void batch(int tasks) throws Exception {
            List<WorkTask<Integer>> handed = new ArrayList<>(tasks);
            for (int i = 0; i < tasks; i++) {
                handed.add(pool.queued().call(TASK));
            }
            for (WorkTask<Integer> task : handed) {
                task.result();
            }
        }

        @Override
        public void close() throws Exception {
            pool.close();
        }
    }

    private static final class Executor implements Workers {
        private final ExecutorService executor;

        Executor(ExecutorService executor) {
            this.executor = executor;
        }

        @Override
        public void batch(int tasks) throws Exception {
            List<Future<Integer>> handed = new ArrayList<>(tasks);
            for (int i = 0; i < tasks; i++) {
                handed.add(executor.submit(TASK));
            }
            for (Future<Integer> task : handed) {
                task.get();
            }
        }

        @Override
        public void close() {
            executor.close();
        }
    }
}
