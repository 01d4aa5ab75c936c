package org.csp4j.internal.runtime;

import java.util.ArrayList;
import java.util.List;
import org.csp4j.ScopeTimeoutException;
import org.csp4j.internal.time.ClockDeadline;
import org.csp4j.internal.time.TimerNode;
import org.jspecify.annotations.Nullable;

/** Until when a scope has time: its timer, and whose deadline it is. */
final class ScopeDeadline extends TimerNode {
    private static final int MOST_DESCRIBED = 10;

    private final String scope;
    private final ClockDeadline deadline;
    private final String owner; // the name of the scope that was given the deadline
    private final Runnable onCome;
    private volatile boolean hasCome;
    private volatile boolean isOver;

    private ScopeDeadline(String scope, ClockDeadline deadline, String owner, Runnable onCome) {
        this.scope = scope;
        this.deadline = deadline;
        this.owner = owner;
        this.onCome = onCome;
    }

    /** The earlier of the scope's own deadline and of the one that it inherits; null if there is neither. */
    static @Nullable ScopeDeadline of(
            String scope, @Nullable ClockDeadline own, @Nullable ScopeDeadline inherited, Runnable onCome) {
        if (inherited != null && (own == null || ClockDeadline.earlier(own, inherited.deadline) != own)) {
            return new ScopeDeadline(scope, inherited.deadline, inherited.owner, onCome);
        }
        return own == null ? null : new ScopeDeadline(scope, own, scope, onCome);
    }

    ClockDeadline deadline() {
        return deadline;
    }

    void arm() {
        deadline.timers().arm(this, deadline.nanos());
    }

    void disarm() {
        deadline.timers().cancel(this);
    }

    /** Whether the scope has been told that the deadline has come. */
    boolean hasCome() {
        return hasCome;
    }

    void come() {
        hasCome = true;
    }

    /** Whether all have been told: it does nothing any more. */
    boolean isOver() {
        return isOver;
    }

    void over() {
        isOver = true;
    }

    /** On a thread of its own: to interrupt many fibers takes time, and may run what the JDK's interruptible channels have to say. */
    @Override
    protected void fire(long nowNanos) {
        Thread.ofVirtual()
                .name("deadline of " + scope)
                .inheritInheritableThreadLocals(false)
                .start(onCome);
    }

    /** What tells of the deadline, when these fibers are left. */
    ScopeTimeoutException exception(List<RuntimeFiber<?>> left) {
        StringBuilder message = new StringBuilder("scope '").append(scope).append("' has reached ");
        message.append(owner.equals(scope) ? "its deadline" : "the deadline of scope '" + owner + "'");
        message.append(", and ").append(left.size()).append(left.size() == 1 ? " fiber is left" : " fibers are left");
        List<String> names = new ArrayList<>(left.size());
        for (RuntimeFiber<?> fiber : left) {
            if (names.size() < MOST_DESCRIBED) {
                message.append(names.isEmpty() ? ": " : "; ");
                message.append('\'').append(fiber.name()).append("' ").append(fiber.doing());
            } else if (names.size() == MOST_DESCRIBED) {
                message.append("; ...");
            }
            names.add(fiber.name());
        }
        return new ScopeTimeoutException(message.toString(), owner, names);
    }
}
