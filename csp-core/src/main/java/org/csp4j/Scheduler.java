package org.csp4j;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import org.csp4j.diagnostics.SchedulerStats;
import org.csp4j.diagnostics.StuckFiberReport;
import org.csp4j.internal.runtime.CarrierLimits;
import org.csp4j.internal.runtime.CspRuntime;
import org.csp4j.internal.runtime.RuntimeConfig;
import org.jspecify.annotations.Nullable;

/**
 * Runs fibers. {@link #shared()} is what {@link Csp#go} uses from outside of any fiber; a fiber that starts another starts it
 * on its own scheduler. Schedulers of one's own are for carriers that nobody else uses, for another clock or another handler of
 * uncaught failures, and for having an end. Channels do not belong to a scheduler, and fibers of all of them can meet on one.
 *
 * {@snippet file="org/csp4j/examples/snippets/SchedulerSnippets.java" region="program"}
 *
 * <p><b>Closing.</b> A scheduler that was {@linkplain #builder() built} is to be closed: then no more fibers start on it, and
 * {@link #close()} waits for those that live. A start that races with a close is either refused, with
 * {@link SchedulerClosedException}, or waited for. Threads that fibers have started by means of the JDK are not waited for; they can
 * run to their end afterwards.
 *
 * <p><b>Carriers.</b> On the work-stealing engine each scheduler has carriers of its own, named after it, up to its
 * {@link #parallelism()}. They are daemon threads, and start when there are fibers to run for them. Those that are idle for ten seconds
 * end, but for one that waits for timers; in a scheduler that was closed they end at once. The threads that watch them come and go
 * with them. On the platform engine all share the JDK's carriers.
 *
 * <p>All methods can be called from any thread, and none but {@code run}, {@code call} and {@code close} waits.
 */
public final class Scheduler implements AutoCloseable {
    private final CspRuntime runtime;

    private Scheduler(CspRuntime runtime) {
        this.runtime = runtime;
    }

    /** The scheduler of those who do not name one. It has no end, and cannot be closed. */
    public static Scheduler shared() {
        return new Scheduler(CspRuntime.shared());
    }

    /** Builds a scheduler. */
    public static Builder builder() {
        return new Builder();
    }

    // Fibers

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

    // Runs

    /** Runs main on this scheduler, and waits for it; see {@link Csp#run(Action)}. */
    public void run(Action main) throws Exception {
        runtime.run(Remaining.CANCEL, main);
    }

    /** Runs main on this scheduler, and waits for it; see {@link Csp#run(Remaining, Action)}. */
    public void run(Remaining remaining, Action main) throws Exception {
        runtime.run(remaining, main);
    }

    /** Runs main on this scheduler, and returns what it returns; see {@link Csp#call(Callable)}. */
    public <T extends @Nullable Object> T call(Callable<T> main) throws Exception {
        return runtime.call(Remaining.CANCEL, main);
    }

    /** Runs main on this scheduler, and returns what it returns; see {@link Csp#call(Remaining, Callable)}. */
    public <T extends @Nullable Object> T call(Remaining remaining, Callable<T> main) throws Exception {
        return runtime.call(remaining, main);
    }

    // What it is

    /** The name that it was given, or one that identifies it. */
    public String name() {
        return runtime.name();
    }

    /** The name of the engine that schedules the fibers: {@code "work-stealing"} or {@code "platform"}. */
    public String engine() {
        return runtime.engineName();
    }

    /**
     * How many fibers can run at the same time. By default as many as there are {@linkplain Runtime#availableProcessors() available
     * processors}, which in a container are those that it may use.
     */
    public int parallelism() {
        return runtime.parallelism();
    }

    /**
     * Changes how many fibers can run at the same time, while they run. Carriers that are too many end, the idle ones first and at once,
     * the others when they have run the fiber that they are in; they leave those that wait for them to others.
     *
     * @throws IllegalArgumentException if it is less than 1, or more than {@link Builder#maxCarriers(int)}
     * @throws UnsupportedOperationException on the platform engine: the JDK's scheduler is one for the whole JVM, and sized at its
     *     start by the system property {@code jdk.virtualThreadScheduler.parallelism}
     */
    public void parallelism(int carriers) {
        runtime.parallelism(carriers);
    }

    /**
     * What its fibers do, and have done. On the work-stealing engine it costs about as much as there are carriers; on the platform
     * engine, where each fiber has to be asked, as much as there are fibers.
     */
    public SchedulerStats stats() {
        return runtime.stats();
    }

    @Override
    public String toString() {
        return "scheduler '" + name() + "' (" + engine() + (isClosed() ? ", closed)" : ")");
    }

    // Closing

    /**
     * Closes the scheduler: from now on it starts no fibers, and throws {@link SchedulerClosedException} instead. Waits until all its
     * fibers have ended. If the caller is interrupted, it {@linkplain Fiber#cancel() cancels} all fibers and waits on, and returns
     * with the interrupt status set. A scheduler can be closed again, and by several threads at once: each waits.
     *
     * <p>What its fibers have done happens-before the return. The scheduler's threads may still be there for a moment.
     *
     * @throws UnsupportedOperationException if it is the {@linkplain #shared() shared} scheduler
     * @throws IllegalStateException if a fiber of this scheduler calls it, which would wait for itself; the scheduler is not closed
     */
    @Override
    public void close() {
        runtime.close();
    }

    /**
     * Closes the scheduler as {@link #close()} does, and waits for at most this long. Fibers that have not ended by then are named in
     * the log, at warn, with what they wait for; are {@linkplain Fiber#cancel() cancelled}; and are returned. They may end later.
     *
     * @param timeout how long to wait, by the clock of the caller; zero or less cancels at once
     * @return the fibers that had not ended; empty if all had
     * @throws UnsupportedOperationException as {@link #close()}
     * @throws IllegalStateException as {@link #close()}
     */
    public List<Fiber<?>> close(Duration timeout) {
        return runtime.close(timeout);
    }

    /** Whether the scheduler was closed, or is being closed: it starts no more fibers, though some may live. */
    public boolean isClosed() {
        return runtime.isClosed();
    }

    /** Builds a scheduler; everything has a default. A builder belongs to one thread, and can build any number of schedulers. */
    public static final class Builder {
        private @Nullable String name;
        private EngineChoice engine = EngineChoice.AUTOMATIC;
        private CarrierLimits limits = CarrierLimits.NONE;
        private @Nullable UncaughtHandler uncaughtHandler;
        private @Nullable Consumer<? super StuckFiberReport> onStuck;
        private @Nullable VirtualClock clock;
        private boolean recordsCreationSites = Boolean.getBoolean("csp4j.creationSites");
        private boolean detectsDeadlocks = !"false".equals(System.getProperty("csp4j.detectDeadlocks"));

        private Builder() {}

        /**
         * Names the scheduler; its carriers, messages and reports use the name. By default it is numbered.
         *
         * @throws IllegalArgumentException if the name is blank
         */
        public Builder name(String name) {
            if (name.isBlank()) {
                throw new IllegalArgumentException("name '" + name + "' is blank");
            }
            this.name = name;
            return this;
        }

        /**
         * Who schedules the fibers; by default, the work-stealing engine where it can run, unless the system property
         * {@code csp4j.engine} says otherwise ({@code work-stealing}, {@code platform}).
         */
        public Builder engine(EngineChoice choice) {
            this.engine = Objects.requireNonNull(choice, "choice");
            return this;
        }

        /**
         * How many fibers can run at the same time, from 1 to 32,767: up to as many carriers are there for them. By default as many as
         * there are {@linkplain Runtime#availableProcessors() available processors}, which in a container are those that it may use.
         *
         * <p>This, {@link #maxCarriers(int)} and {@link #timeSlice(Duration)} are limits of the work-stealing engine. The platform
         * engine cannot have them, since the JDK's scheduler is one for the whole JVM, and sized by system properties of its own
         * ({@code jdk.virtualThreadScheduler.parallelism}): one that was asked for is refused with them, and one that takes
         * the other's place ignores them, with a warning.
         *
         * @throws IllegalArgumentException if it is not in that range
         */
        public Builder parallelism(int carriers) {
            this.limits = limits.withParallelism(carriers);
            return this;
        }

        /**
         * How many carriers there may be, from 1 to 32,767: those that run fibers, and those that are stuck in fibers that never yield,
         * or block in native code or file I/O. By default 10,000. When so many are stuck, the other fibers wait.
         *
         * @throws IllegalArgumentException if it is not in that range
         */
        public Builder maxCarriers(int carriers) {
            this.limits = limits.withMaxCarriers(carriers);
            return this;
        }

        /**
         * How long a fiber may keep its carrier while others wait for it, from a millisecond to an hour. After one to two time slices
         * another carrier takes its carrier's place. By default 5 ms.
         *
         * @throws IllegalArgumentException if it is not in that range
         */
        public Builder timeSlice(Duration slice) {
            this.limits = limits.withTimeSlice(slice);
            return this;
        }

        /** What is told of fibers that fail; by default, each failure is logged once through SLF4J, at error. */
        public Builder uncaughtHandler(UncaughtHandler handler) {
            this.uncaughtHandler = Objects.requireNonNull(handler, "handler");
            return this;
        }

        /**
         * How long a fiber, or another virtual thread, may hold its carrier until that is reported, whether others wait for the carrier
         * or not; from a millisecond. It is reported again each time that it has taken ten times as long. By default a second. A
         * limit of the work-stealing engine, as {@link #parallelism(int)} is.
         *
         * @throws IllegalArgumentException if it is less than a millisecond
         */
        public Builder stuckReportAfter(Duration time) {
            this.limits = limits.withStuckReportAfter(time);
            return this;
        }

        /**
         * What is told of fibers that hold their carrier for long, besides the log: that has them through SLF4J, at warn, but no more
         * than some in a while. The hook is called on a thread where no fiber waits, for one report after the other; while it runs, no
         * others are made. What it throws is logged. The platform engine cannot tell, and never calls it.
         *
         * {@snippet file="org/csp4j/examples/snippets/SchedulerSnippets.java" region="stuck"}
         */
        public Builder onStuck(Consumer<? super StuckFiberReport> hook) {
            this.onStuck = Objects.requireNonNull(hook, "hook");
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
         * Whether {@linkplain Csp#run runs} are watched for deadlocks whose main runs on this scheduler; by default, unless the system
         * property {@code csp4j.detectDeadlocks} is {@code false}. One that is not waits for ever.
         *
         * {@snippet file="org/csp4j/examples/snippets/DeadlockSnippets.java" region="opt-out"}
         */
        public Builder detectDeadlocks(boolean detects) {
            this.detectsDeadlocks = detects;
            return this;
        }

        /**
         * Makes the scheduler, which is to be {@linkplain Scheduler#close() closed} when it is not needed any more.
         *
         * @throws EngineUnavailableException if the work-stealing engine was asked for, and cannot run in this JVM
         * @throws IllegalStateException if the platform engine was asked for, and a limit of the work-stealing engine; or a
         *     parallelism of more than {@link #maxCarriers(int)}
         */
        public Scheduler build() {
            return new Scheduler(CspRuntime.create(new RuntimeConfig(
                    name, engine, limits, uncaughtHandler, onStuck, clock, recordsCreationSites, detectsDeadlocks)));
        }
    }
}
