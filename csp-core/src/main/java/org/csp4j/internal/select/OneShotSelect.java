package org.csp4j.internal.select;

import java.util.Objects;
import java.util.concurrent.ThreadLocalRandom;
import org.csp4j.SelectCase;
import org.jspecify.annotations.Nullable;

/** A select that is used once: what is ready at once is done without a trace, and only a select that waits registers. */
public final class OneShotSelect {
    /*
     * P1  As ReceiveEnd P1: a fiber that waits without a deadline parks in the frame of its loop. All else is in a method that is too
     *     long to be a part of that, before the park and after it.
     */
    private OneShotSelect() {}

    /**
     * Performs one of the cases.
     *
     * @param declared the cases, tier after tier
     * @param tierEnds where each tier ends
     */
    @SuppressWarnings({"unchecked", "NullAway"}) // the result is of one of the cases, and null only if that may be
    public static <R extends @Nullable Object> R select(SelectCase<? extends R>[] declared, int[] tierEnds)
            throws InterruptedException {
        Object found = selectOrQueue(declared, tierEnds, null);
        while (found instanceof SelectTurn turn) {
            turn.park();
            found = selectOrQueue(declared, tierEnds, turn);
        }
        return (R) found;
    }

    /**
     * Performs a case, or queues all of them.
     *
     * @param parked the turn that the calling fiber has parked for; null if this is where the select begins
     * @return what the handler has returned; or the turn that the calling fiber is to park for
     */
    private static <R extends @Nullable Object> @Nullable Object selectOrQueue(
            SelectCase<? extends R>[] declared, int[] tierEnds, @Nullable SelectTurn parked)
            throws InterruptedException {
        switch (declared.length) {
            case 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15 -> {}
            case 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31 -> {}
            default -> {} // P1
        }
        if (parked != null) {
            return afterPark(parked);
        }
        if (Thread.interrupted()) {
            throw new InterruptedException("a select of " + declared.length + " cases began interrupted");
        }
        @Nullable SelectCase<? extends R>[] cases = resolve(declared);
        int from = 0;
        for (int to : tierEnds) {
            int size = to - from;
            boolean isBeforeOthers = to < cases.length; // and so is to be looked at, not guessed at
            int[] manyCases = size > CaseOrder.MAX ? shuffled(size) : null;
            long order = CaseOrder.undrawn();
            for (int position = 0; position < size; position++) {
                int drawn;
                if (manyCases == null) {
                    order = CaseOrder.draw(order, position, size);
                    drawn = CaseOrder.at(order, position);
                } else {
                    drawn = manyCases[position];
                }
                if (cases[from + drawn] instanceof ChannelCase<? extends R> channelCase
                        && (isBeforeOthers || channelCase.looksReady())) {
                    Object outcome = channelCase.tryNow();
                    if (outcome != null) {
                        return channelCase.complete(outcome);
                    }
                }
            }
            from = to;
        }
        return selectSlow(cases, tierEnds);
    }

    /** The cases as they stand for this select; the same array, where none of them is dynamic. */
    private static <R extends @Nullable Object> @Nullable SelectCase<? extends R>[] resolve(
            SelectCase<? extends R>[] declared) {
        boolean isAnyDynamic = false;
        int defaults = 0;
        for (SelectCase<? extends R> selectCase : declared) {
            CaseSpec<? extends R> spec =
                    (CaseSpec<? extends R>) Objects.requireNonNull(selectCase, "a case of the select");
            isAnyDynamic |= spec.isDynamic();
            if (spec.unguarded() instanceof DefaultCase && ++defaults > 1) {
                throw tooManyDefaults();
            }
        }
        return isAnyDynamic ? resolveDynamic(declared) : declared;
    }

    /** Asks guards and suppliers, now that nothing more can be wrong with the cases. */
    private static <R extends @Nullable Object> @Nullable SelectCase<? extends R>[] resolveDynamic(
            SelectCase<? extends R>[] declared) {
        @Nullable SelectCase<? extends R>[] resolved = declared.clone();
        for (int i = 0; i < declared.length; i++) {
            resolved[i] = ((CaseSpec<? extends R>) declared[i]).resolve();
        }
        return resolved;
    }

    static IllegalArgumentException tooManyDefaults() {
        return new IllegalArgumentException("a select can have one orElse case, but was given two or more");
    }

    private static int[] shuffled(int size) {
        int[] order = new int[size];
        for (int i = 0; i < size; i++) {
            int other = ThreadLocalRandom.current().nextInt(i + 1);
            order[i] = order[other];
            order[other] = i;
        }
        return order;
    }

    /** A peer has chosen, or the fiber parks again. */
    private static @Nullable Object afterPark(SelectTurn turn) throws InterruptedException {
        ChannelCase<?> chosen = null;
        Object outcome = null;
        boolean parksAgain = false;
        try {
            SelectNode winner = turn.chosen();
            if (winner == null) {
                parksAgain = true;
            } else {
                chosen = winner.spec();
                outcome = winner.outcome();
            }
        } finally {
            if (!parksAgain) {
                turn.clear();
            }
        }
        return chosen == null ? turn : chosen.complete(Objects.requireNonNull(outcome));
    }

    /** Nothing looked ready: registers, so that nothing becomes ready unnoticed, and waits; a fiber returns to do that, if it is for ever. */
    private static <R extends @Nullable Object> @Nullable Object selectSlow(
            @Nullable SelectCase<? extends R>[] cases, int[] tierEnds) throws InterruptedException {
        DefaultCase<? extends R> defaultCase = null;
        ChannelCase<? extends R> channelCase = null;
        int channelCases = 0;
        for (SelectCase<? extends R> resolved : cases) {
            switch (resolved) {
                case null -> {}
                case ChannelCase<? extends R> spec -> {
                    channelCase = spec;
                    channelCases++;
                }
                case DefaultCase<? extends R> spec -> defaultCase = spec;
                case TimeoutCase<? extends R> _ -> {}
                case GuardedCase<? extends R> _ -> throw new AssertionError("a guard that was not resolved");
            }
        }
        if (defaultCase != null && channelCases <= 1) {
            return tryOne(channelCase, defaultCase);
        }
        SelectTurn turn =
                channelCases <= BriefTurn.MAX ? BriefTurn.forCaller(channelCases) : new HeldTurn(channelCases);
        FirstTimeout<R> wait = FirstTimeout.none();
        ChannelCase<?> chosen = null;
        Object outcome = null;
        boolean parks = false;
        try {
            int from = 0;
            for (int tier = 0; tier < tierEnds.length; tier++) {
                for (int i = from; i < tierEnds[tier]; i++) {
                    if (cases[i] instanceof ChannelCase<? extends R> spec) {
                        turn.add(spec, tier).item(spec.nextItem());
                    } else if (cases[i] instanceof TimeoutCase<? extends R> spec) {
                        wait = wait.orEarlier(spec);
                    }
                }
                from = tierEnds[tier];
            }
            boolean waits = defaultCase == null && !wait.isOver();
            SelectNode winner = turn.begin(waits, wait.deadline() != null);
            parks = winner == null && waits && wait.deadline() == null && turn.isOfFiber();
            if (winner == null && waits && !parks) {
                winner = turn.await(wait.deadline());
            }
            if (winner != null) {
                chosen = winner.spec();
                outcome = winner.outcome();
            }
        } finally {
            if (!parks) {
                turn.clear();
            }
        }
        if (parks) {
            return turn;
        }
        if (chosen != null) {
            return chosen.complete(Objects.requireNonNull(outcome));
        }
        return defaultCase != null
                ? defaultCase.handler.run()
                : wait.timeout().handler.run();
    }

    /** One channel, or none, and a default: to look at one takes no registering. */
    private static <R extends @Nullable Object> R tryOne(
            @Nullable ChannelCase<? extends R> channelCase, DefaultCase<? extends R> defaultCase)
            throws InterruptedException {
        if (channelCase != null) {
            Object outcome = channelCase.tryNow();
            if (outcome != null) {
                return channelCase.complete(outcome);
            }
        }
        return defaultCase.handler.run();
    }
}
