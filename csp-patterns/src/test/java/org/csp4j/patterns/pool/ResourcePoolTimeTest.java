package org.csp4j.patterns.pool;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.csp4j.Fiber;
import org.csp4j.testsupport.Await;
import org.csp4j.testsupport.SteppedTime;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What a {@link ResourcePool} does when time passes. */
@Tag("engine")
class ResourcePoolTimeTest {
    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final Duration A_MOMENT = Duration.ofMillis(1);

    private final Thing.Factory factory = new Thing.Factory();
    private ResourcePool<Thing> pool;

    @RegisterExtension
    final SteppedTime time = new SteppedTime();

    private ResourcePoolBuilder<Thing> builder() {
        return ResourcePool.builder(2, factory::make).name("things").bounded().jitter(0);
    }

    private void build(ResourcePoolBuilder<Thing> builder) {
        pool = time.call(builder::build);
    }

    private void useOne() {
        time.run(() -> pool.acquire().close());
    }

    @AfterEach
    void nothingIsLeft() {
        time.run(pool::close);
        time.assertNobodyWaits();
        assertThat(factory.made).allMatch(thing -> thing.closed.get() == 1);
    }

    @Test
    void oneThatIsIdleForTooLongIsClosedButForTheMinimum() {
        build(builder().idleTimeout(MINUTE).minIdle(1));
        time.run(() -> {
            Lease<Thing> one = pool.acquire();
            Lease<Thing> two = pool.acquire();
            one.close();
            two.close();
        });
        time.awaitWaiting(1);
        time.advance(MINUTE.minus(A_MOMENT));
        time.awaitWaiting(1);
        assertThat(factory.live).hasValue(2);
        time.advance(A_MOMENT);
        Await.until("one is closed", () -> factory.live.get() == 1);
        time.awaitWaiting(0);
    }

    @Test
    void oneThatIsTooOldIsClosedWhereverItIs() {
        build(builder().maxLifetime(MINUTE));
        useOne();
        time.awaitWaiting(1);
        time.advance(MINUTE);
        Await.until("the idle one is closed", () -> factory.live.get() == 0);

        Lease<Thing> held = time.call(() -> pool.acquire());
        time.advance(MINUTE);
        assertThat(held.get().closed).hasValue(0);
        held.close();
        Await.until("the other is closed, too", () -> factory.live.get() == 0);
    }

    @Test
    void theMinimumIsMadeAheadAndKept() {
        build(builder().minIdle(2));
        Await.until("two are idle", () -> pool.stats().idle() == 2);
        time.run(() -> pool.acquire().invalidate());
        Await.until("another is made", () -> pool.stats().idle() == 2 && factory.made.size() == 3);
    }

    @Test
    void thoseThatAreIdleAreCheckedNowAndThenAndReplacedIfTheyAreNotGood() {
        AtomicBoolean isGood = new AtomicBoolean(true);
        AtomicInteger checks = new AtomicInteger();
        build(builder()
                .check(
                        thing -> {
                            checks.incrementAndGet();
                            return isGood.get();
                        },
                        MINUTE));
        useOne();
        assertThat(checks).hasValue(0); // nobody waits for a check
        for (int i = 1; i <= 3; i++) {
            time.awaitWaiting(1);
            time.advance(MINUTE);
            int expected = i;
            Await.until(
                    "it is checked",
                    () -> checks.get() == expected && pool.stats().idle() == 1);
        }
        isGood.set(false);
        time.awaitWaiting(1);
        time.advance(MINUTE);
        Await.until("it is closed", () -> factory.live.get() == 0);
    }

    @Test
    void afterFailuresTheFactoryIsLeftAloneForLongerAndLonger() {
        AtomicInteger tries = new AtomicInteger();
        AtomicBoolean isDown = new AtomicBoolean(true);
        pool = time.call(() -> ResourcePool.<Thing>builder(2, () -> {
                    tries.incrementAndGet();
                    if (isDown.get()) {
                        throw new IllegalStateException("down");
                    }
                    return factory.make();
                })
                .bounded()
                .jitter(0)
                .acquireTimeout(Duration.ofDays(1))
                .backoff(Duration.ofSeconds(1), Duration.ofSeconds(4))
                .build());
        Fiber<Lease<Thing>> waiting = time.start(() -> pool.acquire());
        for (int failures = 1; failures <= 4; failures++) {
            int expected = failures;
            Await.until(
                    "it has failed",
                    () -> pool.stats().failures() == expected && pool.stats().creating() == 0);
            time.awaitWaiting(2); // who wants one, and the keeper
            long nanos = Duration.ofSeconds(1).toNanos() << Math.min(failures - 1, 2);
            time.advance(Duration.ofNanos(nanos - 1));
            time.awaitWaiting(2);
            assertThat(tries).hasValue(failures);
            isDown.set(failures < 4);
            time.advance(Duration.ofNanos(1));
        }
        time.result(waiting).close();
        assertThat(tries).hasValue(5);
    }

    @Test
    void oneThatIsHeldForLongIsReportedOnce() {
        List<LeakReport> leaks = Collections.synchronizedList(new ArrayList<>());
        build(builder().leakAfter(MINUTE).onLeak(leaks::add));
        Lease<Thing> held = time.call(() -> pool.acquire());
        time.awaitWaiting(1);
        time.advance(MINUTE);
        Await.until("it is reported", () -> leaks.size() == 1);
        time.advance(MINUTE);
        held.close();
        assertThat(leaks).singleElement().satisfies(leak -> {
            assertThat(leak.isReclaimed()).isFalse();
            assertThat(leak.holder().name()).matches("thread \\d+"); // a fiber without a name
            assertThat(leak.holder().since()).isEqualTo(Instant.EPOCH);
            assertThat(leak.holder().heldFor()).isEqualTo(MINUTE);
            assertThat(leak.holder().site()).contains("ResourcePoolTimeTest.java");
        });
    }

    @Test
    void oneThatWasIdleAndIsThenHeldForLongIsReportedToo() {
        List<LeakReport> leaks = Collections.synchronizedList(new ArrayList<>());
        build(builder().leakAfter(MINUTE).onLeak(leaks::add));
        Lease<Thing> brief = time.call(() -> pool.acquire());
        time.awaitWaiting(1);
        brief.close();
        time.advance(MINUTE); // the keeper looks, and finds none that is held
        time.awaitWaiting(0);
        Lease<Thing> held = time.call(() -> pool.acquire());
        time.awaitWaiting(1);
        time.advance(MINUTE);
        Await.until("it is reported", () -> leaks.size() == 1);
        held.close();
    }
}
