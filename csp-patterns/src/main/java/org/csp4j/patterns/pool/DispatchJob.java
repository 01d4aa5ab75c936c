package org.csp4j.patterns.pool;

/** A job on its way through a dispatcher. Belongs to who has it: passed on by channels. */
final class DispatchJob<J> {
    final J job;
    long waitsSince; // when it was submitted, or is to be tried again
    int tries;

    DispatchJob(J job, long submittedAt) {
        this.job = job;
        this.waitsSince = submittedAt;
    }
}
