package org.csp4j;

import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.csp4j.internal.runtime.CspRuntime;
import org.csp4j.internal.runtime.Shield;
import org.jspecify.annotations.Nullable;

/**
 * The whole language, for {@code import static org.csp4j.Csp.*;}.
 *
 * <p>Handlers of select cases come in two forms, since Java cannot tell {@code v -> list.add(v)} with a result from the same
 * without one: {@code receive}, {@code send}, {@code timeout}, {@code orElse} take a lambda that <em>returns</em> what the
 * select returns; {@code onReceive}, {@code onSend}, {@code onTimeout}, {@code onElse} take a lambda that returns nothing.
 *
 * {@snippet file="org/csp4j/examples/snippets/Race.java" region="program"}
 */
@SuppressWarnings("varargs") // the arrays of cases are only read
public final class Csp {
    private Csp() {}

    // Fibers

    /**
     * Starts a fiber. The body may throw: a failure goes to the scheduler's {@link UncaughtHandler}, which by default logs it
     * with the fiber's name and where it was started.
     */
    public static Fiber<@Nullable Void> go(Action body) {
        return CspRuntime.goFromCaller(null, body);
    }

    /** Starts a fiber with a name. */
    public static Fiber<@Nullable Void> go(String name, Action body) {
        return CspRuntime.goFromCaller(Objects.requireNonNull(name, "name"), body);
    }

    /**
     * Starts a fiber that returns a value, for {@link Fiber#result()}. A failure of the body is kept for whoever asks for the
     * result, and goes nowhere else.
     */
    public static <T extends @Nullable Object> Fiber<T> async(Callable<T> body) {
        return CspRuntime.asyncFromCaller(null, body);
    }

    /** Starts a fiber with a name that returns a value. */
    public static <T extends @Nullable Object> Fiber<T> async(String name, Callable<T> body) {
        return CspRuntime.asyncFromCaller(Objects.requireNonNull(name, "name"), body);
    }

    // Runs

    /**
     * Runs main in a fiber, and waits for it; then {@linkplain Fiber#cancel() cancels} the fibers that are left of this run, and
     * waits for them too. When it returns or throws, no fiber of the run is left, and what they have done happens-before that.
     *
     * {@snippet file="org/csp4j/examples/snippets/RunSnippets.java" region="program"}
     *
     * <p>To the run belong main and all fibers that are started in fibers of the run, by {@link #go} and the like, on whatever
     * scheduler. A fiber that is started once the run has been cancelled never begins. Threads that are started by means of
     * the JDK do not belong to the run, and neither do the fibers that they start. Main runs on the caller's scheduler, if
     * the caller is a fiber, which it may be: that parks, and the new run is one by itself. Elsewhere main runs on the
     * {@linkplain Scheduler#shared() shared} scheduler.
     *
     * <p>An interrupt of the caller cancels main and all others; they are waited for, and what main has thrown, if it was not that
     * it was cancelled, is {@linkplain Throwable#getSuppressed() suppressed} in the {@link InterruptedException}. An interrupt
     * that comes when main has ended is too late, and is kept. A failure of another fiber than main is told to the
     * {@link UncaughtHandler}, as ever, and does not end the run.
     *
     * <p>If all fibers of the run are asleep, and nothing can wake one, they are cancelled and waited for, too. So are those of the scopes
     * and runs that they have opened. See {@link DeadlockException}, and {@link Scheduler.Builder#detectDeadlocks}.
     *
     * @throws Exception what main has thrown, as it is
     * @throws DeadlockException if all fibers were asleep for ever
     * @throws FiberCancelledException if main was cancelled otherwise: its scheduler was closed, say, in a hurry
     * @throws SchedulerClosedException if the caller's scheduler is closed; main has not begun
     * @throws InterruptedException if the caller is interrupted
     */
    public static void run(Action main) throws Exception {
        CspRuntime.current().run(Remaining.CANCEL, main);
    }

    /**
     * As {@link #run(Action)}, with a choice of what becomes of the fibers that are left when main has returned. If main has thrown,
     * they are cancelled in either case. While they are awaited, an interrupt of the caller cancels them, and is thrown.
     *
     * {@snippet file="org/csp4j/examples/snippets/RunSnippets.java" region="await"}
     */
    public static void run(Remaining remaining, Action main) throws Exception {
        CspRuntime.current().run(remaining, main);
    }

    /**
     * As {@link #run(Action)}, and returns what main returns.
     *
     * {@snippet file="org/csp4j/examples/snippets/RunSnippets.java" region="call"}
     */
    public static <T extends @Nullable Object> T call(Callable<T> main) throws Exception {
        return CspRuntime.current().call(Remaining.CANCEL, main);
    }

    /** As {@link #run(Remaining, Action)}, and returns what main returns. */
    public static <T extends @Nullable Object> T call(Remaining remaining, Callable<T> main) throws Exception {
        return CspRuntime.current().call(remaining, main);
    }

    // Scopes

    /**
     * Runs a body that a cancellation or an interrupt of the caller does not reach: clean-up, above all. It runs in a fiber of its own,
     * for which the caller waits; if the caller is interrupted, before or meanwhile, the interrupt status is set when this returns. What
     * is left of the fibers that the body has started is cancelled when it has ended, and awaited.
     *
     * {@snippet file="org/csp4j/examples/snippets/ScopeSnippets.java" region="shield"}
     *
     * <p>The body has until its own timeout, and inherits no deadline of a {@link Scope}. Scopes that it opens inherit that. As it runs on
     * another thread, it finds no thread locals of the caller and holds none of its locks; what the scopes around it
     * {@linkplain Scope.Builder#capture capture} it finds. It runs on the caller's scheduler, or on the shared one, if the caller's
     * is closed or the caller is no fiber; a scheduler that is closed in a hurry cancels what runs on it, this too.
     *
     * @throws Exception what the body has thrown, as it is
     * @throws ScopeTimeoutException if the body had not ended at the timeout, and was cancelled for that; what it has thrown then is
     *     {@linkplain Throwable#getSuppressed() suppressed}. One that does not heed the cancellation is waited for all the same
     * @throws FiberCancelledException if it was cancelled otherwise
     */
    public static void shield(Duration timeout, Action body) throws Exception {
        Shield.run(Objects.requireNonNull(timeout, "timeout"), body);
    }

    /**
     * For what the scope that the caller is in was cancelled, or one around it: for fibers that were cancelled and want to know why. Empty
     * if that was for no cause, or did not happen. The caller is in the innermost scope that it has opened, else in that which its
     * fiber belongs to.
     */
    public static Optional<Throwable> cancellationCause() {
        return Optional.ofNullable(CspRuntime.cancellationCause());
    }

    // Channels

    /** Makes a rendezvous channel: a send waits for its receive. */
    public static <T> Channel<T> chan() {
        return new ChannelBuilder().build();
    }

    /**
     * Makes a channel that stores up to {@code capacity} elements; a rendezvous channel, if that is 0.
     *
     * @throws IllegalArgumentException if the capacity is negative
     */
    public static <T> Channel<T> chan(int capacity) {
        return new ChannelBuilder().capacity(capacity).build();
    }

    /** Makes a rendezvous channel with a name. */
    public static <T> Channel<T> chan(String name) {
        return new ChannelBuilder().name(name).build();
    }

    /**
     * Makes a channel with a name that stores up to {@code capacity} elements.
     *
     * @throws IllegalArgumentException if the capacity is negative
     */
    public static <T> Channel<T> chan(String name, int capacity) {
        return new ChannelBuilder().name(name).capacity(capacity).build();
    }

    /** Makes a channel that stores as many elements as there is memory for. */
    public static <T> Channel<T> unbounded() {
        return new ChannelBuilder().unbounded().build();
    }

    /** Makes a channel that stores the newest element only: a send replaces it, and never waits. */
    public static <T> Channel<T> conflated() {
        return new ChannelBuilder().overflow(Overflow.CONFLATE).build();
    }

    /** Builds a channel with a name, an overflow policy or hooks. */
    public static ChannelBuilder channel() {
        return new ChannelBuilder();
    }

    /** Makes a channel that never delivers: Go's nil channel, for receiving. */
    public static <T> ReceiveChannel<T> never() {
        return new ChannelBuilder().name("never").<T>build().receiveOnly();
    }

    /**
     * Merges channels into one: a fiber receives from whichever is ready, and passes the element on. The returned channel
     * closes when the last of the sources has closed, or with the cause of the first that closes with one. When the receiver
     * {@linkplain ReceiveChannel#cancel() cancels} it, the sources are cancelled too, and {@code cancel} returns nothing of
     * theirs: an element that was on its way, and what the sources had stored, is dropped; use
     * {@link #fanIn(Consumer, Collection)} to be given it. Costs one fiber, and O(1) an element however many
     * sources there are.
     */
    @SafeVarargs
    public static <T> ReceiveChannel<T> fanIn(ReceiveChannel<? extends T>... sources) {
        return CspRuntime.current().fanIn(List.of(sources), null);
    }

    /** Merges channels into one; see {@link #fanIn(ReceiveChannel...)}. */
    public static <T> ReceiveChannel<T> fanIn(Collection<? extends ReceiveChannel<? extends T>> sources) {
        return CspRuntime.current().fanIn(List.copyOf(sources), null);
    }

    /** Merges channels into one; every element that a cancel keeps from being delivered goes to the hook, in the fiber. */
    public static <T> ReceiveChannel<T> fanIn(
            Consumer<? super T> onUndelivered, Collection<? extends ReceiveChannel<? extends T>> sources) {
        return CspRuntime.current().fanIn(List.copyOf(sources), Objects.requireNonNull(onUndelivered, "onUndelivered"));
    }

    // Select

    /**
     * Waits until one of the cases can go on, performs it and runs its handler. Chooses uniformly at random among those that
     * can; performs exactly one, and leaves nothing registered with the others. With an {@code orElse} case it does not wait; with
     * no cases at all it waits until interrupted. A receive case on a closed and drained channel can go on (its closed branch
     * runs, or the select throws), and so can a send case on a closed channel (the select throws). The same channel may
     * stand in several cases, for both directions; a select never pairs with itself.
     *
     * {@snippet file="org/csp4j/examples/snippets/SelectSnippets.java" region="returning"}
     *
     * <p>Costs O(number of cases), and allocates nothing if a case is ready, there are at most 16, and none of them has a guard
     * or is a {@link #sendFrom}. To wait allocates some 110 bytes and 64 for each case; a fiber keeps them for the next time, if
     * there are at most eight cases, until it ends. On the work-stealing engine a fiber that has waited in a select of four cases
     * or more runs after those that are ready when it is woken. For a loop over many channels see {@link #selector}. Source: The
     * Go Programming Language Specification, "Select statements".
     *
     * @return what the handler returned
     * @throws ChannelClosedException if the chosen case met a closed channel and has no branch for that
     * @throws InterruptedException if the caller is interrupted before a case was chosen; nothing was taken or given. Or if a
     *     handler throws it
     * @throws IllegalArgumentException if there is more than one {@code orElse} case
     */
    @SafeVarargs
    public static <R extends @Nullable Object> R select(SelectCase<? extends R>... cases) throws InterruptedException {
        return CspRuntime.select(cases);
    }

    /**
     * Like {@link #select}, but examines the cases in their order and takes the first that can go on. A case that becomes ready
     * while later ones are being examined may lose to them.
     */
    @SafeVarargs
    public static <R extends @Nullable Object> R prioritySelect(SelectCase<? extends R>... cases)
            throws InterruptedException {
        return CspRuntime.prioritySelect(cases);
    }

    /** Like {@link #select}, but chooses a case only if none of an earlier tier can go on; at random within a tier. */
    @SafeVarargs
    public static <R extends @Nullable Object> R tieredSelect(Tier<R>... tiers) throws InterruptedException {
        return CspRuntime.tieredSelect(tiers);
    }

    /** Cases of one rank, for {@link #tieredSelect} and {@link #tieredSelector}. */
    @SafeVarargs
    public static <R extends @Nullable Object> Tier<R> tier(SelectCase<? extends R>... cases) {
        return new Tier<>(List.of(cases));
    }

    /** A select to be used again and again, fair among its cases. */
    @SafeVarargs
    public static <R extends @Nullable Object> Selector<R> selector(SelectCase<? extends R>... cases) {
        return CspRuntime.selector(cases);
    }

    /** A select to be used again and again, which takes the first case that is ready. */
    @SafeVarargs
    public static <R extends @Nullable Object> Selector<R> prioritySelector(SelectCase<? extends R>... cases) {
        return CspRuntime.prioritySelector(cases);
    }

    /** A select to be used again and again, ordered between tiers and fair within one. */
    @SafeVarargs
    public static <R extends @Nullable Object> Selector<R> tieredSelector(Tier<R>... tiers) {
        return CspRuntime.tieredSelector(tiers);
    }

    /** A case that receives, and returns the element. */
    public static <T> SelectCase<T> receive(ReceiveChannel<? extends T> channel) {
        return CspRuntime.<T, T>receiveCase(channel, element -> element, null);
    }

    /** A case that receives, and returns what the handler makes of the element. */
    public static <T, R extends @Nullable Object> SelectCase<R> receive(
            ReceiveChannel<T> channel, SelectCase.Handler<? super T, ? extends R> handler) {
        return CspRuntime.receiveCase(channel, Objects.requireNonNull(handler, "handler"), null);
    }

    /** A case that receives; if the channel is closed and drained, the second handler runs instead. */
    public static <T, R extends @Nullable Object> SelectCase<R> receive(
            ReceiveChannel<T> channel,
            SelectCase.Handler<? super T, ? extends R> handler,
            SelectCase.Branch<? extends R> onClosed) {
        return CspRuntime.receiveCase(
                channel, Objects.requireNonNull(handler, "handler"), Objects.requireNonNull(onClosed, "onClosed"));
    }

    /** A case that receives; the select returns null. */
    public static <T> SelectCase<@Nullable Void> onReceive(
            ReceiveChannel<T> channel, SelectCase.Effect<? super T> handler) {
        Objects.requireNonNull(handler, "handler");
        return CspRuntime.receiveCase(channel, asHandler(handler), null);
    }

    /** A case that receives; if the channel is closed and drained, the second handler runs instead. The select returns null. */
    public static <T> SelectCase<@Nullable Void> onReceive(
            ReceiveChannel<T> channel, SelectCase.Effect<? super T> handler, SelectCase.Step onClosed) {
        Objects.requireNonNull(handler, "handler");
        return CspRuntime.receiveCase(channel, asHandler(handler), asBranch(onClosed));
    }

    /** A case that sends an element. */
    public static <T, R extends @Nullable Object> SelectCase<R> send(
            SendChannel<? super T> channel, T element, SelectCase.Branch<? extends R> handler) {
        return CspRuntime.sendCase(
                channel, Objects.requireNonNull(element, "element"), Objects.requireNonNull(handler, "handler"));
    }

    /** A case that sends an element; the select returns null. */
    public static <T> SelectCase<@Nullable Void> onSend(
            SendChannel<? super T> channel, T element, SelectCase.Step handler) {
        return send(channel, element, asBranch(handler));
    }

    /**
     * A case that sends an element which is asked for each time a select begins: for a {@link #selector}, where the same case is
     * used in every turn. What a select asked for and did not send is dropped.
     */
    public static <T, R extends @Nullable Object> SelectCase<R> sendFrom(
            SendChannel<? super T> channel, Supplier<? extends T> elements, SelectCase.Branch<? extends R> handler) {
        return CspRuntime.sendFromCase(
                channel, Objects.requireNonNull(elements, "elements"), Objects.requireNonNull(handler, "handler"));
    }

    /** A case that sends an element which is asked for each time a select begins; the select returns null. */
    public static <T> SelectCase<@Nullable Void> onSendFrom(
            SendChannel<? super T> channel, Supplier<? extends T> elements, SelectCase.Step handler) {
        return sendFrom(channel, elements, asBranch(handler));
    }

    /** A case that is chosen when none of the others could go on for this long, counted from when the select begins. */
    public static <R extends @Nullable Object> SelectCase<R> timeout(
            Duration timeout, SelectCase.Branch<? extends R> handler) {
        return CspRuntime.timeoutCase(timeout, Objects.requireNonNull(handler, "handler"));
    }

    /** A case that is chosen when none of the others could go on for this long; the select returns null. */
    public static SelectCase<@Nullable Void> onTimeout(Duration timeout, SelectCase.Step handler) {
        return timeout(timeout, asBranch(handler));
    }

    /** A case that is chosen when none of the others could go on until the deadline. */
    public static <R extends @Nullable Object> SelectCase<R> deadline(
            Deadline deadline, SelectCase.Branch<? extends R> handler) {
        return CspRuntime.deadlineCase(deadline, Objects.requireNonNull(handler, "handler"));
    }

    /** A case that is chosen when none of the others could go on until the deadline; the select returns null. */
    public static SelectCase<@Nullable Void> onDeadline(Deadline deadline, SelectCase.Step handler) {
        return deadline(deadline, asBranch(handler));
    }

    /** A case that is chosen when no other can go on at once: Go's {@code default}. */
    public static <R extends @Nullable Object> SelectCase<R> orElse(SelectCase.Branch<? extends R> handler) {
        return CspRuntime.defaultCase(Objects.requireNonNull(handler, "handler"));
    }

    /** A case that is chosen when no other can go on at once; the select returns null. */
    public static SelectCase<@Nullable Void> onElse(SelectCase.Step handler) {
        return orElse(asBranch(handler));
    }

    /** The case, if the condition holds; else one that is never chosen, and keeps its place. */
    public static <R extends @Nullable Object> SelectCase<R> when(boolean condition, SelectCase<R> selectCase) {
        return CspRuntime.guardedCase(() -> condition, selectCase);
    }

    /** The case, in every select that begins while the condition holds; it is asked once each time. */
    public static <R extends @Nullable Object> SelectCase<R> when(BooleanSupplier condition, SelectCase<R> selectCase) {
        return CspRuntime.guardedCase(Objects.requireNonNull(condition, "condition"), selectCase);
    }

    // Time

    /** Waits for this long; not at all, if that is zero or negative. */
    public static void sleep(Duration duration) throws InterruptedException {
        CspRuntime.sleep(duration);
    }

    /** A channel that delivers once, this long from now: Go's {@code time.After}. Costs nothing while nobody waits on it. */
    public static ReceiveChannel<Instant> after(Duration delay) {
        return timer(delay);
    }

    /** A channel that delivers once, when the wall clock shows this instant, as far as is known now. */
    public static ReceiveChannel<Instant> at(Instant instant) {
        return CspRuntime.timerAt(instant);
    }

    /** A channel that delivers once, this long from now, and that can be stopped and set anew. */
    public static Timer timer(Duration delay) {
        return CspRuntime.timer(delay);
    }

    /**
     * A channel that delivers on a period: first one period from now.
     *
     * @throws IllegalArgumentException if the period is not positive
     */
    public static Ticker tick(Duration period) {
        return CspRuntime.ticker(period);
    }

    private static <T> SelectCase.Handler<T, @Nullable Void> asHandler(SelectCase.Effect<T> effect) {
        return element -> {
            effect.handle(element);
            return null;
        };
    }

    private static SelectCase.Branch<@Nullable Void> asBranch(SelectCase.Step step) {
        Objects.requireNonNull(step, "handler");
        return () -> {
            step.run();
            return null;
        };
    }
}
