package org.csp4j.patterns.pool;

import static org.csp4j.Csp.chan;

import org.csp4j.Channel;
import org.jspecify.annotations.Nullable;

/**
 * Somebody wants a resource.
 *
 * @param holder the name of the thread or fiber
 * @param site the line of code; null if that is not recorded
 * @param answer where the resource is sent, once at most, if it has to be waited for. Who gives up waiting cancels the channel, and so
 *     learns whether a resource had come in time; it is closed when none will come
 */
record Request<R>(String holder, @Nullable String site, Channel<Loan<R>> answer) {
    Request(String holder, @Nullable String site) {
        this(holder, site, chan("resource for " + holder, 1));
    }
}
