package org.csp4j.patterns.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.csp4j.Csp.chan;
import static org.csp4j.diagnostics.WaitReason.Kind.RECEIVE;
import static org.csp4j.testsupport.Await.await;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.csp4j.Channel;
import org.csp4j.testsupport.Delays;
import org.csp4j.testsupport.Party;
import org.csp4j.testsupport.Setting;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** {@link WorkPool#keyed}: the order of tasks that have a key. */
@Tag("engine")
@ParameterizedClass(name = "{0}")
@MethodSource("org.csp4j.testsupport.Setting#all")
class WorkPoolKeysTest extends WorkPoolFixture {
    WorkPoolKeysTest(Setting setting) {
        super(setting);
    }

    @Test
    void tasksOfOneKeyRunOneAfterAnotherInTheirOrder() throws Exception {
        WorkPool pool = pool(4);
        Map<Integer, List<Integer>> seen = new TreeMap<>();
        IntStream.range(0, 5).forEach(key -> seen.put(key, new ArrayList<>()));
        Map<Integer, AtomicInteger> running = new ConcurrentHashMap<>();
        crew.run(() -> {
            for (int i = 0; i < 500; i++) {
                int number = i;
                int key = i % 5;
                WorkSubmitter submitter =
                        i % 3 == 0 ? pool.keyed(key) : pool.queued().keyed(key);
                submitter.run(() -> {
                    AtomicInteger alone = running.computeIfAbsent(key, _ -> new AtomicInteger());
                    assertThat(alone.incrementAndGet()).isEqualTo(1);
                    seen.get(key).add(number); // one at a time
                    alone.decrementAndGet();
                });
            }
            pool.awaitIdle();
        });
        seen.forEach((key, numbers) -> assertThat(numbers)
                .containsExactlyElementsOf(
                        IntStream.range(0, 100).mapToObj(i -> i * 5 + key).toList()));
    }

    @Test
    void aTaskThatWaitsForItsKeyHoldsUpNoOther() throws Exception {
        WorkPool pool = pool(2);
        occupy(pool.keyed("a"));
        WorkTask<Integer> second = crew.call(() -> pool.queued().keyed("a").call(() -> 2));
        Party<WorkTask<Integer>> third = crew.start(() -> pool.keyed("a").call(() -> 3));
        await(third).toPark(RECEIVE);
        crew.run(() -> {
            assertThat(pool.keyed("b").call(() -> "b").result()).isEqualTo("b");
            assertThat(pool.call(() -> "none").result()).isEqualTo("none");
        });
        assertThat(pool.keyed("a").tryRun(() -> {})).isEmpty();
        assertThat(second.state()).isEqualTo(WorkTask.State.WAITING);
        assertThat(second.key()).contains("a");
        openGate();
        assertThat(crew.call(second::result)).isEqualTo(2);
        assertThat(crew.call(third.result()::result)).isEqualTo(3);
    }

    @Test
    void oneThatGivesUpOrIsCancelledLetsTheNextOfItsKeyGoOn() throws Exception {
        WorkPool pool = pool(1);
        occupy(pool);
        Channel<Integer> order = chan(3);
        WorkSubmitter queue = pool.queued().keyed("a");
        WorkTask<Void> first = crew.call(() -> queue.run(() -> order.send(1)));
        WorkTask<Void> second = crew.call(() -> queue.run(() -> order.send(2)));
        crew.run(() -> assertThat(pool.keyed("a").tryRun(() -> order.send(0), Delays.SHORT))
                .isEmpty());
        crew.run(() -> queue.run(() -> order.send(3)));
        first.cancel();
        second.cancel();
        openGate();
        assertThat(order.receive()).isEqualTo(3);
    }

    @Test
    void oneThatHasWaitedForItsKeyIsTakenInItsPlace() throws Exception {
        WorkPool pool = pool(1);
        occupy(pool.keyed("a"));
        Channel<Integer> order = chan(4);
        WorkSubmitter queue = pool.queued();
        crew.run(() -> {
            queue.run(() -> order.send(1));
            queue.keyed("a").run(() -> order.send(2));
            queue.run(() -> order.send(3));
            queue.keyed("a").run(() -> order.send(4));
        });
        openGate();
        assertThat(List.of(order.receive(), order.receive(), order.receive(), order.receive()))
                .containsExactly(1, 2, 3, 4);
    }

    /** A key that fails whoever asks it anything once it has turned bad; all of them have the same hash. */
    private static final class BadKey {
        private boolean isBad;

        @Override
        public int hashCode() {
            check();
            return 1;
        }

        @Override
        public boolean equals(Object other) {
            check();
            return other == this;
        }

        private void check() {
            if (isBad) {
                throw new IllegalStateException("a bad key");
            }
        }
    }

    @Test
    void aKeyThatTurnsBadIsNotAskedAgainWhenItsTaskEnds() throws Exception {
        WorkPool pool = pool(1);
        occupy(pool);
        List<BadKey> keys = Stream.generate(BadKey::new).limit(20).toList();
        List<WorkTask<Integer>> tasks = new ArrayList<>();
        crew.run(() -> {
            for (BadKey key : keys) {
                tasks.add(pool.queued().keyed(key).call(() -> 1));
            }
        });
        keys.forEach(key -> key.isBad = true);
        assertThat(tasks.getFirst().cancel()).isTrue();
        openGate();
        for (WorkTask<Integer> task : tasks.subList(1, tasks.size())) {
            assertThat(crew.call(task::result)).isEqualTo(1);
        }
    }

    @Test
    void aKeyThatIsBadFailsWhoeverSubmits() throws Exception {
        WorkPool pool = pool(1);
        BadKey key = new BadKey();
        key.isBad = true;
        crew.run(() -> assertThatIllegalStateException()
                .isThrownBy(() -> pool.keyed(key).run(() -> {}))
                .withMessage("a bad key"));
        assertThat(crew.call(() -> pool.call(() -> 2).result())).isEqualTo(2);
    }

    @Test
    void aFailureLetsTheNextOfItsKeyGoOn() throws Exception {
        WorkPool pool = pool(1, settings -> settings.policy(WorkPolicy.SUPERVISE));
        WorkSubmitter queue = pool.queued().keyed("a");
        crew.run(() -> {
            WorkTask<Integer> bad = queue.call(() -> {
                throw new IllegalStateException("bad");
            });
            assertThat(queue.call(() -> 2).result()).isEqualTo(2);
            assertThat(bad.state()).isEqualTo(WorkTask.State.FAILED);
        });
    }
}
