package org.csp4j.patterns.control;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.DoubleSupplier;
import java.util.function.Predicate;
import org.csp4j.Csp;
import org.csp4j.Deadline;
import org.csp4j.patterns.internal.Args;
import org.jspecify.annotations.Nullable;

/**
 * Tries again what has failed, after a while.
 *
 * {@snippet file="org/csp4j/examples/snippets/ControlSnippets.java" region="retry"}
 *
 * <p>A retry is a description, which can be shared: each {@code with} makes another. It tries in the caller. It waits longer each time,
 * twice as long up to a limit, and by chance up to a part less, so that many who fail together do not come back together.
 *
 * <p>It gives up, with {@link RetriesFailedException}, after so many tries; when the failure is not of a kind that it tries again for; or
 * when the next try would begin later than it may. An interrupt, in a try or between two, ends it at once, by {@link
 * InterruptedException}; and so does an {@link Error}, as it is.
 */
public final class Retry {
    private static final Duration FIRST = Duration.ofMillis(100);
    private static final Duration LIMIT = Duration.ofSeconds(10);
    private static final Duration LONGEST = Duration.ofDays(365);
    private static final double JITTER = 0.5;

    private final int maxTries;
    private final Duration firstDelay;
    private final Duration maxDelay;
    private final double jitter;
    private final @Nullable Duration maxTime;
    private final Predicate<? super Exception> isWorthATry;
    private final DoubleSupplier random;

    private Retry(
            int maxTries,
            Duration firstDelay,
            Duration maxDelay,
            double jitter,
            @Nullable Duration maxTime,
            Predicate<? super Exception> isWorthATry,
            DoubleSupplier random) {
        this.maxTries = maxTries;
        this.firstDelay = firstDelay;
        this.maxDelay = maxDelay;
        this.jitter = jitter;
        this.maxTime = maxTime;
        this.isWorthATry = isWorthATry;
        this.random = random;
    }

    /**
     * Tries up to so often, for any exception; waits 100 ms at first and at most 10 s, by chance up to half less.
     *
     * @throws IllegalArgumentException if the number is not positive
     */
    public static Retry upTo(int tries) {
        return new Retry(
                Args.positive("tries", tries),
                FIRST,
                LIMIT,
                JITTER,
                null,
                _ -> true,
                () -> ThreadLocalRandom.current().nextDouble());
    }

    /**
     * Waits this long after the first failure, and twice as long after each, up to the limit.
     *
     * @throws IllegalArgumentException if a length is not positive, or the limit is less than the first or more than 365 days
     */
    public Retry withBackoff(Duration first, Duration limit) {
        Args.positive("first", first);
        if (limit.compareTo(first) < 0) {
            throw new IllegalArgumentException("limit " + limit + " is less than the first delay " + first);
        }
        if (limit.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException("limit " + limit + " is more than " + LONGEST);
        }
        return new Retry(maxTries, first, limit, jitter, maxTime, isWorthATry, random);
    }

    /**
     * Waits by chance up to such a part less: 0 for never, 1 for anything down to nothing.
     *
     * @throws IllegalArgumentException if the part is not from 0 to 1
     */
    public Retry withJitter(double part) {
        if (!(part >= 0 && part <= 1)) {
            throw new IllegalArgumentException("jitter " + part + " is not from 0 to 1");
        }
        return new Retry(maxTries, firstDelay, maxDelay, part, maxTime, isWorthATry, random);
    }

    /**
     * Begins no try later than this after the first. One that runs is not ended by it.
     *
     * @throws IllegalArgumentException if the length is not positive
     */
    public Retry withMaxTime(Duration time) {
        return new Retry(maxTries, firstDelay, maxDelay, jitter, Args.positive("time", time), isWorthATry, random);
    }

    /** Tries again for these exceptions only. */
    public Retry withFailures(Predicate<? super Exception> isWorthATry) {
        Objects.requireNonNull(isWorthATry, "isWorthATry");
        return new Retry(maxTries, firstDelay, maxDelay, jitter, maxTime, isWorthATry, random);
    }

    /** For tests: chance is what this says, from 0 to 1. */
    Retry withRandom(DoubleSupplier random) {
        return new Retry(maxTries, firstDelay, maxDelay, jitter, maxTime, isWorthATry, random);
    }

    /**
     * Runs a body until it returns, and returns what it returns.
     *
     * @throws RetriesFailedException if it has failed for good
     * @throws InterruptedException if the caller is interrupted
     */
    public <T extends @Nullable Object> T call(Callable<T> body) throws InterruptedException {
        Objects.requireNonNull(body, "body");
        Deadline deadline = maxTime == null ? null : Deadline.after(maxTime);
        List<Exception> failures = new ArrayList<>();
        for (Duration delay = firstDelay; ; delay = longer(delay)) {
            try {
                return body.call();
            } catch (InterruptedException e) {
                throw e;
            } catch (Exception e) {
                failures.add(e);
                Duration wait = shorten(delay);
                String why = whyNot(e, failures.size(), wait, deadline);
                if (why != null) {
                    throw failed(why, failures);
                }
                Csp.sleep(wait);
            }
        }
    }

    /** Why it is not tried again; null if it is. */
    private @Nullable String whyNot(Exception failure, int tries, Duration wait, @Nullable Deadline deadline) {
        if (!isWorthATry.test(failure)) {
            return "it is not tried again for";
        }
        if (tries == maxTries) {
            return "that was the last of " + maxTries + " tries:";
        }
        if (deadline != null && deadline.remaining().compareTo(wait) < 0) {
            return "the next try would begin later than " + maxTime + " after the first:";
        }
        return null;
    }

    private Duration longer(Duration delay) {
        return delay.compareTo(maxDelay.dividedBy(2)) > 0 ? maxDelay : delay.multipliedBy(2);
    }

    private Duration shorten(Duration delay) {
        return Duration.ofNanos((long) (delay.toNanos() * (1 - jitter * random.getAsDouble())));
    }

    private static RetriesFailedException failed(String why, List<Exception> failures) {
        Exception last = failures.removeLast();
        int tries = failures.size() + 1;
        RetriesFailedException failed =
                new RetriesFailedException("failed in try " + tries + "; " + why + " " + last, tries, last);
        failures.forEach(failed::addSuppressed);
        return failed;
    }
}
