package org.csp4j.internal.runtime;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.time.Duration;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.csp4j.Action;
import org.csp4j.Channel;
import org.csp4j.Deadline;
import org.csp4j.Fiber;
import org.csp4j.FiberCancelledException;
import org.csp4j.FiberFailedException;
import org.csp4j.FiberState;
import org.csp4j.ReceiveChannel;
import org.csp4j.Received;
import org.csp4j.diagnostics.WaitReason;
import org.csp4j.internal.channel.ChannelOptions;
import org.csp4j.internal.channel.LockedChannel;
import org.csp4j.internal.fiber.CurrentFiber;
import org.csp4j.internal.fiber.FiberCore;
import org.csp4j.internal.fiber.FiberGroup;
import org.csp4j.internal.fiber.FiberRegistry;
import org.csp4j.internal.park.Blocker;
import org.csp4j.internal.time.TimerService;
import org.jspecify.annotations.Nullable;

/** A fiber of a runtime, and its handle. */
public sealed class RuntimeFiber<T extends @Nullable Object> extends FiberCore implements Fiber<T> permits MemberFiber {
    /*
     * The channel that tells of the end is made when somebody first asks for it.
     *
     * I1  The channel, if there is one, closes once the fiber has ended: the fiber writes its state, then reads `done`; who makes
     *     the channel writes `done`, then reads the state (Dekker, both volatile). Closing twice is harmless.
     * I2  Others can close the channel too, since a receiving side may cancel. Hence those who join ask the state whether it was
     *     the end, and a channel that was closed before the end is replaced when somebody next asks for it.
     * I3  The content is the body until that begins, and what it has returned or thrown from before the end on (FiberWord E1); in
     *     between, the innermost scope that the fiber has open, for the fiber alone, and nothing else: a body that runs for long keeps
     *     no more alive than it uses. One field, as there may be a million.
     * Checked by RuntimeFiberStress (I1).
     */
    private static final VarHandle DONE;

    static {
        try {
            DONE = MethodHandles.lookup().findVarHandle(RuntimeFiber.class, "done", Channel.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final CspRuntime runtime;
    private final boolean returnsValue; // and keeps its failure for whoever asks for the value
    private @Nullable Object content; // I3
    private volatile @Nullable Channel<Void> done; // through DONE (I1)

    RuntimeFiber(CspRuntime runtime, @Nullable String givenName, Object site, boolean returnsValue, Object body) {
        super(givenName, site);
        this.runtime = runtime;
        this.returnsValue = returnsValue;
        this.content = body;
    }

    /** A fiber whose failure goes to the runtime's handler. */
    static RuntimeFiber<@Nullable Void> of(
            CspRuntime runtime, @Nullable FiberGroup group, @Nullable String givenName, Object site, Action body) {
        return make(runtime, group, givenName, site, false, body);
    }

    /** A fiber whose failure is kept for whoever asks for its value. */
    static <T extends @Nullable Object> RuntimeFiber<T> of(
            CspRuntime runtime, @Nullable FiberGroup group, @Nullable String givenName, Object site, Callable<T> body) {
        return make(runtime, group, givenName, site, true, body);
    }

    private static <T extends @Nullable Object> RuntimeFiber<T> make(
            CspRuntime runtime,
            @Nullable FiberGroup group,
            @Nullable String givenName,
            Object site,
            boolean returnsValue,
            Object body) {
        return group == null
                ? new RuntimeFiber<>(runtime, givenName, site, returnsValue, body)
                : new MemberFiber<>(runtime, group, givenName, site, returnsValue, body);
    }

    /** The calling thread, if it is such a fiber. */
    static @Nullable RuntimeFiber<?> current() {
        return CurrentFiber.get() instanceof RuntimeFiber<?> fiber ? fiber : null;
    }

    final CspRuntime runtime() {
        return runtime;
    }

    @Override
    public TimerService timers() {
        return runtime.timers();
    }

    @Override
    protected FiberRegistry registry() {
        return runtime.fibers();
    }

    @Override
    @SuppressWarnings("NullAway") // I3: it is the body
    protected final @Nullable Object runBody() throws Exception {
        Object body = takeContent();
        if (returnsValue) {
            return ((Callable<?>) body).call();
        }
        ((Action) body).run();
        return null;
    }

    /** Apart, so that C1 makes {@link #runBody} a part of its caller: for that it is to have 35 bytes of code at most. */
    private @Nullable Object takeContent() {
        Object taken = content;
        content = null;
        return taken;
    }

    @Override
    protected final void left() {
        endOpenScopes();
    }

    @Override
    protected void returned(@Nullable Object result) {
        content = result;
    }

    private void endOpenScopes() {
        if (content != null) { // I3
            OpenScopes.endAll();
        }
    }

    /** The innermost scope that the fiber has open. In the fiber, until it has ended. */
    final @Nullable ScopeBlock innermost() {
        return (ScopeBlock) content;
    }

    final void innermost(@Nullable ScopeBlock block) {
        content = block;
    }

    @Override
    protected void failed(Throwable thrown) {
        FiberGroup group = group();
        try {
            boolean isTaken = group != null && group.takeFailure(thrown);
            if (!returnsValue && !isTaken) {
                runtime.uncaught(this, thrown);
            }
        } finally {
            endOpenScopes(); // of the handler
            content = thrown;
        }
    }

    @Override
    protected void ended() {
        if (state() == FiberState.CANCELLED) {
            content = null; // a body that never ran
        }
        Channel<Void> toClose = done; // I1
        if (toClose != null) {
            toClose.close();
        }
    }

    @Override
    public ReceiveChannel<Void> done() {
        Channel<Void> channel = done;
        while (channel == null || (channel.isClosed() && !hasEnded())) { // I2
            FiberGroup group = group();
            Channel<Void> made = new LockedChannel<>(
                    "end of " + name(), 0, ChannelOptions.plain(), group == null ? null : group.home());
            channel = DONE.compareAndSet(this, channel, made) ? made : done;
        }
        if (hasEnded()) { // I1
            channel.close();
        }
        return channel.receiveOnly();
    }

    @Override
    public void join() throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException("join of fiber '" + name() + "' began interrupted");
        }
        while (!hasEnded()) { // I2
            done().receiveOrClosed();
        }
    }

    @Override
    public boolean join(Duration timeout) throws InterruptedException {
        Deadline deadline = CspRuntime.deadline(timeout);
        while (done().tryReceive(deadline) instanceof Received.Closed<Void>) {
            if (hasEnded()) { // I2
                return true;
            }
        }
        return false;
    }

    @Override
    public final T result() throws InterruptedException {
        join();
        return outcome();
    }

    /** The result of a fiber that has ended. */
    @SuppressWarnings({"NullAway", "unchecked"}) // T is nullable where the body may return null; it has returned a T
    T outcome() {
        return switch (state()) {
            case DONE -> (T) content;
            case CANCELLED -> {
                FiberGroup group = group();
                Throwable cause = group == null ? null : group.cancellationCause();
                throw new FiberCancelledException("fiber '" + name() + "' was cancelled", cause);
            }
            case FAILED -> {
                Throwable cause = failure();
                throw new FiberFailedException("fiber '" + name() + "' failed: " + cause, cause);
            }
            case RUNNABLE, PARKED -> throw new AssertionError("joined a fiber that has not ended: " + this);
        };
    }

    /** What the body of a fiber has thrown that has failed. */
    Throwable failure() {
        return (Throwable) Objects.requireNonNull(content);
    }

    @Override
    public Optional<WaitReason> waitReason() {
        return Blocker.reasonOf(thread());
    }

    /** What it does, for people: "waits in receive on jobs". */
    final String doing() {
        return waitReason()
                .map(reason -> "waits in " + reason)
                .orElseGet(() -> "is " + state().name().toLowerCase(Locale.ROOT));
    }

    @Override
    public String toString() {
        return "fiber '" + name() + "' (" + state() + ")";
    }
}
