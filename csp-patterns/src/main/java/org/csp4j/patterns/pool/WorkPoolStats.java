package org.csp4j.patterns.pool;

/**
 * What a {@link WorkPool} has, and has done; all of it at one moment.
 *
 * <p>These add up: {@code accepted} is {@code queued + running + done + failed + cancelled}.
 *
 * @param workers how many workers there are; while the pool shrinks, more than its size
 * @param idle how many of these wait for a task
 * @param accepted how many tasks a worker or the queue has taken
 * @param queued how many are in the queue
 * @param running how many a worker has
 * @param done how many have returned
 * @param failed how many have thrown
 * @param cancelled how many were cancelled, or handed back
 * @param waiting how many callers wait to hand over a task
 * @param rejected how many tasks were rejected, as the pool takes no more
 */
public record WorkPoolStats(
        int workers,
        int idle,
        long accepted,
        int queued,
        int running,
        long done,
        long failed,
        long cancelled,
        int waiting,
        long rejected) {}
