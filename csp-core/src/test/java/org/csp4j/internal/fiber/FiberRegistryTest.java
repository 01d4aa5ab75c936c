package org.csp4j.internal.fiber;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.csp4j.FiberState;
import org.csp4j.SchedulerClosedException;
import org.csp4j.testsupport.Caller;
import org.csp4j.testsupport.Crew;
import org.csp4j.testsupport.Engines;
import org.csp4j.testsupport.Party;
import org.csp4j.testsupport.Race;
import org.csp4j.testsupport.Rounds;
import org.csp4j.testsupport.Setting;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The registry by itself: fibers enter and leave by hand, and none of them runs. */
class FiberRegistryTest {
    @RegisterExtension
    final Crew crew = new Crew(new Setting(Engines.PLATFORM, Caller.PLATFORM_THREAD));

    private final AtomicInteger terminated = new AtomicInteger();
    private final FiberRegistry registry = new FiberRegistry("test", terminated::incrementAndGet);

    private final class Idle extends FiberByHand {
        Idle() {
            super(null, "FiberRegistryTest", registry);
            Thread thread = Thread.ofVirtual().unstarted(this);
            bind(thread, LockSupportParking.PLAIN);
        }

        @Override
        protected @Nullable Object runBody() {
            return null;
        }

        @Override
        protected void failed(Throwable failure) {}
    }

    private FiberCore enter() {
        FiberCore fiber = new Idle();
        registry.enter(fiber);
        return fiber;
    }

    private List<FiberCore> enter(int number) {
        List<FiberCore> fibers = new ArrayList<>();
        for (int i = 0; i < number; i++) {
            fibers.add(enter());
        }
        return fibers;
    }

    private void leave(FiberCore fiber) {
        registry.leave(fiber, FiberState.DONE);
    }

    private List<FiberCore> all() {
        List<FiberCore> met = new ArrayList<>();
        registry.forEach(met::add);
        return met;
    }

    @Test
    void holdsThoseThatHaveEnteredAndNotLeft() {
        List<FiberCore> fibers = enter(1_000);
        assertThat(all()).containsExactlyInAnyOrderElementsOf(fibers);
        Collections.shuffle(fibers, new Random(1));
        List<FiberCore> left = fibers.subList(0, 600);
        left.forEach(FiberRegistryTest.this::leave);
        assertThat(all()).containsExactlyInAnyOrderElementsOf(fibers.subList(600, 1_000));
        assertThat(registry.counts()).isEqualTo(new FiberRegistry.Counts(1_000, 600));
        assertThat(registry.counts().live()).isEqualTo(400);
        assertThat(left).allMatch(FiberCore::hasEnded);
    }

    @Test
    void aFiberThatHasLeftHoldsNoOther() {
        List<FiberCore> fibers = enter(100);
        fibers.forEach(this::leave);
        assertThat(fibers).allMatch(fiber -> fiber.next() == fiber);
    }

    @Nested
    class Iterating {
        @Test
        void meetsEachThatStaysAndNoneTwiceWhileOthersComeAndGo() {
            List<FiberCore> stay = enter(500);
            List<FiberCore> go = enter(500);
            Collections.shuffle(go, new Random(1));
            List<FiberCore> met = new ArrayList<>();
            registry.forEach(fiber -> {
                met.add(fiber);
                if (!go.isEmpty()) {
                    leave(go.removeLast());
                    enter();
                }
            });
            assertThat(met).containsAll(stay).doesNotHaveDuplicates();
        }

        @Test
        void goesOnWhereThoseThatItStandsBetweenLeave() {
            List<FiberCore> fibers = enter(1_000);
            Set<FiberCore> met = Collections.newSetFromMap(new IdentityHashMap<>());
            registry.forEach(fiber -> {
                met.add(fiber);
                if (!fiber.hasEnded()) {
                    leave(fiber);
                }
            });
            assertThat(met).containsAll(fibers);
            assertThat(all()).isEmpty();
        }

        @Test
        void canBeNested() {
            List<FiberCore> fibers = enter(100);
            AtomicInteger met = new AtomicInteger();
            registry.forEach(outer -> registry.forEach(inner -> met.incrementAndGet()));
            assertThat(met).hasValue(fibers.size() * fibers.size());
        }

        @Test
        void leavesNothingBehindWhenTheActionFails() {
            List<FiberCore> fibers = enter(100);
            assertThatThrownBy(() -> registry.forEach(fiber -> {
                        throw new IllegalArgumentException("enough");
                    }))
                    .hasMessage("enough");
            assertThat(fibers)
                    .allSatisfy(fiber -> assertThat(linksThatAreNoFibers(fiber))
                            .as("the two ends of the list")
                            .isOne());
            fibers.forEach(FiberRegistryTest.this::leave);
            assertThat(all()).isEmpty();
        }

        private static int linksThatAreNoFibers(FiberCore fiber) {
            int found = 0;
            for (FiberLink link = fiber.next(); link != fiber; link = link.next()) {
                found += link instanceof FiberCore ? 0 : 1;
            }
            return found;
        }
    }

    @Test
    void addsUpAndMeetsThoseThatStayWhileOthersComeAndGoAtTheSameTime() throws Exception {
        int rounds = Rounds.of(200_000);
        List<FiberCore> stay = enter(100);
        List<Party<Void>> churning = new ArrayList<>();
        for (int party = 0; party < 2; party++) {
            churning.add(crew.start(() -> {
                List<FiberCore> mine = new ArrayList<>();
                for (int i = 0; i < rounds; i++) {
                    mine.add(enter());
                    if (mine.size() > 50) {
                        leave(mine.remove(i % mine.size()));
                    }
                }
                mine.forEach(this::leave);
            }));
        }
        crew.start(() -> {
            while (!churning.stream().allMatch(Party::hasEnded)) {
                FiberRegistry.Counts counts = registry.counts();
                assertThat(counts.live()).isBetween(100L, 100L + 2 * 51);
                List<FiberCore> met = all();
                assertThat(met).doesNotHaveDuplicates().containsAll(stay);
            }
        });
        crew.joinAll();
        assertThat(registry.counts()).isEqualTo(new FiberRegistry.Counts(100 + 2L * rounds, 2L * rounds));
        assertThat(all()).containsExactlyInAnyOrderElementsOf(stay);
    }

    @Test
    void whoSeesThatAFiberHasEndedFindsItCountedSo() throws Exception {
        FiberCore[] fiber = new FiberCore[1];
        Race race = new Race(crew, Rounds.of(50_000));
        race.setUp(() -> fiber[0] = enter())
                .leg(() -> leave(fiber[0]))
                .leg(() -> {
                    while (!fiber[0].hasEnded()) {
                        Thread.onSpinWait();
                    }
                    assertThat(registry.counts().live()).isZero();
                })
                .run();
    }

    @Test
    void countsWhatLivedAtOneMoment() throws Exception {
        int rounds = Rounds.of(200_000);
        Party<Void> relay = crew.start(() -> {
            FiberCore last = enter();
            for (int i = 0; i < rounds; i++) {
                FiberCore next = enter();
                leave(last);
                last = next;
            }
        });
        crew.start(() -> {
            while (registry.counts().spawned() == 0) {
                Thread.onSpinWait();
            }
            while (!relay.hasEnded()) {
                assertThat(registry.counts().live()).isBetween(1L, 2L);
            }
        });
        crew.joinAll();
    }

    @Nested
    class Closing {
        @Test
        void refusesThoseThatComeAndNamesTheScheduler() {
            registry.close();
            assertThat(registry.isClosed()).isTrue();
            for (int i = 0; i < 100; i++) { // in whatever shard
                assertThatThrownBy(FiberRegistryTest.this::enter)
                        .isInstanceOfSatisfying(
                                SchedulerClosedException.class,
                                e -> assertThat(e.schedulerName()).isEqualTo("test"))
                        .hasMessageContaining("'test'");
            }
            assertThat(registry.counts()).isEqualTo(new FiberRegistry.Counts(0, 0));
            assertThat(all()).isEmpty();
        }

        @Test
        void tellsWhenTheLastHasLeft() {
            List<FiberCore> fibers = enter(100);
            registry.close();
            fibers.forEach(fiber -> {
                assertThat(terminated).hasValue(0);
                leave(fiber);
            });
            assertThat(terminated).hasValue(1);
        }

        @Test
        void tellsAtOnceWhereThereIsNone() {
            leave(enter());
            assertThat(terminated).hasValue(0);
            registry.close();
            assertThat(terminated).hasValue(1);
        }

        @Test
        void ofAFiberThatIsStartingRefusesItOrWaitsForIt() throws Exception {
            FiberRegistry[] raced = new FiberRegistry[1];
            FiberCore[] fiber = new FiberCore[1];
            FiberCore[] leaving = new FiberCore[1];
            boolean[] hasEntered = new boolean[1];
            AtomicInteger told = new AtomicInteger();
            Race race = new Race(crew, Rounds.of(20_000));
            race.setUp(() -> {
                        told.set(0);
                        raced[0] = new FiberRegistry("raced", told::incrementAndGet);
                        leaving[0] = idleInShard(0); // closed long before the other's
                        raced[0].enter(leaving[0]);
                        fiber[0] = idleInShard(15);
                    })
                    .leg(() -> {
                        try {
                            raced[0].enter(fiber[0]);
                            hasEntered[0] = true;
                        } catch (SchedulerClosedException e) {
                            hasEntered[0] = false;
                        }
                    })
                    .leg(() -> raced[0].leave(leaving[0], FiberState.DONE))
                    .leg(() -> raced[0].close())
                    .check(() -> {
                        assertThat(raced[0].counts().live()).isEqualTo(hasEntered[0] ? 1 : 0);
                        assertThat(told.get() > 0).as("told of the end").isEqualTo(!hasEntered[0]);
                        if (hasEntered[0]) {
                            raced[0].leave(fiber[0], FiberState.DONE);
                            assertThat(told).hasValue(1);
                        }
                    })
                    .run();
        }

        private FiberCore idleInShard(int shard) {
            FiberCore fiber = new Idle();
            while ((fiber.thread().threadId() & 15) != shard) {
                fiber = new Idle();
            }
            return fiber;
        }

        @Test
        void tellsThoughTheLastLeaveAndAnotherClosesAtTheSameTime() throws Exception {
            FiberRegistry[] raced = new FiberRegistry[1];
            FiberCore[] fibers = new FiberCore[2];
            AtomicInteger told = new AtomicInteger();
            Race race = new Race(crew, Rounds.of(50_000));
            race.setUp(() -> {
                        told.set(0);
                        raced[0] = new FiberRegistry("raced", told::incrementAndGet);
                        for (int i = 0; i < fibers.length; i++) {
                            fibers[i] = new Idle();
                            raced[0].enter(fibers[i]);
                        }
                    })
                    .leg(() -> raced[0].leave(fibers[0], FiberState.DONE))
                    .leg(() -> raced[0].leave(fibers[1], FiberState.DONE))
                    .leg(() -> raced[0].close())
                    .check(() -> assertThat(told.get()).as("told of the end").isPositive())
                    .run();
        }
    }
}
