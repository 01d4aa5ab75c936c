package org.csp4j.patterns.pool;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/** The workers of a work pool. Guarded by the lock of {@link WorkState}. */
final class WorkCrew {
    private final IntFunction<Worker> factory;
    private final Deque<Worker> idle = new ArrayDeque<>(); // the last that has worked first
    private final List<Worker> toStart = new ArrayList<>(); // are idle, or have a task, and no fiber yet
    private int size;
    private int workers; // but those that were dismissed
    private int numbers;

    /** So many workers, made by their numbers. */
    WorkCrew(int size, IntFunction<Worker> factory) {
        this.factory = factory;
        this.size = size;
        hire();
    }

    int size() {
        return size;
    }

    int workers() {
        return workers;
    }

    int idle() {
        return idle.size();
    }

    private void hire() {
        for (; workers < size; workers++) {
            Worker worker = factory.apply(++numbers);
            toStart.add(worker);
            idle.addLast(worker);
        }
    }

    /** Hires what is missing. What is too many is dismissed when it is idle: by {@link #dismissSurplus()}. */
    void resize(int newSize) {
        size = newSize;
        hire();
    }

    /** Whether there are more than the size. */
    boolean hasSurplus() {
        return workers > size;
    }

    void dismissSurplus() {
        while (hasSurplus() && !idle.isEmpty()) {
            dismissOne();
        }
    }

    void dismissIdle() {
        while (!idle.isEmpty()) {
            dismissOne();
        }
    }

    private void dismissOne() {
        workers--;
        idle.removeLast().dismiss();
    }

    /** All have ended; those that never began, with their run or scope, did not say so. */
    void forget() {
        workers = 0;
    }

    /** A worker has nothing to do. */
    void addIdle(Worker worker) {
        idle.push(worker);
    }

    @Nullable Worker pollIdle() {
        return idle.poll();
    }

    /** Those that are to be started. Each is returned once. */
    List<Worker> takeToStart() {
        List<Worker> all = List.copyOf(toStart);
        toStart.clear();
        return all;
    }

    boolean hasToStart() {
        return !toStart.isEmpty();
    }
}
