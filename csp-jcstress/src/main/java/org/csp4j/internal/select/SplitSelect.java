package org.csp4j.internal.select;

import org.csp4j.internal.fiber.Parker;
import org.csp4j.stress.Uninterrupted;

/** A select of two cases that have a word each, where they should have one together: each can be claimed on its own. */
final class SplitSelect {
    private SplitSelect() {}

    static String select(ChannelCase<String> first, ChannelCase<String> second) {
        SelectNode one = waiting(first);
        SelectNode other = waiting(second);
        Object outcome = first.tryOrArm(one);
        if (outcome != null) {
            return complete(first, outcome);
        }
        outcome = second.tryOrArm(other);
        if (outcome != null) {
            first.channel.withdraw(one);
            return complete(second, outcome);
        }
        while (true) {
            outcome = one.outcome();
            if (outcome != null) {
                second.channel.withdraw(other);
                return complete(first, outcome);
            }
            outcome = other.outcome();
            if (outcome != null) {
                first.channel.withdraw(one);
                return complete(second, outcome);
            }
            Thread.onSpinWait();
        }
    }

    private static SelectNode waiting(ChannelCase<String> spec) {
        Parker caller = Parker.current();
        SelectState state = new SelectState(caller);
        SelectNode node = new SelectNode(state);
        node.become(spec, 0);
        node.item(spec.nextItem());
        state.beginWaiting(caller, false);
        return node;
    }

    private static String complete(ChannelCase<String> spec, Object outcome) {
        return Uninterrupted.run(() -> spec.complete(outcome));
    }
}
