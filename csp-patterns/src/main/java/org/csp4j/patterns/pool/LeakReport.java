package org.csp4j.patterns.pool;

/**
 * A resource of a {@link ResourcePool} that was not given back.
 *
 * @param pool the pool's name
 * @param holder who has it, since when, and from where
 * @param isReclaimed whether the lease had become garbage, so that nobody could give it back any more, and the pool has closed the resource
 */
public record LeakReport(String pool, Holder holder, boolean isReclaimed) {
    @Override
    public String toString() {
        return "a resource of pool '" + pool + "' was not given back by " + holder
                + (isReclaimed ? "; its lease was dropped, and the pool closes it" : "");
    }
}
