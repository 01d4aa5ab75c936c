package org.csp4j.patterns.pool;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What has become of the tasks of a work pool. Guarded by the lock of {@link WorkState}. */
final class WorkBooks {
    long accepted;
    long done;
    long failed;
    long cancelled;
    long rejected;
    final List<WorkTask<?>> failures = new ArrayList<>(); // that are the pool's to tell
    private final List<WorkTask<?>> neverRan = new ArrayList<>();
    private boolean isTold; // of the failures

    void neverRan(WorkTask<?> task) {
        neverRan.add(task);
    }

    /** Those that were accepted and never ran, in their order. Each is returned once. */
    List<WorkTask<?>> takeNeverRan() {
        neverRan.sort(Comparator.comparingLong(WorkTask::number));
        List<WorkTask<?>> all = List.copyOf(neverRan);
        neverRan.clear();
        return all;
    }

    /** The tasks that have failed, for who is to be told; none if somebody was told already, and that is enough. */
    List<WorkTask<?>> tell(boolean isAgain) {
        if (isTold && !isAgain) {
            return List.of();
        }
        isTold = !failures.isEmpty();
        return List.copyOf(failures);
    }

    /** The first failure, with the others. Not under the lock: it asks what users have thrown for its message. */
    static @Nullable WorkFailedException exception(List<WorkTask<?>> failures) {
        if (failures.isEmpty()) {
            return null;
        }
        WorkFailedException first = failures.getFirst().failedException();
        failures.stream().skip(1).forEach(task -> first.addSuppressed(task.failedException()));
        return first;
    }
}
