package org.csp4j.patterns.internal;

import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A hook that is told of elements which nobody will receive. What it throws is logged, and changes nothing. */
public final class Undelivered<T> {
    private static final Logger LOG = LoggerFactory.getLogger(Undelivered.class);

    private final @Nullable Consumer<? super T> hook;

    private Undelivered(@Nullable Consumer<? super T> hook) {
        this.hook = hook;
    }

    /** Tells this hook. */
    public static <T> Undelivered<T> to(Consumer<? super T> hook) {
        return new Undelivered<>(Objects.requireNonNull(hook, "hook"));
    }

    /** Tells nobody. */
    public static <T> Undelivered<T> dropped() {
        return new Undelivered<>(null);
    }

    /** Tells of one element. */
    public void tell(T element) {
        if (hook == null) {
            return;
        }
        try {
            hook.accept(element);
        } catch (Throwable e) {
            LOG.error("the hook for undelivered elements failed; the stage carries on", e);
        }
    }
}
