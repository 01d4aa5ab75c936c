package org.csp4j.patterns.pool;

import java.util.Objects;

/** A task of a {@link WorkPool} has failed, with the {@linkplain #getCause() cause}. Other tasks that have failed, too, are suppressed in it. */
public final class WorkFailedException extends WorkPoolException {
    private static final long serialVersionUID = 1L;

    private final String workerName;
    private final long taskNumber;

    WorkFailedException(String poolName, String workerName, long taskNumber, Throwable cause) {
        super(
                "task " + taskNumber + " of pool '" + poolName + "' has failed on worker '" + workerName + "': "
                        + cause,
                poolName,
                cause);
        this.workerName = workerName;
        this.taskNumber = taskNumber;
    }

    /** The name of the worker that ran it. */
    public String workerName() {
        return workerName;
    }

    /** Which task: its {@linkplain WorkTask#number() number}. */
    public long taskNumber() {
        return taskNumber;
    }

    /** What the task has thrown. */
    @Override
    public synchronized Throwable getCause() {
        return Objects.requireNonNull(super.getCause());
    }
}
