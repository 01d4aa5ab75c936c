package org.csp4j.patterns.pool;

import static org.csp4j.Csp.chan;

import java.util.Objects;
import org.csp4j.Channel;
import org.jspecify.annotations.Nullable;

/** Somebody wants a resource. */
final class Request<R> {
    private final String holder;
    private final @Nullable String site;
    private @Nullable Channel<Loan<R>> answer; // written under the pool's lock, before anybody else knows the request

    /**
     * A request that is new.
     *
     * @param holder the name of the thread or fiber
     * @param site the line of code; null if that is not recorded
     */
    Request(String holder, @Nullable String site) {
        this.holder = holder;
        this.site = site;
    }

    String holder() {
        return holder;
    }

    @Nullable String site() {
        return site;
    }

    /** The resource has to be waited for. */
    void isToWait() {
        answer = chan("resource for " + holder, 1);
    }

    /**
     * Where the resource is sent to one that waits, once at most. Who gives up waiting cancels the channel, and so learns whether a
     * resource had come in time; it is closed when none will come.
     */
    Channel<Loan<R>> answer() {
        return Objects.requireNonNull(answer, "a request that does not wait");
    }
}
