package org.csp4j.internal.fiber;

import org.csp4j.FiberState;
import org.csp4j.InterruptedOperationException;
import org.csp4j.internal.time.TimerService;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A fiber as the engines see it: something to run, on a thread of its own, that has a name and a life. */
public abstract class FiberCore extends FiberParker implements Thread.UncaughtExceptionHandler {
    private static final Logger LOG = LoggerFactory.getLogger(FiberCore.class);

    private final Object
            origin; // where it was created, and its name if it was given one: one field, as there may be a million

    private record Named(String name, Object site) {}

    /** The fiber's name, if it was given one, and where it was created: the line, in the words of {@link CallSite}, or its body's class. */
    protected FiberCore(@Nullable String givenName, Object site) {
        this.origin = givenName == null ? site : new Named(givenName, site);
    }

    /** What the fiber measures time by. */
    public abstract TimerService timers();

    /** Where it counts as live: always the same one. */
    protected abstract FiberRegistry registry();

    /** What it belongs to, and what it starts belongs to; null if to nothing. */
    public @Nullable FiberGroup group() {
        return null;
    }

    /** Runs the body, and returns what that returns; what it throws is how it failed. */
    protected abstract @Nullable Object runBody() throws Exception;

    /** The body has returned or thrown; called in the fiber. What this throws counts as thrown by the body. */
    protected void left() {}

    /** The body has returned this; called in the fiber, as the last before it ends. What this throws counts as thrown by the body. */
    protected void returned(@Nullable Object result) {}

    /** The fiber is about to be started, and may be cancelled here; {@link #ended()} follows in any case. */
    protected void starting() {}

    /** The body has thrown; called in the fiber, before the fiber ends. */
    protected abstract void failed(Throwable failure);

    /** The fiber has ended, as {@link #state()} says; or could not be started. */
    protected abstract void ended();

    /** Binds the fiber to its thread, which has just been made, and says how that parks. The thread knows it from now on. */
    public final void own(Thread newThread, FiberParking newParking) {
        newThread.setUncaughtExceptionHandler(this); // CurrentFiber
        if (origin instanceof Named named) {
            newThread.setName(named.name());
        }
        bind(newThread, newParking);
    }

    /** The fiber that a thread is, for those who look at it from outside; null if it is none. */
    public static @Nullable FiberCore of(Thread thread) {
        return thread.getUncaughtExceptionHandler() instanceof FiberCore fiber && fiber.isOn(thread) ? fiber : null;
    }

    /** What code reports that goes by the handler of a thread; what the body throws does not get that far. */
    @Override
    public final void uncaughtException(Thread which, Throwable thrown) {
        LOG.error("in fiber '{}', started at {}", name(), creationSite(), thrown);
    }

    /** Starts the bound thread. The fiber counts as live until it ends; or until this fails. */
    public final void start() {
        FiberRegistry registry = registry();
        boolean isRegistered = false;
        starting();
        try {
            registry.enter(this);
            isRegistered = true;
            registry.start(this);
        } catch (Throwable e) {
            if (isRegistered) {
                registry.leave(this, FiberState.CANCELLED); // it has not begun, and never does
            }
            ended();
            throw e;
        }
    }

    public final String name() {
        return origin instanceof Named named ? named.name() : "fiber-" + thread().threadId();
    }

    public final String creationSite() {
        Object site = origin instanceof Named named ? named.site() : origin;
        return site instanceof Class<?> type ? CallSite.ofClass(type) : (String) site;
    }

    @Override
    final FiberCore fiber() {
        return this;
    }

    @Override
    public final void run() {
        boolean hasBegun = casNewToStarted();
        Object result = null;
        Throwable failure = null;
        if (hasBegun) {
            try {
                result = runBody();
            } catch (Throwable e) {
                failure = e;
            }
        }
        ends(hasBegun, result, failure);
    }

    private void ends(boolean hasBegun, @Nullable Object result, @Nullable Throwable thrown) {
        FiberState end = FiberState.CANCELLED;
        Throwable failure = hasBegun ? leave(result, thrown) : null;
        if (hasBegun && failure == null) {
            end = FiberState.DONE;
        } else if (failure != null && !(isCancelling() && isInterruption(failure))) {
            tell(failure);
            end = FiberState.FAILED;
        }
        registry().leave(this, end);
        ended();
    }

    /** The body has returned or thrown; returns how it failed, if it did. */
    private @Nullable Throwable leave(@Nullable Object result, @Nullable Throwable thrown) {
        try {
            left();
            if (thrown == null) {
                returned(result);
            }
            return thrown;
        } catch (Throwable e) {
            return e;
        }
    }

    /** Whatever comes of it, the fiber ends. */
    private void tell(Throwable failure) {
        try {
            failed(failure);
        } catch (Throwable e) {
            // A logger that fails, or no memory for it: nowhere is left to tell, and those who join still count.
        }
    }

    private static boolean isInterruption(Throwable failure) {
        return failure instanceof InterruptedException || failure instanceof InterruptedOperationException;
    }

    /** Asks the fiber to end; false if it has ended already. */
    public final boolean cancel() {
        return switch (casToCancelled()) {
            case BEFORE_START, ALREADY -> true;
            case RUNNING -> {
                thread().interrupt();
                yield true;
            }
            case TOO_LATE -> false;
        };
    }

    /** Interrupts the fiber, if it was asked to end, and has not. */
    final void interruptIfCancelling() {
        if (isCancelling()) {
            thread().interrupt();
        }
    }

    public final boolean hasEnded() {
        return isEnded();
    }

    public final FiberState state() {
        FiberState state = stateOfWord();
        if (state.isEnded()) {
            return state;
        }
        return switch (thread().getState()) {
            case BLOCKED, WAITING, TIMED_WAITING -> FiberState.PARKED;
            case NEW, RUNNABLE, TERMINATED -> FiberState.RUNNABLE;
        };
    }
}
