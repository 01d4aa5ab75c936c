package org.csp4j.patterns.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.csp4j.Csp.chan;
import static org.csp4j.Csp.go;
import static org.csp4j.Csp.sleep;

import java.time.Duration;
import java.util.stream.Stream;
import org.csp4j.DeadlockException;
import org.csp4j.Scheduler;
import org.csp4j.patterns.NothingIsLeft;
import org.csp4j.testsupport.Delays;
import org.csp4j.testsupport.Engines;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** A {@link ResourcePool} in a run that is watched for deadlocks: who waits for a resource is awake, who waits for the end is not. */
@Tag("engine")
@ParameterizedClass(name = "{0}")
@MethodSource("engines")
@ExtendWith(NothingIsLeft.class)
class ResourcePoolDeadlockTest {
    static Stream<Engines> engines() {
        return Engines.available();
    }

    private final Thing.Factory factory = new Thing.Factory();
    private final Scheduler scheduler;

    ResourcePoolDeadlockTest(Engines engine) {
        this.scheduler = engine.builder().name("pools").build();
    }

    @AfterEach
    void everyResourceIsClosedOnceAndNothingIsLeft() {
        assertThat(scheduler.close(Delays.PATIENCE)).as("fibers that are left").isEmpty();
        assertThat(factory.made).isNotEmpty().allMatch(thing -> thing.closed.get() == 1);
    }

    private ResourcePool<Thing> pool(Duration acquireTimeout) {
        return ResourcePool.builder(1, factory::make)
                .name("things")
                .bounded()
                .acquireTimeout(acquireTimeout)
                .build();
    }

    @Test
    void whoWaitsForAResourceItHasItselfIsToldWhoHasIt() {
        assertThatExceptionOfType(PoolTimeoutException.class)
                .isThrownBy(() -> scheduler.run(() -> {
                    try (ResourcePool<Thing> pool = pool(Delays.BEYOND_DETECTION);
                            Lease<Thing> first = pool.acquire();
                            Lease<Thing> second = pool.acquire()) {
                        throw new AssertionError(first + " and " + second);
                    }
                }))
                .withMessageContaining("held by 'main'");
    }

    @Test
    void whoWaitsForOneThatIsUsedIsNotInADeadlock() throws Exception {
        scheduler.run(() -> {
            try (ResourcePool<Thing> pool = pool(Delays.PATIENCE)) {
                Lease<Thing> lease = pool.acquire();
                go(() -> {
                    sleep(Delays.BEYOND_DETECTION);
                    lease.close();
                });
                pool.acquire().close();
            }
        });
    }

    @Test
    void anIdlePoolDoesNotHideTheDeadlockOfOthers() {
        assertThatExceptionOfType(DeadlockException.class)
                .isThrownBy(() -> scheduler.run(() -> {
                    try (ResourcePool<Thing> pool = pool(Delays.PATIENCE)) {
                        pool.acquire().close();
                        chan("numbers").receive();
                    }
                }));
    }

    @Test
    void whoClosesAPoolWhileItHasALeaseIsInADeadlock() {
        assertThatExceptionOfType(DeadlockException.class)
                .isThrownBy(() -> scheduler.run(() -> {
                    ResourcePool<Thing> pool = pool(Delays.PATIENCE);
                    Lease<Thing> lease = pool.acquire();
                    pool.close();
                    lease.close();
                }))
                .withMessageContaining("'main' [receive on things-end]");
    }
}
