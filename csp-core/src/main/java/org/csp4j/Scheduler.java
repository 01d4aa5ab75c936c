package org.csp4j;

import java.util.Objects;
import java.util.concurrent.Callable;
import org.csp4j.internal.runtime.CspRuntime;
import org.csp4j.internal.runtime.RuntimeConfig;
import org.jspecify.annotations.Nullable;

/**
 * Runs fibers. {@link #shared()} is what {@link Csp#go} uses from outside of any fiber; a fiber that starts another starts it
 * on its own scheduler. Schedulers of one's own are for another clock, or another handler of uncaught failures; channels do
 * not belong to a scheduler, and fibers of all of them can meet on one.
 *
 * {@snippet file="org/csp4j/examples/snippets/FiberSnippets.java" region="uncaught"}
 */
public final class Scheduler {
    private final CspRuntime runtime;

    private Scheduler(CspRuntime runtime) {
        this.runtime = runtime;
    }

    /** The scheduler of those who do not name one. */
    public static Scheduler shared() {
        return new Scheduler(CspRuntime.shared());
    }

    /** Builds a scheduler. */
    public static Builder builder() {
        return new Builder();
    }

    /** Starts a fiber; see {@link Csp#go(Action)}. */
    public Fiber<@Nullable Void> go(Action body) {
        return runtime.go(null, body);
    }

    /** Starts a fiber with a name; see {@link Csp#go(String, Action)}. */
    public Fiber<@Nullable Void> go(String name, Action body) {
        return runtime.go(Objects.requireNonNull(name, "name"), body);
    }

    /** Starts a fiber that returns a value; see {@link Csp#async(Callable)}. */
    public <T extends @Nullable Object> Fiber<T> async(Callable<T> body) {
        return runtime.async(null, body);
    }

    /** Starts a fiber with a name that returns a value; see {@link Csp#async(String, Callable)}. */
    public <T extends @Nullable Object> Fiber<T> async(String name, Callable<T> body) {
        return runtime.async(Objects.requireNonNull(name, "name"), body);
    }

    /** The name of the engine that schedules the fibers: {@code "work-stealing"} or {@code "platform"}. */
    public String engine() {
        return runtime.engineName();
    }

    /** Builds a scheduler; everything has a default. A builder belongs to one thread. */
    public static final class Builder {
        private EngineChoice engine = EngineChoice.AUTOMATIC;
        private @Nullable UncaughtHandler uncaughtHandler;
        private @Nullable VirtualClock clock;
        private boolean recordsCreationSites = Boolean.getBoolean("csp4j.creationSites");

        private Builder() {}

        /**
         * Who schedules the fibers; by default, the work-stealing engine where it can run, unless the system property
         * {@code csp4j.engine} says otherwise ({@code work-stealing}, {@code platform}).
         */
        public Builder engine(EngineChoice choice) {
            this.engine = Objects.requireNonNull(choice, "choice");
            return this;
        }

        /** What is told of fibers that fail; by default, each failure is logged once through SLF4J, at error. */
        public Builder uncaughtHandler(UncaughtHandler handler) {
            this.uncaughtHandler = Objects.requireNonNull(handler, "handler");
            return this;
        }

        /** Measures time by a clock that a test advances; by default, time is the system's. */
        public Builder clock(VirtualClock clock) {
            this.clock = Objects.requireNonNull(clock, "clock");
            return this;
        }

        /** Records the line of code that starts each fiber, at a cost of about a microsecond a fiber. */
        public Builder recordCreationSites() {
            this.recordsCreationSites = true;
            return this;
        }

        /**
         * Makes the scheduler.
         *
         * @throws EngineUnavailableException if the work-stealing engine was asked for, and cannot run in this JVM
         */
        public Scheduler build() {
            return new Scheduler(
                    CspRuntime.create(new RuntimeConfig(engine, uncaughtHandler, clock, recordsCreationSites)));
        }
    }
}
