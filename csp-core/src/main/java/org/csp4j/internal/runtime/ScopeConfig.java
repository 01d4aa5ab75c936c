package org.csp4j.internal.runtime;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.csp4j.ContextCapture;
import org.csp4j.Deadline;
import org.csp4j.ScopePolicy;
import org.csp4j.internal.time.ClockDeadline;
import org.csp4j.internal.time.TimerService;
import org.jspecify.annotations.Nullable;

/**
 * What a scope was opened with.
 *
 * @param name what it was named, if it was
 * @param policy what a failure means
 * @param timeout how long it has from its opening, if that was said
 * @param deadline until when it has time, if that was said; the earlier of the two counts
 * @param limit how many fibers run at the same time; 0 if as many as are started
 * @param captures what fibers take over from who starts them
 * @param detectsDeadlocks whether it is watched for deadlocks
 */
public record ScopeConfig(
        @Nullable String name,
        ScopePolicy policy,
        @Nullable Duration timeout,
        @Nullable ClockDeadline deadline,
        int limit,
        List<ContextCapture> captures,
        boolean detectsDeadlocks) {
    /** That of a scope about which nothing was said. */
    public static final ScopeConfig DEFAULT =
            new ScopeConfig(null, ScopePolicy.FAIL_FAST, null, null, 0, List.of(), false);

    public ScopeConfig withName(String newName) {
        if (newName.isBlank()) {
            throw new IllegalArgumentException("name '" + newName + "' is blank");
        }
        return new ScopeConfig(newName, policy, timeout, deadline, limit, captures, detectsDeadlocks);
    }

    public ScopeConfig withPolicy(ScopePolicy newPolicy) {
        return new ScopeConfig(name, newPolicy, timeout, deadline, limit, captures, detectsDeadlocks);
    }

    public ScopeConfig withTimeout(Duration newTimeout) {
        boolean isEarlier = timeout == null || newTimeout.compareTo(timeout) < 0;
        return new ScopeConfig(
                name, policy, isEarlier ? newTimeout : timeout, deadline, limit, captures, detectsDeadlocks);
    }

    public ScopeConfig withDeadline(Deadline newDeadline) {
        ClockDeadline earliest = earlier(deadline, (ClockDeadline) newDeadline);
        return new ScopeConfig(name, policy, timeout, earliest, limit, captures, detectsDeadlocks);
    }

    public ScopeConfig withLimit(int newLimit) {
        if (newLimit < 1) {
            throw new IllegalArgumentException("limit " + newLimit + " lets no fiber run; it takes at least 1");
        }
        return new ScopeConfig(name, policy, timeout, deadline, newLimit, captures, detectsDeadlocks);
    }

    public ScopeConfig withCapture(ContextCapture capture) {
        List<ContextCapture> more = new ArrayList<>(captures);
        more.add(capture);
        return new ScopeConfig(name, policy, timeout, deadline, limit, List.copyOf(more), detectsDeadlocks);
    }

    public ScopeConfig withDetectsDeadlocks(boolean detects) {
        return new ScopeConfig(name, policy, timeout, deadline, limit, captures, detects);
    }

    /** What the fibers of a scope take over that is opened in another one. */
    List<ContextCapture> capturesInside(List<ContextCapture> outer) {
        if (outer.isEmpty() || captures.isEmpty()) {
            return outer.isEmpty() ? captures : outer;
        }
        List<ContextCapture> all = new ArrayList<>(outer);
        all.addAll(captures);
        return List.copyOf(all);
    }

    /** Until when a scope has time that is opened now. */
    @Nullable ClockDeadline deadlineFromNow(TimerService timers) {
        return timeout == null ? deadline : earlier(ClockDeadline.after(timers, timeout), deadline);
    }

    /** The earlier one, if there is any; the first of two that come together. */
    static @Nullable ClockDeadline earlier(@Nullable ClockDeadline a, @Nullable ClockDeadline b) {
        if (a == null || b == null) {
            return a == null ? b : a;
        }
        return ClockDeadline.earlier(a, b);
    }
}
