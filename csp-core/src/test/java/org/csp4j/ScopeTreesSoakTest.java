package org.csp4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.csp4j.Csp.chan;
import static org.csp4j.Csp.go;
import static org.csp4j.Csp.onReceive;
import static org.csp4j.Csp.onTimeout;
import static org.csp4j.Csp.select;
import static org.csp4j.Csp.shield;
import static org.csp4j.Csp.sleep;
import static org.csp4j.internal.channel.QueueProbe.waitersOf;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.csp4j.testsupport.ArmedTimers;
import org.csp4j.testsupport.Await;
import org.csp4j.testsupport.Crew;
import org.csp4j.testsupport.Delays;
import org.csp4j.testsupport.Party;
import org.csp4j.testsupport.Rounds;
import org.csp4j.testsupport.Setting;
import org.csp4j.testsupport.Soak;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Scopes in fibers of scopes, with random policies, deadlines, limits, failures, cancellations and interrupts. Whatever becomes of them:
 * when a scope has been closed its fibers have ended and its channels have closed, and when all have been, nobody waits for anything.
 */
@Tag("engine")
@ParameterizedClass(name = "{0}")
@MethodSource("org.csp4j.testsupport.Setting#eachOnce")
@Timeout(value = 1, unit = TimeUnit.HOURS) // a tree that stands still is noticed much earlier
class ScopeTreesSoakTest {
    private static final int TREES = Rounds.of(10_000);
    private static final int AT_ONCE = 500;
    private static final int GARDENERS = 4;
    private static final int MOST_DEEP = 3;
    private static final int MOST_CHILDREN = 5;
    private static final ScopedValue<Integer> DEPTH = ScopedValue.newInstance();

    private final Channel<Integer> never = chan("never");
    private final AtomicLong scopes = new AtomicLong(); // what has happened, for people
    private final AtomicLong fibers = new AtomicLong();
    private final AtomicLong failures = new AtomicLong();
    private final AtomicLong timeouts = new AtomicLong();
    private final AtomicLong interrupts = new AtomicLong();

    @RegisterExtension
    final Crew crew;

    private final Setting setting;

    ScopeTreesSoakTest(Setting setting) {
        this.setting = setting;
        this.crew = new Crew(setting);
    }

    @Test
    void leaveNothingBehind() throws Exception {
        long seed = Soak.seed("ScopeTreesSoakTest");
        int timersBefore = ArmedTimers.count();
        for (int first = 0; first < TREES; first += AT_ONCE) {
            growForest(seed, first, Math.min(TREES, first + AT_ONCE));
        }
        System.out.printf(
                "ScopeTreesSoakTest: %d trees of %s scopes and %s fibers, %s failures, %s timeouts, %s interrupts%n",
                TREES, scopes, fibers, failures, timeouts, interrupts);
        assertThat(waitersOf(never)).isZero();
        assertThat(ArmedTimers.count()).isEqualTo(timersBefore);
        Await.until(
                "no fiber is left",
                () -> setting.engine().scheduler().stats().live() == 0
                        && Scheduler.shared().stats().live() == 0);
    }

    /** Grows the trees of these numbers, some of them at the same time. All may take long, these may not. */
    private void growForest(long seed, int first, int end) throws Exception {
        AtomicInteger next = new AtomicInteger(first);
        List<Party<Void>> gardeners = new ArrayList<>();
        for (int i = 0; i < GARDENERS; i++) {
            gardeners.add(crew.start(() -> {
                for (int tree = next.getAndIncrement(); tree < end; tree = next.getAndIncrement()) {
                    grow(seed + tree);
                }
            }));
        }
        for (Party<Void> gardener : gardeners) {
            gardener.join();
        }
    }

    private void grow(long seed) {
        try {
            new Tree(new SplittableRandom(seed), 0).grow();
        } catch (AssertionError e) {
            throw new AssertionError("tree of -Dcsp4j.test.seed=" + seed, e);
        } catch (Exception e) {
            // as it may be; what matters is what is left
        }
        if (Thread.interrupted()) {
            interrupts.incrementAndGet();
        }
    }

    /** How the opener leaves its block. */
    private enum Way {
        JOIN,
        LEAVE,
        FAIL,
        CANCEL,
        RESULTS,
        DONE
    }

    /** A scope, and what grows in it. */
    private final class Tree {
        private final SplittableRandom random; // the opener's alone
        private final int depth;
        private final Way way;
        private final boolean isLimited;
        private final boolean hasDeadline;
        private final List<Fiber<Integer>> started = new ArrayList<>();
        private final List<Channel<Integer>> owned = new ArrayList<>();

        Tree(SplittableRandom random, int depth) {
            this.random = random;
            this.depth = depth;
            this.way = Way.values()[random.nextInt(Way.values().length)];
            this.isLimited = random.nextInt(4) == 0;
            this.hasDeadline = random.nextInt(3) == 0;
        }

        void grow() throws Exception {
            scopes.incrementAndGet();
            try (Scope scope = builder().open()) {
                fill(scope);
                leave(scope);
            } catch (ScopeFailedException e) {
                failures.incrementAndGet();
                throw e;
            } catch (ScopeTimeoutException e) {
                timeouts.incrementAndGet();
                assertThat(e.fibersLeft()).isNotEmpty();
                throw e;
            } finally {
                fibers.addAndGet(started.size());
                assertThat(started).allMatch(fiber -> fiber.state().isEnded());
                assertThat(owned).allMatch(Channel::isClosed);
            }
        }

        private Scope.Builder builder() {
            Scope.Builder builder = Scope.builder().policy(policy());
            if (isLimited) {
                builder.limit(1 + random.nextInt(3));
            }
            if (hasDeadline) {
                builder.timeout(Duration.ofNanos(random.nextLong(2_000_000)));
            }
            if (random.nextInt(8) == 0) {
                builder.capture(ContextCapture.of(DEPTH));
            }
            return builder;
        }

        private ScopePolicy policy() {
            return switch (random.nextInt(5)) {
                case 0 -> ScopePolicy.SUPERVISE;
                case 1 -> ScopePolicy.COLLECT_ALL;
                case 2 -> ScopePolicy.FIRST_SUCCESS;
                case 3 -> ScopePolicy.quorum(2);
                default -> ScopePolicy.FAIL_FAST;
            };
        }

        private void fill(Scope scope) throws InterruptedException {
            Thread opener = Thread.currentThread();
            if (random.nextBoolean()) {
                owned.add(scope.own(chan(random.nextInt(2))));
            }
            for (int i = random.nextInt(MOST_CHILDREN + 1); i > 0; i--) {
                Callable<Integer> body = body(scope, opener, random.split());
                if (random.nextInt(4) == 0) {
                    scope.tryAsync(body).ifPresent(started::add);
                } else {
                    started.add(scope.async(body));
                }
                if (random.nextInt(20) == 0 && !started.isEmpty()) {
                    started.getLast().cancel();
                }
            }
        }

        /** Whether a fiber may wait for ever: something ends it. */
        private boolean mayBlock() {
            return hasDeadline || (!isLimited && (way == Way.LEAVE || way == Way.FAIL || way == Way.CANCEL));
        }

        private Callable<Integer> body(Scope scope, Thread opener, SplittableRandom own) {
            return switch (own.nextInt(18)) {
                case 0 ->
                    () -> {
                        throw new IOException("a fiber fails");
                    };
                case 1 ->
                    () -> {
                        sleep(Duration.ofNanos(own.nextLong(200_000)));
                        return 1;
                    };
                case 2 ->
                    () -> {
                        opener.interrupt();
                        return 2;
                    };
                case 3 ->
                    () -> {
                        scope.cancel();
                        return 3;
                    };
                case 4 ->
                    () -> {
                        scope.cancel(new IOException("a cause"));
                        return 4;
                    };
                case 5 ->
                    () -> {
                        go(() -> block(own));
                        return 5;
                    };
                case 6 ->
                    () -> {
                        scope.tryAsync(() -> 6);
                        return 6;
                    };
                case 7, 8, 9, 14, 15, 16, 17 ->
                    () -> {
                        if (depth < MOST_DEEP) {
                            new Tree(own, depth + 1).grow();
                        }
                        return 7;
                    };
                case 10 ->
                    () -> {
                        try {
                            block(own);
                        } finally {
                            shield(Delays.LONG, () -> go(() -> {}).join());
                        }
                        return 10;
                    };
                case 11 ->
                    () -> {
                        for (Channel<Integer> channel : List.copyOf(owned)) {
                            channel.trySend(11, Duration.ofNanos(own.nextLong(200_000)));
                        }
                        return 11;
                    };
                default ->
                    () -> {
                        block(own);
                        return 12;
                    };
            };
        }

        /** Waits until it is cancelled, where that happens; at times it heeds that only after a while. */
        private void block(SplittableRandom own) throws InterruptedException {
            for (int spins = own.nextInt(10) == 0 ? own.nextInt(20_000) : 0; spins > 0; spins--) {
                Thread.onSpinWait();
            }
            if (mayBlock()) {
                never.receive();
            }
        }

        private void leave(Scope scope) throws Exception {
            switch (way) {
                case JOIN -> scope.join();
                case LEAVE -> {}
                case FAIL -> throw new IOException("the block fails");
                case CANCEL -> {
                    scope.cancel();
                    scope.join();
                }
                case RESULTS -> {
                    for (int result : scope.results(started)) {
                        assertThat(result).isPositive();
                    }
                }
                case DONE ->
                    select(
                            onReceive(never, _ -> {}),
                            onReceive(scope.done(), _ -> {}, () -> {}),
                            onTimeout(Duration.ofNanos(random.nextLong(500_000)), () -> {}));
            }
        }
    }
}
