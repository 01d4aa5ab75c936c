package org.csp4j.patterns.pool;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.csp4j.Fiber;
import org.csp4j.Scheduler;
import org.csp4j.testsupport.Delays;
import org.csp4j.testsupport.Setting;
import org.csp4j.testsupport.Soak;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A bounded pool with everything that can go wrong: no resource is lost, doubled, shared, or closed twice, and none too many. */
@Tag("engine")
class ResourcePoolStressTest {
    private static final int SIZE = 3;
    private static final int USERS = 12;

    private final Thing.Factory factory = new Thing.Factory();
    private final AtomicLong acquired = new AtomicLong();
    private final AtomicInteger holders = new AtomicInteger();

    private Thing makeOrFail() throws IOException {
        if (ThreadLocalRandom.current().nextInt(4) == 0) {
            throw new IOException("no route");
        }
        return factory.make();
    }

    private void use(ResourcePool<Thing> pool) throws InterruptedException {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        try (Lease<Thing> lease = pool.acquire(random.nextBoolean() ? Delays.SHORT : Delays.LONG)) {
            acquired.incrementAndGet();
            assertThat(holders.incrementAndGet()).isLessThanOrEqualTo(SIZE);
            assertThat(lease.get().closed).hasValue(0);
            Thread.yield();
            assertThat(lease.get().closed).hasValue(0);
            holders.decrementAndGet();
            if (random.nextInt(8) == 0) {
                lease.invalidate();
            }
        } catch (PoolTimeoutException e) {
            // and once more
        }
    }

    @Test
    void everyResourceIsAccountedFor() throws Exception {
        Random random = new Random(Soak.seed("ResourcePoolStressTest"));
        try (Scheduler scheduler = Setting.FIBERS.engine().builder().build()) {
            ResourcePool<Thing> pool = build(scheduler);
            long end = System.nanoTime() + Soak.length().toNanos();
            List<Fiber<?>> users = new ArrayList<>();
            for (int i = 0; i < USERS; i++) {
                users.add(scheduler.async(() -> {
                    while (System.nanoTime() < end) {
                        try {
                            use(pool);
                        } catch (InterruptedException e) {
                            // somebody meddles
                        }
                    }
                    return null;
                }));
            }
            while (System.nanoTime() < end) {
                users.get(random.nextInt(USERS)).thread().interrupt();
                Thread.yield();
            }
            for (Fiber<?> user : users) {
                user.result();
            }
            assertThat(pool.close(Delays.PATIENCE)).isEmpty();
            check(pool.stats());
        }
    }

    private ResourcePool<Thing> build(Scheduler scheduler) throws InterruptedException {
        return scheduler
                .async(() -> ResourcePool.builder(SIZE, this::makeOrFail)
                        .bounded()
                        .backoff(Duration.ofNanos(1), Duration.ofMillis(1))
                        .idleTimeout(Delays.SHORT)
                        .maxLifetime(Duration.ofMillis(20))
                        .check(_ -> ThreadLocalRandom.current().nextInt(4) != 0, Delays.SHORT)
                        .build())
                .result();
    }

    private void check(ResourcePoolStats stats) {
        assertThat(stats.created()).isEqualTo(factory.made.size()).isEqualTo(stats.closed());
        assertThat(factory.mostLive.get()).isLessThanOrEqualTo(SIZE);
        assertThat(factory.made).allMatch(thing -> thing.closed.get() == 1);
        assertThat(stats.created() - stats.unused() + stats.reused()).isEqualTo(acquired.get());
        assertThat(stats.idle() + stats.leased() + stats.checking() + stats.closing() + stats.waiting())
                .isZero();
    }
}
