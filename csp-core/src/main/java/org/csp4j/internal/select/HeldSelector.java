package org.csp4j.internal.select;

import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.csp4j.SelectCase;
import org.csp4j.Selector;
import org.jspecify.annotations.Nullable;

/** A select whose cases stay queued at their channels between turns. */
public final class HeldSelector<R extends @Nullable Object> implements Selector<R> {
    private final HeldTurn turn;
    private final IdentityHashMap<CaseSpec<?>, SelectNode> channelCases = new IdentityHashMap<>();
    private final List<CaseSpec<? extends R>> timeouts = new ArrayList<>();
    private final List<CaseSpec<? extends R>> dynamicCases = new ArrayList<>(); // of every kind, in their order
    private final Set<CaseSpec<?>> switchedOff = // timeouts and default whose guards are off in this turn
            Collections.newSetFromMap(new IdentityHashMap<>());
    private final boolean hasTierPerCase;
    private final AtomicReference<@Nullable Thread> user = new AtomicReference<>();
    private @Nullable CaseSpec<? extends R> defaultCase;
    private int nextTier;
    private boolean isClosed;

    /**
     * A selector with these cases.
     *
     * @param cases the cases, tier after tier
     * @param tierEnds where each tier ends
     * @param hasTierPerCase whether a case that is added later gets a tier of its own
     */
    public HeldSelector(SelectCase<? extends R>[] cases, int[] tierEnds, boolean hasTierPerCase) {
        this.turn = new HeldTurn(cases.length);
        this.hasTierPerCase = hasTierPerCase;
        int from = 0;
        for (int tier = 0; tier < tierEnds.length; tier++) {
            for (int i = from; i < tierEnds[tier]; i++) {
                put((CaseSpec<? extends R>) Objects.requireNonNull(cases[i], "a case of the selector"), tier);
            }
            from = tierEnds[tier];
        }
        this.nextTier = hasTierPerCase ? tierEnds.length : Math.max(0, tierEnds.length - 1);
    }

    @Override
    public R select() throws InterruptedException {
        enter();
        CaseSpec<? extends R> chosen;
        Object outcome;
        try {
            if (Thread.interrupted()) {
                throw new InterruptedException("a turn of a selector with " + size() + " cases began interrupted");
            }
            resolveDynamicCases();
            SelectNode winner = turn.run(false, null);
            if (winner != null) {
                chosen = specOf(winner);
                outcome = takeOutcome(winner);
            } else {
                chosen = defaultCase == null || switchedOff.contains(defaultCase) ? null : defaultCase.unguarded();
                outcome = null;
                if (chosen == null) {
                    FirstTimeout<R> wait = timeoutOfThisTurn();
                    winner = wait.isOver() ? null : turn.run(true, wait.deadline());
                    chosen = winner == null ? wait.timeout() : specOf(winner);
                    outcome = winner == null ? null : takeOutcome(winner);
                }
            }
        } finally {
            leave();
        }
        return switch (chosen) {
            case ChannelCase<? extends R> spec -> spec.complete(Objects.requireNonNull(outcome));
            case DefaultCase<? extends R> spec -> spec.handler.run();
            case TimeoutCase<? extends R> spec -> spec.handler.run();
            case GuardedCase<? extends R> _ -> throw new AssertionError("a guard that was not resolved");
        };
    }

    /** Asks guards and suppliers, in the order of their cases, before anything is looked at. */
    private void resolveDynamicCases() {
        for (int i = 0; i < dynamicCases.size(); i++) {
            CaseSpec<? extends R> declared = dynamicCases.get(i);
            boolean isOn = !(declared instanceof GuardedCase<? extends R> guarded) || guarded.isOn();
            SelectNode node = channelCases.get(declared);
            if (node != null) {
                resolve(node, isOn);
            } else if (isOn) {
                switchedOff.remove(declared);
            } else {
                switchedOff.add(declared);
            }
        }
    }

    private void resolve(SelectNode node, boolean isOn) {
        if (!isOn) {
            turn.switchOff(node);
            return;
        }
        if (node.spec().isDynamic()) {
            node.item(node.spec().nextItem());
        }
        turn.switchOn(node);
    }

    private FirstTimeout<R> timeoutOfThisTurn() {
        FirstTimeout<R> first = FirstTimeout.none();
        for (CaseSpec<? extends R> declared : timeouts) {
            if (!switchedOff.contains(declared) && declared.unguarded() instanceof TimeoutCase<? extends R> timeout) {
                first = first.orEarlier(timeout);
            }
        }
        return first;
    }

    /** What a winner has brought; one that found its channel closed leaves the selector. */
    private Object takeOutcome(SelectNode winner) {
        Object outcome = Objects.requireNonNull(winner.outcome());
        winner.clearOutcome();
        if (outcome instanceof ClosedChannel) {
            remove(winner);
        }
        return outcome;
    }

    @SuppressWarnings("unchecked") // the node was made for a case of this selector
    private CaseSpec<? extends R> specOf(SelectNode node) {
        return (CaseSpec<? extends R>) node.spec();
    }

    @Override
    public void add(SelectCase<? extends R> selectCase) {
        Objects.requireNonNull(selectCase, "selectCase");
        enter();
        try {
            put((CaseSpec<? extends R>) selectCase, nextTier);
            if (hasTierPerCase) {
                nextTier = turn.closeUpTiers(nextTier + 1);
            }
        } finally {
            leave();
        }
    }

    private void put(CaseSpec<? extends R> declared, int tier) {
        switch (declared.unguarded()) {
            case ChannelCase<? extends R> spec -> {
                if (channelCases.containsKey(declared)) {
                    throw new IllegalArgumentException("this case is in the selector already: " + spec.describe());
                }
                SelectNode node = turn.add(spec, tier);
                node.declared = declared;
                channelCases.put(declared, node);
                if (!spec.isDynamic()) { // else it is asked for in each turn
                    node.item(spec.nextItem());
                }
            }
            case DefaultCase<? extends R> _ -> {
                if (defaultCase != null) {
                    throw OneShotSelect.tooManyDefaults();
                }
                defaultCase = declared;
            }
            case TimeoutCase<? extends R> _ -> {
                if (timeouts.contains(declared)) {
                    throw new IllegalArgumentException("this case is in the selector already: a timeout");
                }
                timeouts.add(declared);
            }
            case GuardedCase<? extends R> _ -> throw new AssertionError("a guard behind a guard");
        }
        if (declared.isDynamic()) {
            dynamicCases.add(declared);
        }
    }

    @Override
    public boolean remove(SelectCase<? extends R> selectCase) {
        Objects.requireNonNull(selectCase, "selectCase");
        enter();
        try {
            SelectNode node = channelCases.get((CaseSpec<?>) selectCase);
            if (node != null) {
                remove(node);
                return true;
            }
            boolean wasIn = defaultCase == selectCase || timeouts.contains(selectCase);
            if (defaultCase == selectCase) {
                defaultCase = null;
            }
            timeouts.remove(selectCase);
            forget((CaseSpec<?>) selectCase);
            return wasIn;
        } finally {
            leave();
        }
    }

    private void remove(SelectNode node) {
        CaseSpec<?> declared = Objects.requireNonNull(node.declared);
        turn.remove(node);
        channelCases.remove(declared);
        forget(declared);
    }

    private void forget(CaseSpec<?> declared) {
        if (declared.isDynamic()) {
            dynamicCases.remove(declared);
            switchedOff.remove(declared);
        }
    }

    @Override
    public int size() {
        return channelCases.size();
    }

    @Override
    public void close() {
        if (isClosed) {
            return;
        }
        enter();
        isClosed = true;
        turn.clear();
        channelCases.clear();
        dynamicCases.clear();
        switchedOff.clear();
        timeouts.clear();
        defaultCase = null;
        leave();
    }

    private void enter() {
        if (!user.compareAndSet(null, Thread.currentThread())) {
            throw new IllegalStateException("this selector is in use by " + user.get() + "; one thread at a time");
        }
        if (isClosed) {
            leave();
            throw new IllegalStateException("this selector is closed");
        }
    }

    private void leave() {
        user.set(null);
    }
}
