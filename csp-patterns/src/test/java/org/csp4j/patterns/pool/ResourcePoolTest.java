package org.csp4j.patterns.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.csp4j.Csp.chan;
import static org.csp4j.diagnostics.WaitReason.Kind.RECEIVE;
import static org.csp4j.testsupport.Await.await;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;
import org.csp4j.Channel;
import org.csp4j.Scope;
import org.csp4j.patterns.NothingIsLeft;
import org.csp4j.testsupport.Await;
import org.csp4j.testsupport.Crew;
import org.csp4j.testsupport.Delays;
import org.csp4j.testsupport.Party;
import org.csp4j.testsupport.Setting;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** {@link ResourcePool}, used by all kinds of threads. After each test each resource has been closed once. */
@Tag("engine")
@ParameterizedClass(name = "{0}")
@MethodSource("org.csp4j.testsupport.Setting#all")
@ExtendWith(NothingIsLeft.class)
class ResourcePoolTest {
    private final Thing.Factory factory = new Thing.Factory();
    private final List<ResourcePool<Thing>> pools = new ArrayList<>();

    @RegisterExtension
    final Crew crew;

    ResourcePoolTest(Setting setting) {
        this.crew = new Crew(setting);
    }

    private ResourcePool<Thing> pool(int size, UnaryOperator<ResourcePoolBuilder<Thing>> settings) throws Exception {
        ResourcePool<Thing> pool = crew.call(
                () -> settings.apply(ResourcePool.builder(size, factory::make).name("things"))
                        .build());
        pools.add(pool);
        return pool;
    }

    private ResourcePool<Thing> bounded(int size) throws Exception {
        return pool(size, ResourcePoolBuilder::bounded);
    }

    @AfterEach
    void everyResourceIsClosedOnceAndNothingIsLeft() {
        for (ResourcePool<Thing> pool : pools) {
            pool.close(Delays.SHORT);
            ResourcePoolStats stats = pool.stats();
            assertThat(stats.created()).isEqualTo(stats.closed());
            assertThat(stats.idle() + stats.leased() + stats.checking() + stats.closing() + stats.waiting())
                    .isZero();
        }
        assertThat(factory.made).allMatch(thing -> thing.closed.get() == 1);
    }

    @Test
    void whatIsGivenBackIsLentAgain() throws Exception {
        ResourcePool<Thing> pool = pool(2, settings -> settings);
        Thing first = crew.call(() -> {
            try (Lease<Thing> lease = pool.acquire()) {
                return lease.get();
            }
        });
        crew.run(() -> {
            try (Lease<Thing> lease = pool.acquire()) {
                assertThat(lease.get()).isSameAs(first);
                assertThat(pool.tryAcquire()).isEmpty();
            }
        });
        assertThat(pool.stats().created()).isEqualTo(1);
        assertThat(pool.stats().reused()).isEqualTo(1);
    }

    @Test
    void theClassicPoolMakesAnotherWhenNoneIsIdleAndClosesWhatDoesNotFit() throws Exception {
        ResourcePool<Thing> pool = pool(1, settings -> settings);
        crew.run(() -> {
            try (Lease<Thing> one = pool.acquire();
                    Lease<Thing> other = pool.acquire()) {
                assertThat(one.get()).isNotSameAs(other.get());
            }
        });
        Await.until("one is closed", () -> pool.stats().closed() == 1);
        assertThat(pool.stats().idle()).isEqualTo(1);
    }

    @Test
    void aBoundedPoolLetsThoseWaitWhoAreTooManyAndServesThemInOrder() throws Exception {
        ResourcePool<Thing> pool = bounded(1);
        Lease<Thing> lease = crew.call(() -> pool.acquire());
        Channel<Integer> order = chan(3);
        List<Party<Void>> waiting = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            int number = i;
            waiting.add(crew.start(() -> {
                try (Lease<Thing> own = pool.acquire()) {
                    order.send(number);
                }
            }));
            await(waiting.getLast()).toPark(RECEIVE);
        }
        lease.close();
        assertThat(List.of(order.receive(), order.receive(), order.receive())).containsExactly(0, 1, 2);
        for (Party<Void> party : waiting) {
            party.join();
        }
        assertThat(factory.made).hasSize(1);
    }

    @Test
    void aTimeoutNamesTheHolders() throws Exception {
        ResourcePool<Thing> pool = pool(1, settings -> settings.bounded().recordSites());
        Lease<Thing> lease = crew.call(() -> pool.acquire());
        PoolTimeoutException thrown = (PoolTimeoutException)
                crew.start(() -> pool.acquire(Delays.SHORT)).failure();
        assertThat(thrown)
                .hasMessageContaining("pool 'things'")
                .hasMessageContaining("1 of 1 are held")
                .hasMessageContaining("ResourcePoolTest.java")
                .hasNoCause();
        assertThat(thrown.holders())
                .singleElement()
                .satisfies(holder -> assertThat(holder.name()).isNotEmpty());
        assertThat(pool.stats().waiting()).isZero();
        lease.close();
    }

    @Test
    void anInterruptEndsAWaitAndTakesNothing() throws Exception {
        ResourcePool<Thing> pool = bounded(1);
        Lease<Thing> lease = crew.call(() -> pool.acquire());
        Party<Lease<Thing>> waiting = crew.start(() -> pool.acquire());
        await(waiting).toPark(RECEIVE);
        waiting.interrupt();
        assertThat(waiting.failure()).isInstanceOf(InterruptedException.class);
        assertThat(pool.stats().waiting()).isZero();
        lease.close();
        assertThat(pool.stats().idle()).isEqualTo(1);
    }

    @Test
    void noMoreThanAsManyAsMayWait() throws Exception {
        ResourcePool<Thing> pool = pool(1, settings -> settings.bounded().maxWaiting(1));
        Lease<Thing> lease = crew.call(() -> pool.acquire());
        Party<Void> waiting = crew.start(() -> pool.acquire().close());
        await(waiting).toPark(RECEIVE);
        assertThat(crew.start(() -> pool.acquire()).failure())
                .isInstanceOf(PoolExhaustedException.class)
                .hasMessageContaining("'things'");
        lease.close();
        waiting.join();
        assertThat(pool.stats().rejected()).isEqualTo(1);
    }

    @Test
    void aSecondReleaseAndOneIntoAnotherPoolAreMistakes() throws Exception {
        ResourcePool<Thing> pool = bounded(1);
        ResourcePool<Thing> other = bounded(1);
        crew.run(() -> {
            try (Lease<Thing> lease = pool.acquire()) {
                assertThatExceptionOfType(LeaseException.class)
                        .isThrownBy(() -> other.release(lease))
                        .withMessageContaining("into pool 'things'");
                pool.release(lease);
                assertThatExceptionOfType(LeaseException.class)
                        .isThrownBy(() -> pool.release(lease))
                        .withMessageContaining("was given back");
                assertThatExceptionOfType(LeaseException.class).isThrownBy(lease::get);
            } // for which it is no mistake
        });
        assertThat(pool.stats().idle()).isEqualTo(1);
    }

    @Test
    void oneThatIsInvalidatedIsClosedAndReplaced() throws Exception {
        ResourcePool<Thing> pool = bounded(1);
        crew.run(() -> {
            pool.acquire().invalidate();
            pool.acquire().close();
        });
        assertThat(factory.made).hasSize(2);
        assertThat(factory.made.getFirst().closed).hasValue(1);
        assertThat(factory.mostLive).hasValue(1);
    }

    @Test
    void aFailureOfTheFactoryFailsWhoWaitsInAClassicPool() throws Exception {
        IOException failure = new IOException("no route");
        ResourcePool<Thing> pool = crew.call(() -> ResourcePool.<Thing>builder(1, () -> {
                    throw failure;
                })
                .name("failing")
                .build());
        assertThat(crew.start(() -> pool.acquire()).failure())
                .isInstanceOf(PoolCreationException.class)
                .hasMessageContaining("'failing'")
                .hasCause(failure);
        pool.close();
    }

    @Test
    void aFailureOfTheFactoryIsTheCauseOfTheTimeoutsInABoundedPool() throws Exception {
        IOException failure = new IOException("no route");
        ResourcePool<Thing> pool = crew.call(() -> ResourcePool.<Thing>builder(1, () -> {
                    throw failure;
                })
                .bounded()
                .backoff(Delays.SHORT, Delays.SHORT)
                .build());
        List<Party<Lease<Thing>>> waiting = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            waiting.add(crew.start(() -> pool.acquire(Duration.ofMillis(50))));
        }
        for (Party<Lease<Thing>> party : waiting) {
            assertThat(party.failure()).isInstanceOf(PoolTimeoutException.class).hasCause(failure);
        }
        pool.close();
    }

    @Test
    void closeFailsThoseWhoWaitAndWaitsForThoseWhoHold() throws Exception {
        ResourcePool<Thing> pool = bounded(1);
        Lease<Thing> lease = crew.call(() -> pool.acquire());
        Party<Lease<Thing>> waiting = crew.start(() -> pool.acquire());
        await(waiting).toPark(RECEIVE);
        Party<Void> closing = crew.start(() -> pool.close());
        assertThat(waiting.failure()).isInstanceOf(PoolClosedException.class).hasMessageContaining("'things'");
        await(closing).toPark(RECEIVE);
        assertThat(lease.get().closed).hasValue(0);
        lease.close();
        closing.join();
        assertThat(crew.start(() -> pool.acquire()).failure()).isInstanceOf(PoolClosedException.class);
        assertThat(factory.live).hasValue(0);
    }

    @Test
    void aCloseWithADeadlineClosesWhatIsHeldAndNamesTheHolders() throws Exception {
        ResourcePool<Thing> pool = bounded(2);
        Lease<Thing> held = crew.call(() -> pool.acquire());
        Thing thing = held.get();
        assertThat(crew.call(() -> pool.close(Delays.SHORT))).hasSize(1);
        assertThat(thing.closed).hasValue(1);
        assertThatExceptionOfType(LeaseException.class)
                .isThrownBy(held::get)
                .withMessageContaining("closed with the pool");
        held.close();
        assertThat(crew.call(() -> pool.close(Delays.SHORT))).isEmpty();
    }

    @Test
    void anInterruptOfACloseClosesAtOnceAndIsKept() throws Exception {
        ResourcePool<Thing> pool = bounded(1);
        Lease<Thing> held = crew.call(() -> pool.acquire());
        Thing thing = held.get();
        Party<Boolean> closing = crew.start(() -> {
            pool.close();
            return Thread.interrupted();
        });
        await(closing).toPark(RECEIVE);
        closing.interrupt();
        assertThat(closing.result()).isTrue();
        assertThat(thing.closed).hasValue(1);
        held.close();
    }

    @Test
    void resizingClosesWhatIsTooManyAndLetsMoreBeMade() throws Exception {
        ResourcePool<Thing> pool = bounded(2);
        crew.run(() -> {
            Lease<Thing> one = pool.acquire();
            Lease<Thing> two = pool.acquire();
            pool.resize(1);
            one.close();
            two.close();
            Await.until("one is closed", () -> factory.live.get() == 1);
            pool.resize(3);
            List<Lease<Thing>> leases = List.of(pool.acquire(), pool.acquire(), pool.acquire());
            assertThat(factory.live).hasValue(3);
            leases.forEach(Lease::close);
        });
        assertThatIllegalArgumentException().isThrownBy(() -> pool.resize(0)).withMessageContaining("size 0");
    }

    @Test
    void aLeaseThatBecomesGarbageIsReportedAndReclaimed() throws Exception {
        Channel<LeakReport> leaks = chan(1);
        ResourcePool<Thing> pool =
                pool(1, settings -> settings.bounded().recordSites().onLeak(leaks::trySend));
        crew.run(() -> pool.acquire()); // and drops it
        Await.until("it is reported", () -> {
            System.gc();
            return leaks.size() == 1;
        });
        LeakReport leak = leaks.receive();
        assertThat(leak.isReclaimed()).isTrue();
        assertThat(leak.toString()).contains("pool 'things'", "ResourcePoolTest.java");
        crew.run(() -> pool.acquire().close()); // there is room again
        assertThat(factory.mostLive).hasValue(1);
    }

    @Test
    void aPoolIsClosedWithTheScopeThatItWasBuiltIn() throws Exception {
        AtomicReference<ResourcePool<Thing>> built = new AtomicReference<>();
        AtomicReference<Lease<Thing>> held = new AtomicReference<>();
        crew.run(() -> {
            try (Scope scope = Scope.open()) {
                scope.go(() -> {
                            built.set(ResourcePool.builder(2, factory::make)
                                    .bounded()
                                    .build());
                            held.set(built.get().acquire());
                            built.get().acquire().close();
                        })
                        .join();
            }
        });
        assertThat(built.get().isClosed()).isTrue();
        assertThat(factory.live).hasValue(1);
        held.get().close(); // by whoever has it, since nobody keeps the pool
        assertThat(factory.live).hasValue(0);
    }

    @Test
    void badArgumentsAreRefusedWithNameAndValue() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ResourcePool.builder(0, factory::make))
                .withMessageContaining("size 0");
        ResourcePoolBuilder<Thing> builder = ResourcePool.builder(2, factory::make);
        assertThatIllegalArgumentException().isThrownBy(() -> builder.name("")).withMessageContaining("name ''");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> builder.minIdle(3))
                .withMessageContaining("minIdle 3");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> builder.minIdle(-1))
                .withMessageContaining("minIdle -1");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> builder.maxWaiting(-1))
                .withMessageContaining("maxWaiting -1");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> builder.jitter(1.5))
                .withMessageContaining("jitter 1.5");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> builder.idleTimeout(Duration.ZERO))
                .withMessageContaining("idleTimeout PT0S");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> builder.maxLifetime(Delays.NEGATIVE))
                .withMessageContaining("maxLifetime");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> builder.backoff(Delays.LONG, Delays.SHORT))
                .withMessageContaining("first " + Delays.LONG);
    }
}
