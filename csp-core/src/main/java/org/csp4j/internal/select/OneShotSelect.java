package org.csp4j.internal.select;

import java.util.Objects;
import java.util.concurrent.ThreadLocalRandom;
import org.csp4j.SelectCase;
import org.jspecify.annotations.Nullable;

/** A select that is used once: what is ready at once is done without a trace, and only a select that waits registers. */
public final class OneShotSelect {
    private OneShotSelect() {}

    /**
     * Performs one of the cases.
     *
     * @param declared the cases, tier after tier
     * @param tierEnds where each tier ends
     */
    public static <R extends @Nullable Object> R select(SelectCase<? extends R>[] declared, int[] tierEnds)
            throws InterruptedException {
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

    /** Nothing looked ready: registers, so that nothing becomes ready unnoticed, and waits. */
    private static <R extends @Nullable Object> R selectSlow(@Nullable SelectCase<? extends R>[] cases, int[] tierEnds)
            throws InterruptedException {
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
        SelectTurn turn = channelCases <= BriefTurn.MAX ? new BriefTurn(channelCases) : new HeldTurn(channelCases);
        FirstTimeout<R> wait = FirstTimeout.none();
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
        SelectNode winner;
        try {
            winner = turn.run(defaultCase == null && !wait.isOver(), wait.deadline());
        } finally {
            turn.clear();
        }
        if (winner != null) {
            @SuppressWarnings("unchecked") // the node was made for a case of this select
            ChannelCase<? extends R> chosen = (ChannelCase<? extends R>) winner.spec;
            return chosen.complete(Objects.requireNonNull(winner.outcome()));
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
