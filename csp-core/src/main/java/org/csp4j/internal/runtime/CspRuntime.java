package org.csp4j.internal.runtime;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.csp4j.Action;
import org.csp4j.Channel;
import org.csp4j.Deadline;
import org.csp4j.EngineChoice;
import org.csp4j.Fiber;
import org.csp4j.Overflow;
import org.csp4j.ReceiveChannel;
import org.csp4j.Remaining;
import org.csp4j.SelectCase;
import org.csp4j.Selector;
import org.csp4j.SendChannel;
import org.csp4j.Ticker;
import org.csp4j.Tier;
import org.csp4j.Timer;
import org.csp4j.UncaughtHandler;
import org.csp4j.diagnostics.SchedulerStats;
import org.csp4j.diagnostics.WaitReason;
import org.csp4j.internal.channel.ChannelFactory;
import org.csp4j.internal.channel.OneShotTimer;
import org.csp4j.internal.channel.PeriodicTimer;
import org.csp4j.internal.engine.Engine;
import org.csp4j.internal.fiber.CallSite;
import org.csp4j.internal.fiber.CurrentFiber;
import org.csp4j.internal.fiber.FiberGroup;
import org.csp4j.internal.fiber.FiberRegistry;
import org.csp4j.internal.park.Blocker;
import org.csp4j.internal.park.Sleeper;
import org.csp4j.internal.sched.SchedulerLimits;
import org.csp4j.internal.select.CaseSpec;
import org.csp4j.internal.select.DefaultCase;
import org.csp4j.internal.select.GuardedCase;
import org.csp4j.internal.select.HeldSelector;
import org.csp4j.internal.select.OneShotSelect;
import org.csp4j.internal.select.ReceiveCase;
import org.csp4j.internal.select.SelectableView;
import org.csp4j.internal.select.SendCase;
import org.csp4j.internal.select.SendFromCase;
import org.csp4j.internal.select.TimeoutCase;
import org.csp4j.internal.time.ClockDeadline;
import org.csp4j.internal.time.TimerService;
import org.csp4j.internal.util.StackRoom;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** An engine, a timer service and what is told of failures: what fibers run on. */
public final class CspRuntime {
    private static final Logger LOG = LoggerFactory.getLogger(CspRuntime.class);

    private static final String SHARED_NAME = "csp4j";
    private static final AtomicInteger UNNAMED = new AtomicInteger();

    private final boolean isShared;
    private final String name;
    private final Engine engine;
    private final Closing closing;
    private final TimerService timers;
    private final @Nullable UncaughtHandler uncaughtHandler;
    private final boolean recordsCreationSites;
    private final boolean detectsDeadlocks;

    private CspRuntime(RuntimeConfig config, boolean isShared) {
        this.isShared = isShared;
        String given = config.name();
        this.name = given != null ? given : SHARED_NAME + "-" + UNNAMED.incrementAndGet();
        this.engine = RuntimeEngines.make(name, config);
        this.closing = new Closing(name, engine);
        this.timers = config.clock() instanceof SteppedClock clock ? clock.timers() : engine.timers();
        this.uncaughtHandler = config.uncaughtHandler();
        this.recordsCreationSites = config.recordsCreationSites();
        this.detectsDeadlocks = config.detectsDeadlocks();
    }

    /** Made when it is first needed. */
    private static final class Shared {
        static final CspRuntime INSTANCE = new CspRuntime(
                new RuntimeConfig(
                        SHARED_NAME,
                        EngineChoice.AUTOMATIC,
                        CarrierLimits.NONE,
                        null,
                        null,
                        null,
                        Boolean.getBoolean("csp4j.creationSites"),
                        !"false".equals(System.getProperty("csp4j.detectDeadlocks"))),
                true);
    }

    /** A runtime of one's own. */
    public static CspRuntime create(RuntimeConfig config) {
        return new CspRuntime(config, false);
    }

    /** The runtime of those who have no other. */
    public static CspRuntime shared() {
        return Shared.INSTANCE;
    }

    /** The runtime of the calling fiber. */
    public static CspRuntime current() {
        RuntimeFiber<?> caller = RuntimeFiber.current();
        return caller == null ? shared() : caller.runtime();
    }

    // The scheduler

    public String name() {
        return name;
    }

    public String engineName() {
        return engine.name();
    }

    public int parallelism() {
        return engine.parallelism();
    }

    public void parallelism(int carriers) {
        engine.parallelism(SchedulerLimits.checkCarriers("parallelism", carriers));
    }

    public SchedulerStats stats() {
        return engine.stats(fibers());
    }

    public void close() {
        checkMayClose();
        closing.close();
    }

    public List<Fiber<?>> close(Duration timeout) {
        checkMayClose();
        return closing.close(Objects.requireNonNull(timeout, "timeout"));
    }

    private void checkMayClose() {
        if (isShared) {
            throw new UnsupportedOperationException(
                    "the shared scheduler cannot be closed, since everybody's go() uses it;"
                            + " Scheduler.builder() builds one of one's own");
        }
        RuntimeFiber<?> caller = RuntimeFiber.current();
        if (caller != null && caller.runtime() == this) {
            throw new IllegalStateException("fiber '" + caller.name() + "' cannot close scheduler '" + name
                    + "', on which it runs: to close is to wait until all fibers have ended, and it would wait for"
                    + " itself");
        }
    }

    public boolean isClosed() {
        return fibers().isClosed();
    }

    boolean detectsDeadlocks() {
        return detectsDeadlocks;
    }

    // Fibers

    FiberRegistry fibers() {
        return closing.fibers();
    }

    TimerService timers() {
        return timers;
    }

    /** Starts a fiber whose failure goes to the handler, on the caller's runtime. */
    public static Fiber<@Nullable Void> goFromCaller(@Nullable String name, Action body) {
        RuntimeFiber<?> caller = RuntimeFiber.current();
        return caller == null ? shared().go(null, name, body) : caller.runtime().go(caller.group(), name, body);
    }

    /** Starts a fiber whose failure is kept for whoever asks for its result, on the caller's runtime. */
    public static <T extends @Nullable Object> Fiber<T> asyncFromCaller(@Nullable String name, Callable<T> body) {
        RuntimeFiber<?> caller = RuntimeFiber.current();
        return caller == null
                ? shared().async(null, name, body)
                : caller.runtime().async(caller.group(), name, body);
    }

    /** Starts a fiber whose failure goes to the handler. */
    public Fiber<@Nullable Void> go(@Nullable String name, Action body) {
        return go(groupOfCaller(), name, body);
    }

    /** Starts a fiber whose failure is kept for whoever asks for its result. */
    public <T extends @Nullable Object> Fiber<T> async(@Nullable String name, Callable<T> body) {
        return async(groupOfCaller(), name, body);
    }

    /** What the calling fiber belongs to; null if to nothing, or if it is none. */
    static @Nullable FiberGroup groupOfCaller() {
        RuntimeFiber<?> caller = RuntimeFiber.current();
        return caller == null ? null : caller.group();
    }

    Fiber<@Nullable Void> go(@Nullable FiberGroup group, @Nullable String name, Action body) {
        Objects.requireNonNull(body, "body");
        return start(RuntimeFiber.of(this, group, name, creationSite(body), body));
    }

    <T extends @Nullable Object> Fiber<T> async(@Nullable FiberGroup group, @Nullable String name, Callable<T> body) {
        Objects.requireNonNull(body, "body");
        return start(RuntimeFiber.of(this, group, name, creationSite(body), body));
    }

    /** Why what the caller is in was cancelled; null if that was for no cause, or did not happen. */
    public static @Nullable Throwable cancellationCause() {
        FiberGroup group = OpenScopes.enclosing();
        return group == null ? null : group.cancellationCause();
    }

    /** Runs main, and waits for it and for all that it starts. */
    public void run(Remaining remaining, Action main) throws Exception {
        Objects.requireNonNull(main, "main");
        Callable<@Nullable Void> body = () -> {
            main.run();
            return null;
        };
        Run.call(this, remaining, body, creationSite(main));
    }

    /** Runs main, waits for it and for all that it starts, and returns what main returns. */
    public <T extends @Nullable Object> T call(Remaining remaining, Callable<T> main) throws Exception {
        Objects.requireNonNull(main, "main");
        return Run.call(this, remaining, main, creationSite(main));
    }

    <T extends @Nullable Object> RuntimeFiber<T> start(RuntimeFiber<T> fiber) {
        StackRoom.check(2);
        engine.start(fiber);
        return fiber;
    }

    Object creationSite(Object body) {
        return recordsCreationSites ? CallSite.ofCaller() : body.getClass();
    }

    void uncaught(Fiber<?> fiber, Throwable failure) {
        try {
            if (uncaughtHandler != null) {
                uncaughtHandler.uncaught(fiber, failure);
                return;
            }
        } catch (Throwable e) {
            LOG.error("the handler of uncaught failures failed itself, on fiber '{}'", fiber.name(), e);
        }
        log(fiber, failure);
    }

    private static void log(Fiber<?> fiber, Throwable failure) {
        try {
            LOG.error("fiber '{}', started at {}, failed", fiber.name(), fiber.creationSite(), failure);
        } catch (RuntimeException e) { // out of the failure's own message, for one
            String type = failure.getClass().getName();
            LOG.error("fiber '{}', started at {}, failed: {}", fiber.name(), fiber.creationSite(), type, e);
        }
    }

    public static Optional<WaitReason> waitReasonOf(Thread thread) {
        return Blocker.reasonOf(thread);
    }

    // Channels

    public static <T> Channel<T> channel(
            @Nullable String name,
            int capacity,
            Overflow overflow,
            @Nullable Consumer<? super T> onUndelivered,
            boolean recordsCloser) {
        return ChannelFactory.create(name, capacity, overflow, onUndelivered, recordsCloser);
    }

    public <T> ReceiveChannel<T> fanIn(
            List<? extends ReceiveChannel<? extends T>> sources, @Nullable Consumer<? super T> onUndelivered) {
        return FanIn.start(this, sources, onUndelivered);
    }

    // Select

    public static <R extends @Nullable Object> R select(SelectCase<? extends R>[] cases) throws InterruptedException {
        return OneShotSelect.select(cases, TierEnds.one(cases.length));
    }

    public static <R extends @Nullable Object> R prioritySelect(SelectCase<? extends R>[] cases)
            throws InterruptedException {
        return OneShotSelect.select(cases, TierEnds.oneEach(cases.length));
    }

    public static <R extends @Nullable Object> R tieredSelect(Tier<R>[] tiers) throws InterruptedException {
        return OneShotSelect.select(flatten(tiers), TierEnds.of(tiers));
    }

    public static <R extends @Nullable Object> Selector<R> selector(SelectCase<? extends R>[] cases) {
        return new HeldSelector<>(cases, TierEnds.one(cases.length), false);
    }

    public static <R extends @Nullable Object> Selector<R> prioritySelector(SelectCase<? extends R>[] cases) {
        return new HeldSelector<>(cases, TierEnds.oneEach(cases.length), true);
    }

    public static <R extends @Nullable Object> Selector<R> tieredSelector(Tier<R>[] tiers) {
        return new HeldSelector<>(flatten(tiers), TierEnds.of(tiers), false);
    }

    @SuppressWarnings({"unchecked", "rawtypes"}) // nothing but these cases is put into the array
    private static <R extends @Nullable Object> SelectCase<? extends R>[] flatten(Tier<R>[] tiers) {
        List<SelectCase<? extends R>> cases = new ArrayList<>();
        for (Tier<R> tier : tiers) {
            cases.addAll(tier.cases());
        }
        return cases.toArray(new SelectCase[0]);
    }

    public static <T, R extends @Nullable Object> SelectCase<R> receiveCase(
            ReceiveChannel<? extends T> channel,
            SelectCase.Handler<? super T, ? extends R> handler,
            SelectCase.@Nullable Branch<? extends R> onClosed) {
        return new ReceiveCase<>(view(channel), handler, onClosed);
    }

    public static <R extends @Nullable Object> SelectCase<R> sendCase(
            SendChannel<?> channel, Object element, SelectCase.Branch<? extends R> handler) {
        return new SendCase<>(view(channel), element, handler);
    }

    public static <R extends @Nullable Object> SelectCase<R> sendFromCase(
            SendChannel<?> channel, Supplier<?> elements, SelectCase.Branch<? extends R> handler) {
        return new SendFromCase<>(view(channel), elements, handler);
    }

    private static SelectableView view(Object channel) {
        return (SelectableView) Objects.requireNonNull(channel, "channel");
    }

    public static <R extends @Nullable Object> SelectCase<R> timeoutCase(
            Duration timeout, SelectCase.Branch<? extends R> handler) {
        return new TimeoutCase<>(Objects.requireNonNull(timeout, "timeout"), handler);
    }

    public static <R extends @Nullable Object> SelectCase<R> deadlineCase(
            Deadline deadline, SelectCase.Branch<? extends R> handler) {
        return new TimeoutCase<>((ClockDeadline) Objects.requireNonNull(deadline, "deadline"), handler);
    }

    public static <R extends @Nullable Object> SelectCase<R> defaultCase(SelectCase.Branch<? extends R> handler) {
        return new DefaultCase<>(handler);
    }

    public static <R extends @Nullable Object> SelectCase<R> guardedCase(
            BooleanSupplier guard, SelectCase<R> selectCase) {
        return new GuardedCase<>(guard, (CaseSpec<R>) Objects.requireNonNull(selectCase, "selectCase"));
    }

    // Time

    public static Deadline deadline(Duration timeout) {
        return ClockDeadline.after(CurrentFiber.timers(), timeout);
    }

    public static void sleep(Duration duration) throws InterruptedException {
        Sleeper.sleep(CurrentFiber.timers(), duration);
    }

    public static Timer timer(Duration delay) {
        return new OneShotTimer(CurrentFiber.timers(), delay);
    }

    public static Timer timerAt(Instant instant) {
        TimerService timers = CurrentFiber.timers();
        return new OneShotTimer(timers, Duration.between(timers.clock().instant(), instant));
    }

    public static Ticker ticker(Duration period) {
        return new PeriodicTimer(CurrentFiber.timers(), period);
    }
}
