package org.csp4j.alarms;

import static org.csp4j.Csp.chan;

import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import java.util.Timer;
import java.util.TimerTask;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.csp4j.Channel;
import org.csp4j.Scheduler;
import org.csp4j.Scope;

/** Those that carry out a task for a fiber, at once or after some time: threads of all kinds, and fibers inside of runs and outside. */
final class Messengers {
    /** One of them. */
    private interface Messenger {
        void take(Runnable task, Duration time) throws Exception;
    }

    private static final int ROOM =
            100; // so that a server that waits for another messenger can be sent something by that

    private final Scheduler scheduler;
    private final ExecutorService pool = Executors.newFixedThreadPool(2);
    private final ExecutorService virtual = Executors.newVirtualThreadPerTaskExecutor();
    private final ScheduledExecutorService scheduled = Executors.newScheduledThreadPool(1);
    private final Timer timer = new Timer(true);
    private final Channel<Runnable> requests = chan("requests", ROOM);
    private final Channel<Runnable> requestsOfRun = chan("requests of run", ROOM);
    private final Thread callerOfServer;
    private final List<Messenger> all = List.of(
            (task, _) -> Thread.ofPlatform().start(task),
            (task, _) -> new Thread(task).start(),
            (task, _) -> Thread.ofVirtual().start(task),
            (task, _) -> CompletableFuture.runAsync(task),
            this::takeInThePool,
            this::takeOnAVirtualThread,
            (task, _) -> ForkJoinPool.commonPool().execute(task),
            (task, time) -> Pause.later(time).execute(task),
            this::takeLater,
            this::takeByTimer,
            (task, _) -> new ProcessBuilder("true").start().onExit().thenRun(task),
            this::takeInAFiber,
            Messengers::takeInAScope,
            this::takeByTheServer,
            this::takeByTheServerInARun);

    /** They run on this scheduler, as far as they are fibers. */
    Messengers(Scheduler scheduler) {
        this.scheduler = scheduler;
        scheduler.go("server", () -> requests.forEach(Runnable::run));
        this.callerOfServer = Thread.ofPlatform().start(() -> {
            try {
                scheduler.run(() -> requestsOfRun.forEach(Runnable::run));
            } catch (Exception e) {
                throw new AssertionError(e);
            }
        });
    }

    /** Has somebody carry out the task, who may take that time before. */
    void give(SplittableRandom random, Runnable task, Duration time) throws Exception {
        all.get(random.nextInt(all.size())).take(task, time);
    }

    private void takeInThePool(Runnable task, Duration time) {
        pool.execute(task);
    }

    private void takeOnAVirtualThread(Runnable task, Duration time) {
        virtual.execute(task);
    }

    private void takeLater(Runnable task, Duration time) {
        scheduled.schedule(task, time.toNanos(), TimeUnit.NANOSECONDS);
    }

    private void takeByTimer(Runnable task, Duration time) {
        timer.schedule(
                new TimerTask() {
                    @Override
                    public void run() {
                        task.run();
                    }
                },
                time.toMillis());
    }

    private void takeInAFiber(Runnable task, Duration time) {
        scheduler.go(task::run);
    }

    private static void takeInAScope(Runnable task, Duration time) throws Exception {
        try (Scope scope = Scope.open()) {
            scope.go(task::run);
            scope.join();
        }
    }

    private void takeByTheServer(Runnable task, Duration time) throws Exception {
        requests.send(task);
    }

    private void takeByTheServerInARun(Runnable task, Duration time) throws Exception {
        requestsOfRun.send(task);
    }

    void close() throws InterruptedException {
        requests.close();
        requestsOfRun.close();
        callerOfServer.join();
        timer.cancel();
        scheduled.close();
        virtual.close();
        pool.close();
    }
}
