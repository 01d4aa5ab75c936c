package org.csp4j.patterns.pool;

import java.time.Duration;

/**
 * What a {@link Dispatcher} has, and has done.
 *
 * <p>These add up, when nobody submits: {@code accepted} is {@code queued + held + retrying + running + done + dead + dropped + handedBack}.
 *
 * @param workers how many workers there are
 * @param mostWorkers how many there have been at most
 * @param idle how many wait for a job
 * @param accepted how many jobs were taken from those who submit
 * @param rejected how many were not, since the queue was full, the time over, or the dispatcher shut down
 * @param queued how many are in the queue
 * @param held how many the dispatcher has in hand until a worker is free: one at most
 * @param retrying how many have failed, and wait to be tried again
 * @param running how many a worker has
 * @param done how many were handled
 * @param dead how many were given up
 * @param dropped how many were dropped out of the full queue
 * @param handedBack how many were not handled when the dispatcher was shut down in a hurry
 * @param tries how often a worker was given a job
 * @param meanWait how long a worker was waited for in the mean, from the submission or the time of the retry
 * @param longestWait how long at most
 */
public record DispatcherStats(
        int workers,
        int mostWorkers,
        int idle,
        long accepted,
        long rejected,
        int queued,
        int held,
        int retrying,
        int running,
        long done,
        long dead,
        long dropped,
        long handedBack,
        long tries,
        Duration meanWait,
        Duration longestWait) {}
