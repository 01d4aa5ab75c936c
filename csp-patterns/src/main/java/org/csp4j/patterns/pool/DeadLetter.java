package org.csp4j.patterns.pool;

/**
 * A job that a {@link Dispatcher} has given up.
 *
 * @param job the job
 * @param dispatcher the dispatcher's name
 * @param worker the name of the worker that has tried it last
 * @param tries how often it was tried
 * @param failure what the handler has thrown then
 * @param <J> the type of the jobs
 */
public record DeadLetter<J>(J job, String dispatcher, String worker, int tries, Throwable failure) {}
