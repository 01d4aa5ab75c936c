package org.csp4j.patterns.pool;

/** A resource that is lent: what a pool knows of a lease. It does not refer to the lease, which may become garbage. */
final class Loan<R> {
    final Entry<R> entry;
    final Request<R> request;
    final long since;
    final boolean isFirst; // of its resource
    boolean isReported; // guarded by the pool's lock
    volatile State state = State.LENT; // written under the pool's lock

    /** Whose the resource is. */
    enum State {
        /** The holder's. */
        LENT,
        /** The pool's: the holder has given it back. */
        RETURNED,
        /** The pool's: the lease had become garbage. */
        RECLAIMED,
        /** The pool's: it was closed, and has closed the resource. */
        SEIZED
    }

    Loan(Entry<R> entry, Request<R> request, long since, boolean isFirst) {
        this.entry = entry;
        this.request = request;
        this.since = since;
        this.isFirst = isFirst;
    }

    /** That of its resource, of which there is one loan at a time: to give each loan one of its own takes the JVM thirty nanoseconds. */
    @Override
    public int hashCode() {
        return entry.hashCode();
    }
}
