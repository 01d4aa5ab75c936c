package org.csp4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.csp4j.Csp.chan;
import static org.csp4j.Csp.orElse;
import static org.csp4j.Csp.prioritySelect;
import static org.csp4j.Csp.receive;
import static org.csp4j.Csp.select;
import static org.csp4j.Csp.send;
import static org.csp4j.Csp.tier;
import static org.csp4j.Csp.tieredSelect;
import static org.csp4j.Csp.timeout;
import static org.csp4j.Csp.when;
import static org.csp4j.SelectFixtures.array;
import static org.csp4j.SelectFixtures.assertNothingRegistered;
import static org.csp4j.SelectFixtures.receives;
import static org.csp4j.SelectFixtures.stores;
import static org.csp4j.diagnostics.WaitReason.Kind.SELECT;
import static org.csp4j.internal.channel.QueueProbe.waitersOf;
import static org.csp4j.testsupport.Await.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import org.csp4j.testsupport.Crew;
import org.csp4j.testsupport.Party;
import org.csp4j.testsupport.Setting;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which of several ready cases a select takes. */
@Tag("engine")
@ParameterizedClass
@MethodSource("org.csp4j.testsupport.Setting#all")
class SelectOrderTest {
    @RegisterExtension
    final Crew crew;

    final Channel<Integer> c1 = chan("c1"); // rendezvous
    final Channel<Integer> c2 = chan("c2");
    final Channel<Integer> store = chan("store", 1);

    SelectOrderTest(Setting setting) {
        crew = new Crew(setting);
    }

    @Nested
    class ChoosesUniformly {
        private static final int DRAWS = 60_000;

        @ParameterizedTest
        @ValueSource(ints = {2, 3, 8, 16, 17, 20})
        void amongReceivesThatAreAllReady(int count) throws Exception {
            List<Channel<Integer>> stores = stores(count);
            check(stores, receives(stores), allOf(count));
        }

        @ParameterizedTest
        @ValueSource(ints = {3, 8, 16, 20})
        void amongThoseThatAreReadyWhereverTheyStand(int count) throws Exception {
            List<Channel<Integer>> stores = stores(count);
            check(stores, receives(stores), new int[] {0, 1, count - 1});
        }

        @ParameterizedTest
        @ValueSource(ints = {4, 20})
        void amongSends(int count) throws Exception {
            int[] counts = new int[count];
            List<Channel<Integer>> stores = stores(count);
            SelectCase<Integer>[] cases = array(IntStream.range(0, count)
                    .mapToObj(i -> send(stores.get(i), 0, () -> i))
                    .toList());
            crew.run(() -> {
                for (int draw = 0; draw < DRAWS; draw++) {
                    int chosen = select(cases);
                    counts[chosen]++;
                    assertThat(stores.get(chosen).receive()).isZero();
                }
            });
            Uniformity.check(counts);
        }

        @Test
        void withinATier() throws Exception {
            List<Channel<Integer>> stores = stores(8);
            SelectCase<Integer>[] cases = receives(stores);
            Tier<Integer>[] tiers = tiers(
                    tier(when(false, cases[0]), cases[1]),
                    tier(cases[2], cases[3], cases[4]),
                    tier(cases[5], cases[6], cases[7]));
            int[] ready = {2, 3, 4, 5, 6, 7};
            int[] counts = draw(stores, ready, () -> tieredSelect(tiers));
            Uniformity.check(new int[] {counts[2], counts[3], counts[4]});
            assertThat(counts[5] + counts[6] + counts[7]).isZero();
        }

        private void check(List<Channel<Integer>> stores, SelectCase<Integer>[] cases, int[] ready) throws Exception {
            int[] counts = draw(stores, ready, () -> select(cases));
            Uniformity.check(IntStream.of(ready).map(i -> counts[i]).toArray());
        }

        /** How often each store is chosen, if these hold an element each time. */
        private int[] draw(List<Channel<Integer>> stores, int[] ready, Callable<Integer> choice) throws Exception {
            int[] counts = new int[stores.size()];
            crew.run(() -> {
                for (int i : ready) {
                    stores.get(i).send(i);
                }
                for (int draw = 0; draw < DRAWS; draw++) {
                    int chosen = choice.call();
                    counts[chosen]++;
                    stores.get(chosen).send(chosen);
                }
            });
            return counts;
        }
    }

    @Nested
    class ByPriority {
        @Test
        void takesTheFirstThatIsReady() throws Exception {
            List<Channel<Integer>> stores = stores(10);
            for (int ready = 9; ready >= 0; ready--) {
                stores.get(ready).send(ready);
                assertThat(crew.<Integer>call(() -> prioritySelect(receives(stores))))
                        .isEqualTo(ready);
                stores.get(ready).send(ready);
            }
        }

        @Test
        void waitsIfNoneIsReady() throws Exception {
            Party<Integer> party = crew.start(() -> prioritySelect(receive(c1), receive(c2)));
            await(party).toPark(SELECT);
            c2.send(2);
            assertThat(party.result()).isEqualTo(2);
            assertNothingRegistered(c1, c2);
        }

        @Test
        void takesTheDefaultOnlyIfNoneIsReadyWhereverItStands() throws Exception {
            store.send(1);
            assertThat(crew.<Integer>call(() -> prioritySelect(orElse(() -> 0), receive(c1), receive(store))))
                    .isEqualTo(1);
            assertThat(crew.<Integer>call(() -> prioritySelect(orElse(() -> 0), receive(c1), receive(store))))
                    .isEqualTo(0);
        }

        @Test
        void takesATimeoutOnlyIfNoneIsReadyWhereverItStands() throws Exception {
            store.send(1);
            assertThat(crew.<Integer>call(
                            () -> prioritySelect(timeout(Duration.ZERO, () -> 0), receive(c1), receive(store))))
                    .isEqualTo(1);
        }
    }

    @Nested
    class InTiers {
        private final List<Channel<Integer>> stores = stores(6);
        private final SelectCase<Integer>[] cases = receives(stores);
        private final Tier<Integer>[] tiers = tiers(
                tier(cases[0], cases[1]), tier(), tier(cases[2], cases[3]), tier(cases[4], cases[5], orElse(() -> -1)));

        @Test
        void anEarlierTierGoesFirst() throws Exception {
            for (int round = 0; round < 100; round++) {
                for (Channel<Integer> channel : stores) {
                    channel.send(stores.indexOf(channel));
                }
                List<Integer> order = new ArrayList<>();
                crew.run(() -> {
                    for (int i = 0; i < 7; i++) {
                        order.add(tieredSelect(tiers));
                    }
                });
                assertThat(order.subList(0, 2)).containsExactlyInAnyOrder(0, 1);
                assertThat(order.subList(2, 4)).containsExactlyInAnyOrder(2, 3);
                assertThat(order.subList(4, 6)).containsExactlyInAnyOrder(4, 5);
                assertThat(order.get(6)).isEqualTo(-1);
            }
        }

        @Test
        void allAreWaitedForTogether() throws Exception {
            Party<Integer> party = crew.start(() -> tieredSelect(tier(receive(c1)), tier(receive(c2), receive(store))));
            await(party).toPark(SELECT);
            assertThat(waitersOf(c1) + waitersOf(c2) + waitersOf(store)).isEqualTo(3);
            c2.send(2);
            assertThat(party.result()).isEqualTo(2);
            assertNothingRegistered(c1, c2, store);
        }
    }

    private static int[] allOf(int count) {
        return IntStream.range(0, count).toArray();
    }

    @SafeVarargs
    private static Tier<Integer>[] tiers(Tier<Integer>... tiers) {
        return tiers;
    }
}
