package org.csp4j.patterns.pool;

/** What the failure of a task means to its {@link WorkPool}. Whatever it means, the task's own {@link WorkTask#result()} says it. */
public enum WorkPolicy {
    /** The pool fails: the tasks that run are interrupted, those that wait never run, and no more are taken. */
    FAIL_FAST,
    /** Nothing: a failure of a task that is to return something is for who asks for that; any other goes to a hook, or to the log. */
    SUPERVISE,
    /** All tasks run, and who waits for the pool to be idle or shut down is told of all failures then. */
    COLLECT_ALL
}
