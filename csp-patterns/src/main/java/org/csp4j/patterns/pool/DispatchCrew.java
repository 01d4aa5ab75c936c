package org.csp4j.patterns.pool;

import static org.csp4j.Csp.go;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.csp4j.Fiber;
import org.jspecify.annotations.Nullable;

/** The workers of a dispatcher, and how many there are to be. The dispatcher's fiber alone. */
final class DispatchCrew<J> {
    private final DispatcherSettings<J> settings;
    private final Function<String, DispatchWorker<J>> factory;
    private final Map<String, DispatchWorker<J>> all =
            new LinkedHashMap<>(); // also those that were dismissed, until they end
    private final Deque<DispatchWorker<J>> idle = new ArrayDeque<>(); // the last that has worked first
    private final List<Fiber<?>> fibers = new ArrayList<>();
    private int beginning; // how many were started, and have not offered themselves yet
    private int numbers;
    private int most;

    DispatchCrew(DispatcherSettings<J> settings, Function<String, DispatchWorker<J>> factory) {
        this.settings = settings;
        this.factory = factory;
    }

    int size() {
        return all.size();
    }

    int most() {
        return most;
    }

    int idle() {
        return idle.size();
    }

    List<DispatchWorker<J>> all() {
        return List.copyOf(all.values());
    }

    // Coming

    void keepMinimum() {
        while (all.size() < settings.minWorkers()) {
            start();
        }
    }

    /** Whether another worker may be started: one at a time, and no more than the maximum. */
    boolean mayGrow() {
        return all.size() < settings.maxWorkers() && beginning == 0;
    }

    void start() {
        DispatchWorker<J> worker = factory.apply(settings.name() + "-worker-" + ++numbers);
        fibers.removeIf(fiber -> fiber.state().isEnded());
        fibers.add(go(worker.name(), worker::run));
        all.put(worker.name(), worker);
        beginning++;
        most = Math.max(most, all.size());
    }

    // Working

    /** The worker has no job, and offers itself. */
    void idled(DispatchWorker<J> worker, long now) {
        if (!worker.hasBegun) {
            worker.hasBegun = true;
            beginning--;
        }
        if (!worker.isDismissed) {
            worker.idleSince = now;
            idle.push(worker);
        }
    }

    @Nullable DispatchWorker<J> pollIdle() {
        return idle.poll();
    }

    // Going

    /** Lets one end after its job; false if there is none of that name that is not ending. */
    boolean dismiss(String name) {
        DispatchWorker<J> worker = all.get(name);
        if (worker == null || worker.isDismissed) {
            return false;
        }
        idle.remove(worker);
        worker.dismiss();
        return true;
    }

    void dismissAll() {
        idle.clear();
        all.values().forEach(DispatchWorker::dismiss);
    }

    /** Lets those end that were idle for too long, but for the minimum. */
    void evict(long now) {
        while (nextEviction() <= now) {
            idle.removeLast().dismiss();
        }
    }

    /** When the next is idle for too long. */
    long nextEviction() {
        long staying =
                all.values().stream().filter(worker -> !worker.isDismissed).count();
        boolean isEternal = settings.idleNanos() == DispatcherSettings.NEVER;
        return isEternal || idle.isEmpty() || staying <= settings.minWorkers()
                ? DispatcherSettings.NEVER
                : idle.getLast().idleSince + settings.idleNanos();
    }

    void left(DispatchWorker<J> worker) {
        all.remove(worker.name());
    }

    /** All have ended; those that never began, with their run or scope, did not say so. */
    void forget() {
        all.clear();
    }

    /** The fibers of those that have not ended yet, and perhaps of some that have. */
    List<Fiber<?>> fibers() {
        return List.copyOf(fibers);
    }
}
