package org.csp4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.csp4j.Csp.chan;
import static org.csp4j.Csp.orElse;
import static org.csp4j.Csp.prioritySelector;
import static org.csp4j.Csp.selector;
import static org.csp4j.Csp.tier;
import static org.csp4j.Csp.tieredSelector;
import static org.csp4j.SelectFixtures.receives;
import static org.csp4j.SelectFixtures.stores;

import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import org.csp4j.testsupport.Crew;
import org.csp4j.testsupport.Setting;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which of several ready cases a turn of a {@link Selector} takes. */
@Tag("engine")
@ParameterizedClass
@MethodSource("org.csp4j.testsupport.Setting#all")
class SelectorOrderTest {
    @RegisterExtension
    final Crew crew;

    final Channel<Integer> store = chan("store", 1);

    SelectorOrderTest(Setting setting) {
        crew = new Crew(setting);
    }

    /** A turn on a thread of its own, of the kind that is tested. */
    private <R> R turn(Selector<R> selector) throws Exception {
        return crew.<R>call(selector::select);
    }

    @Nested
    class OfSeveralReadyCases {
        private static final int DRAWS = 60_000;

        @ParameterizedTest
        @ValueSource(ints = {2, 3, 8, 20})
        void eachIsChosenWithTheSameChance(int count) throws Exception {
            List<Channel<Integer>> stores = stores(count);
            try (Selector<Integer> selector = selector(receives(stores))) {
                Uniformity.check(
                        draw(selector, stores, IntStream.range(0, count).toArray()));
            }
        }

        @ParameterizedTest
        @ValueSource(ints = {8, 20})
        void eachIsChosenWithTheSameChanceWhereverItStands(int count) throws Exception {
            List<Channel<Integer>> stores = stores(count);
            try (Selector<Integer> selector = selector(receives(stores))) {
                int[] counts = draw(selector, stores, 0, 1, count - 1);
                Uniformity.check(new int[] {counts[0], counts[1], counts[count - 1]});
            }
        }

        @Test
        void eachOfTheFirstTierIsChosenWithTheSameChance() throws Exception {
            List<Channel<Integer>> stores = stores(6);
            SelectCase<Integer>[] cases = receives(stores);
            try (Selector<Integer> selector =
                    tieredSelector(tier(cases[0]), tier(cases[1], cases[2], cases[3]), tier(cases[4], cases[5]))) {
                int[] counts = draw(selector, stores, 1, 2, 3, 4, 5);
                Uniformity.check(new int[] {counts[1], counts[2], counts[3]});
                assertThat(counts[4] + counts[5]).isZero();
            }
        }

        /** How often each store is chosen, if these hold an element each time. */
        private int[] draw(Selector<Integer> selector, List<Channel<Integer>> stores, int... ready) throws Exception {
            int[] counts = new int[stores.size()];
            crew.run(() -> {
                for (int i : ready) {
                    stores.get(i).send(i);
                }
                for (int draw = 0; draw < DRAWS; draw++) {
                    int chosen = selector.select();
                    counts[chosen]++;
                    stores.get(chosen).send(chosen);
                }
            });
            return counts;
        }

        @Test
        void aPrioritySelectorTakesTheFirst() throws Exception {
            List<Channel<Integer>> stores = stores(10);
            try (Selector<Integer> selector = prioritySelector(receives(stores))) {
                for (int ready : new int[] {3, 7, 0, 9, 5}) {
                    stores.get(ready).send(ready);
                }
                for (int expected : new int[] {0, 3, 5, 7, 9}) {
                    assertThat(turn(selector)).isEqualTo(expected);
                }
            }
        }

        @Test
        void aPrioritySelectorTakesTheFirstOfThoseThatHaveComeBetweenTurns() throws Exception {
            List<Channel<Integer>> stores = stores(10);
            try (Selector<Integer> selector = prioritySelector(receives(stores))) {
                selector.add(orElse(() -> -1));
                for (int round = 0; round < 10; round++) {
                    assertThat(turn(selector)).isEqualTo(-1);
                    for (int ready : new int[] {3, 7, 0, 9, 5}) {
                        stores.get(ready).send(ready);
                    }
                    for (int expected : new int[] {0, 3, 5, 7, 9}) {
                        assertThat(turn(selector)).isEqualTo(expected);
                    }
                }
            }
        }

        @Test
        void aPrioritySelectorAddsAtTheEnd() throws Exception {
            List<Channel<Integer>> stores = stores(4);
            SelectCase<Integer>[] cases = receives(stores);
            try (Selector<Integer> selector = prioritySelector(cases[2])) {
                selector.add(cases[0]);
                selector.add(cases[1]);
                selector.remove(cases[0]);
                selector.add(cases[3]);
                selector.add(cases[0]);
                for (int i = 0; i < 4; i++) {
                    stores.get(i).send(i);
                }
                for (int expected : new int[] {2, 1, 3, 0}) {
                    assertThat(turn(selector)).isEqualTo(expected);
                }
            }
        }

        @Test
        void aTieredSelectorAddsToItsLastTier() throws Exception {
            List<Channel<Integer>> stores = stores(4);
            SelectCase<Integer>[] cases = receives(stores);
            Set<Integer> third = ConcurrentHashMap.newKeySet();
            try (Selector<Integer> selector = tieredSelector(tier(cases[0]), tier(), tier(cases[1]))) {
                selector.add(cases[2]);
                for (int round = 0; round < 200; round++) {
                    for (int i = 0; i < 3; i++) {
                        stores.get(i).trySend(i);
                    }
                    assertThat(turn(selector)).isEqualTo(0);
                    third.add(turn(selector));
                }
                assertThat(third).containsExactlyInAnyOrder(1, 2);
            }
        }

        @Test
        void noneIsForgottenForTheOthers() throws Exception {
            List<Channel<Integer>> stores = stores(20);
            try (Selector<Integer> selector = selector(receives(stores))) {
                for (int round = 0; round < 50; round++) {
                    for (int i = 0; i < 20; i++) {
                        stores.get(i).send(i);
                    }
                    Set<Integer> seen = ConcurrentHashMap.newKeySet();
                    crew.run(() -> {
                        for (int i = 0; i < 20; i++) {
                            seen.add(selector.select());
                        }
                    });
                    assertThat(seen).hasSize(20);
                }
            }
        }
    }
}
