package org.csp4j.internal.fiber;

import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Fibers that belong together, of whatever schedulers: each from before its thread is started until it has ended, and left the
 * registry of its scheduler.
 */
public abstract class FiberGroup extends FiberList {
    /*
     * I1  Once the group is cancelled, every fiber of it has been asked to end or is about to be: one that entered before stands in
     *     the list when the iteration begins, one that enters later reads isCancelled under the same lock.
     * I2  A fiber leaves after its state is final. Who finds the group empty knows that all have ended, their threads too.
     * I3  A group that only its own fibers start fibers in stays empty once it is: who starts one lives, and is counted. Others are
     *     empty for good only once they are closed, which they can be while they are empty.
     * I4  A group of fibers that are watched for deadlocks stands in the list of the group in whose fiber it was begun, until it ends.
     * E1  What a fiber did before it left happens-before emptied(), by the lock.
     * Rejected: the 16 shards of FiberRegistry. A group is made for each run, and most have few fibers.
     * Checked by FiberGroupStress (I1, I2) and FiberScopeStress (E1).
     */
    private final @Nullable FiberGroup outer;
    private final @Nullable Home home;
    private final boolean isWatched;
    private final @Nullable Place place; // in the list of the outer group
    private long live; // under the lock, as is what follows
    private long timesEmptied;
    private long entered; // here, or in a nested group that has ended
    private boolean isCancelled;
    private boolean isClosed;

    private static final class Place extends FiberLink {
        private final FiberGroup group;

        Place(FiberGroup group) {
            this.group = group;
        }

        @Override
        FiberGroup nested() {
            return group;
        }
    }

    /**
     * A group, which is to begin.
     *
     * @param outer what the fiber belongs to that begins it; null if to nothing
     * @param isWatched whether it is a home of its own, because it is watched for deadlocks
     */
    protected FiberGroup(@Nullable FiberGroup outer, boolean isWatched) {
        Home outerHome = outer == null ? null : outer.home;
        this.outer = outer;
        this.home = isWatched ? new Home(outerHome) : outerHome;
        this.isWatched = isWatched;
        this.place = outerHome == null ? null : new Place(this);
    }

    /** The group begins: called before a fiber enters. */
    protected final void linkToOuter() {
        if (isWatched && home != null) {
            home.open();
        }
        if (outer != null && place != null) { // I4
            outer.lock();
            outer.add(place);
            outer.unlock();
        }
    }

    /** The group ends: called when no fiber is here, and none will enter. */
    protected final void unlinkFromOuter() {
        if (outer != null && place != null) { // I4
            long enteredHere = enteredNested();
            outer.lock();
            place.unlink();
            outer.entered += enteredHere;
            outer.unlock();
        }
        if (isWatched) {
            Home.close();
        }
    }

    /** The group that this one was opened in: it ends before that does. Null if it was opened in none. */
    public final @Nullable FiberGroup outer() {
        return outer;
    }

    /** Where its fibers are at home, and the channels that they make; null if they are not watched for deadlocks. */
    public final @Nullable Home home() {
        return home;
    }

    /** The last fiber has left; called by its thread, outside of the lock. */
    protected abstract void emptied();

    /** What to throw when a fiber is to be started in a group that is closed. */
    protected abstract RuntimeException refusal();

    /** A fiber fails; called in it, before it ends. False if its failure goes where failures go outside of groups. */
    public boolean takeFailure(Throwable failure) {
        return false;
    }

    /** Why the group was cancelled, or one that it was opened in; null if that was for no failure, or not at all. */
    public @Nullable Throwable cancellationCause() {
        return outer == null ? null : outer.cancellationCause();
    }

    /** A fiber is about to be started: cancels it if the group is cancelled, and then it never begins. */
    final void enter(Membership membership) {
        lock();
        if (isClosed) {
            unlock();
            throw refusal();
        }
        add(membership);
        live++;
        entered++;
        boolean isTooLate = isCancelled;
        unlock();
        if (isTooLate) {
            membership.fiber().cancel();
        }
    }

    final void leave(Membership membership) {
        lock();
        membership.unlink();
        boolean isEmpty = --live == 0;
        timesEmptied += isEmpty ? 1 : 0;
        unlock();
        if (isEmpty) {
            emptied();
        }
    }

    /** Whether no fiber is here: for one that starts none meanwhile. */
    public final boolean isEmpty() {
        lock();
        boolean is = live == 0;
        unlock();
        return is;
    }

    /** How often the last fiber has left. */
    public final long timesEmptied() {
        lock();
        long times = timesEmptied;
        unlock();
        return times;
    }

    /** Whether the group was cancelled: fibers that enter never begin. */
    protected final boolean isCancelled() {
        lock();
        boolean is = isCancelled;
        unlock();
        return is;
    }

    protected final boolean isClosed() {
        lock();
        boolean is = isClosed;
        unlock();
        return is;
    }

    /** Keeps fibers from entering, if none is here. */
    protected final boolean closeIfEmpty() {
        lock();
        isClosed |= live == 0;
        boolean is = isClosed;
        unlock();
        return is;
    }

    /** Asks all fibers to end: those that are here, and those that will be started. Can be repeated. */
    public final void cancel() {
        lock();
        isCancelled = true;
        unlock();
        forEach(FiberCore::cancel); // I1
    }

    /**
     * Whether the test holds for each fiber of the group, and of those that are nested in it, as far as they are watched; it is the last
     * one that is tested for which it does not. See {@link FiberList#all}.
     */
    public final boolean allNested(Predicate<? super FiberCore> test) {
        return all(link -> {
            FiberCore fiber = link.fiber();
            FiberGroup nested = link.nested();
            return fiber != null ? test.test(fiber) : nested == null || nested.allNested(test);
        });
    }

    /** Whether no fiber is here, nor in what is nested in it, as far as that is watched. */
    public final boolean isEmptyNested() {
        return allNested(_ -> false);
    }

    /** Whether something else than its fibers will end them, or close channels for which others may wait: a deadline. */
    protected boolean hasDeadlineAhead() {
        return false;
    }

    /** Whether the group has a deadline ahead, or one that it was opened in. */
    public final boolean isDeadlineAhead() {
        return hasDeadlineAhead() || (outer != null && outer.isDeadlineAhead());
    }

    /** Whether the group has a deadline ahead, or one that is nested in it, as far as they are watched. */
    public final boolean isNestedDeadlineAhead() {
        return hasDeadlineAhead()
                || !all(link -> {
                    FiberGroup nested = link.nested();
                    return nested == null || !nested.isNestedDeadlineAhead();
                });
    }

    /** How many fibers have ever entered the group, and those that are nested in it, as far as they are watched. */
    public final long enteredNested() {
        lock();
        long count = entered;
        unlock();
        AtomicLong sum = new AtomicLong(count);
        all(link -> {
            FiberGroup nested = link.nested();
            if (nested != null) {
                sum.addAndGet(nested.enteredNested());
            }
            return true;
        });
        return sum.get();
    }

    /** Ends fibers that would sleep for ever: cancels them, and interrupts those once more that were cancelled and went to sleep again. */
    public final void cancelSleepers() {
        allNested(fiber -> {
            fiber.interruptIfCancelling();
            return true;
        });
        cancel();
    }
}
