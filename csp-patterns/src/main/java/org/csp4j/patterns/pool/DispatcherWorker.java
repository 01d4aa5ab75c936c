package org.csp4j.patterns.pool;

/**
 * A worker of a {@link Dispatcher}, at one moment.
 *
 * @param name its name, by which it can be {@linkplain Dispatcher#stopWorker stopped}
 * @param isBusy whether it has a job
 * @param isStopping whether it ends after that
 * @param tries how often it has tried a job
 */
public record DispatcherWorker(String name, boolean isBusy, boolean isStopping, long tries) {}
