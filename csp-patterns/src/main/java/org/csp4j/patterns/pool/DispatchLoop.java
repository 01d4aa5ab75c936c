package org.csp4j.patterns.pool;

import static org.csp4j.Csp.channel;
import static org.csp4j.Csp.onReceive;
import static org.csp4j.Csp.onTimeout;
import static org.csp4j.Csp.select;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.function.Predicate;
import org.csp4j.Channel;
import org.csp4j.ChannelBuilder;
import org.csp4j.Csp;
import org.csp4j.Fiber;
import org.csp4j.Overflow;
import org.csp4j.SelectCase;
import org.csp4j.patterns.internal.Fibers;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The fiber of a dispatcher: takes jobs out of the queue, and gives each to a worker that has offered itself. */
final class DispatchLoop<J> {
    /*
     *   submit --> queue --> [ hand ] --> inbox of a worker --> handler
     *                           ^  ^                               |
     *                           |  '-- idle: workers offer themselves, and so their inboxes
     *                       delayed <------- events: failed -------'----> deadLetters
     *
     * I1  All state but the channels belongs to the fiber: others send it what to do, as an event. When the fiber has ended, nothing changes any
     *     more, save that who asks takes neverRan.
     * I2  A job that was taken is in one place: hand, delayed, the inbox of a worker, a handler, an event; or it is done, dead, or in neverRan.
     * I3  No more jobs are delayed than the queue has room for: when so many are, no more are taken. So submitters cannot outrun failures.
     * P   The fiber runs no code of users, and waits for nothing but these channels and the time: an event is answered at once.
     *
     * Rejected: a fiber for each job that waits for a worker, as in the classic one: its queue has no bound. To give jobs to inboxes of
     * workers that are busy: what is behind a slow job would wait while others are idle.
     */
    private static final Logger LOG = LoggerFactory.getLogger(Dispatcher.class);
    private static final long NEVER = DispatcherSettings.NEVER;

    final Channel<DispatchJob<J>> queue;
    final Channel<DeadLetter<J>> deadLetters;
    final DispatchEvents events; // what others have the fiber do
    private final Channel<DispatchWorker<J>> idle;

    private final DispatcherSettings<J> settings;
    private final PoolTime time;
    private final DispatchCrew<J> crew;
    private final DispatchBooks books = new DispatchBooks();
    private final PriorityQueue<DispatchJob<J>> delayed =
            new PriorityQueue<>(Comparator.comparingLong((DispatchJob<J> job) -> job.waitsSince));
    private final List<Channel<Void>> idleSignals = new ArrayList<>();
    private final List<J> neverRan = new ArrayList<>();
    private @Nullable DispatchJob<J> hand; // waits for a worker
    private boolean isDrained; // the queue is closed, and empty
    private boolean isStopped; // nothing is tried any more

    DispatchLoop(DispatcherSettings<J> settings, PoolTime time) {
        this.settings = settings;
        this.time = time;
        String name = settings.name();
        ChannelBuilder builder = channel().name(name + "-queue").capacity(settings.capacity());
        this.queue = settings.whenFull() == WhenFull.DROP_OLDEST
                ? builder.overflow(Overflow.DROP_OLDEST)
                        .build(dropped -> settings.onDropped().accept(dropped.job))
                : builder.build();
        this.deadLetters = channel().name(name + "-dead-letters").unbounded().build();
        this.idle = channel().name(name + "-idle").unbounded().build();
        this.events = new DispatchEvents(name);
        this.crew = new DispatchCrew<>(settings, worker -> new DispatchWorker<>(worker, settings, this, idle));
    }

    void start() {
        Fibers.start(settings.name() + "-dispatcher", this::run, this::end);
    }

    private void run() throws InterruptedException {
        LOG.debug("dispatcher '{}' is open", settings.name());
        try {
            while (true) {
                act();
                if (isDrained && isIdle() && crew.size() == 0) {
                    return;
                }
                await();
            }
        } finally { // also when the run or scope ends that the dispatcher belongs to
            end();
            LOG.debug("dispatcher '{}' has ended", settings.name());
        }
    }

    private void end() {
        stop();
        crew.fibers().forEach(this::answerUntilEnd);
        events.end(
                () -> { // when what workers have left behind has been looked at
                    crew.forget();
                    deadLetters.close();
                    idleSignals.forEach(Channel::close);
                });
    }

    /** A handler may ignore its interrupt for long; nobody else is to wait for that. */
    private void answerUntilEnd(Fiber<?> worker) {
        while (!worker.state().isEnded()) {
            Fibers.uninterrupted(() -> select(
                    onReceive(events.incoming(), Runnable::run), //
                    onReceive(worker.done(), _ -> {}, () -> {})));
        }
    }

    // The loop

    /** Waits for something to happen, or to fall due. */
    private void await() throws InterruptedException {
        long now = time.nanos();
        long next = Math.min(nextForJobs(), crew.nextEviction());
        SelectCase<@Nullable Void> job = onReceive(queue, this::take, () -> isDrained = true);
        SelectCase<@Nullable Void> due = onTimeout(Duration.ofNanos(next == NEVER ? 0 : next - now), () -> {});
        select(
                Csp.<@Nullable Void>when(canTake(), job),
                onReceive(idle, worker -> crew.idled(worker, time.nanos())),
                onReceive(events.incoming(), Runnable::run),
                Csp.<@Nullable Void>when(next != NEVER, due));
    }

    private boolean canTake() {
        return hand == null && !isDrained && delayed.size() < settings.capacity(); // I3
    }

    private void take(DispatchJob<J> job) {
        books.taken++;
        hand = job;
    }

    /** When a retry falls due, or a worker is to be started for the job in hand. */
    private long nextForJobs() {
        if (hand != null) {
            return crew.mayGrow() ? settings.growAt(hand.waitsSince) : NEVER;
        }
        return delayed.isEmpty() ? NEVER : delayed.peek().waitsSince;
    }

    /** Does what can be done now. */
    private void act() {
        long now = time.nanos();
        if (!isStopped) {
            crew.evict(now);
            giveOut(now);
            if (!isDrained || !isIdle()) {
                crew.keepMinimum();
            }
        }
        if (isIdle()) {
            idleSignals.forEach(Channel::close);
            idleSignals.clear();
            if (isDrained) {
                crew.dismissAll();
            }
        }
    }

    private void giveOut(long now) {
        for (pollDue(now); hand != null; pollDue(now)) {
            DispatchWorker<J> worker = crew.pollIdle();
            if (worker == null) {
                if (now >= settings.growAt(hand.waitsSince) && crew.mayGrow()) {
                    crew.start();
                }
                return;
            }
            books.given(now - hand.waitsSince);
            hand.tries++;
            worker.give(hand);
            hand = null;
        }
    }

    private void pollDue(long now) {
        if (hand == null && !delayed.isEmpty() && delayed.peek().waitsSince <= now) {
            hand = delayed.poll();
        }
    }

    private boolean isIdle() {
        return hand == null && delayed.isEmpty() && books.running == 0 && queue.size() == 0;
    }

    // Events

    /** A worker has handled a job. In the worker's fiber. */
    void handled(DispatchWorker<J> worker, DispatchJob<J> job, @Nullable Throwable failure) {
        boolean isWorthARetry = failure != null && job.tries < settings.maxTries() && isWorthARetry(failure);
        events.tell(() -> {
            books.running--;
            worker.isBusy = false;
            if (failure == null) {
                books.done++;
            } else if (isWorthARetry && !isStopped) {
                job.waitsSince = time.nanos() + settings.backoffNanos(job.tries);
                delayed.add(job);
            } else {
                books.dead++;
                deadLetters.trySend(new DeadLetter<>(job.job, settings.name(), worker.name(), job.tries, failure));
            }
        });
    }

    private boolean isWorthARetry(Throwable failure) {
        Predicate<? super Throwable> predicate = settings.isWorthARetry();
        try {
            return predicate.test(failure);
        } catch (Throwable e) { // the predicate's failure must not be the worker's
            LOG.error(
                    "dispatcher '{}' does not know whether to try again: the predicate has failed", settings.name(), e);
            return false;
        }
    }

    /** A worker ends. In its fiber. */
    void left(DispatchWorker<J> worker) {
        events.tell(() -> crew.left(worker));
    }

    // What others ask for: as events, or when the fiber has ended

    /** From now on nothing is tried: what runs is interrupted, and all else goes to neverRan. */
    void stop() {
        isStopped = true;
        isDrained = true;
        List<DispatchJob<J>> rest = new ArrayList<>();
        for (DispatchWorker<J> worker : crew.all()) {
            List<DispatchJob<J>> given = worker.stop();
            books.running -= given.size();
            rest.addAll(given);
        }
        if (hand != null) {
            rest.add(hand);
            hand = null;
        }
        while (!delayed.isEmpty()) {
            rest.add(delayed.poll());
        }
        List<DispatchJob<J>> stored = queue.cancel();
        books.taken += stored.size();
        rest.addAll(stored);
        books.handedBack += rest.size();
        rest.forEach(job -> neverRan.add(job.job));
    }

    List<J> takeNeverRan() {
        List<J> all = List.copyOf(neverRan);
        neverRan.clear();
        return all;
    }

    boolean stopWorker(String name) {
        return crew.dismiss(name);
    }

    List<DispatcherWorker> workers() {
        return crew.all().stream()
                .map(worker -> new DispatcherWorker(worker.name(), worker.isBusy, worker.isDismissed, worker.tries))
                .toList();
    }

    boolean isWorking(Thread thread) {
        return crew.all().stream().anyMatch(worker -> worker.isRunBy(thread));
    }

    /** Closes the channel when there is nothing to do. */
    void signalIdle(Channel<Void> signal) {
        idleSignals.add(signal);
    }

    void forgetSignal(Channel<Void> signal) {
        idleSignals.remove(signal);
    }

    DispatcherStats stats(long rejected) {
        return books.stats(crew, queue.size(), queue.droppedCount(), rejected, hand == null ? 0 : 1, delayed.size());
    }
}
