package org.csp4j.internal.sched;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.csp4j.testsupport.Caller;
import org.csp4j.testsupport.Crew;
import org.csp4j.testsupport.Engines;
import org.csp4j.testsupport.Party;
import org.csp4j.testsupport.Rounds;
import org.csp4j.testsupport.Setting;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class RunQueueTest {
    @RegisterExtension
    final Crew crew = new Crew(new Setting(Engines.PLATFORM, Caller.PLATFORM_THREAD));

    private final RunQueue queue = new RunQueue();

    @Test
    void givesTasksBackInTheirOrder() {
        List<Runnable> tasks = tasks(10);
        tasks.forEach(task -> assertThat(queue.offer(task)).isTrue());
        assertThat(pollAll(queue)).containsExactlyElementsOf(tasks);
        assertThat(queue.isEmpty()).isTrue();
    }

    @Test
    void refusesATaskWhenFull() {
        List<Runnable> tasks = tasks(RunQueue.CAPACITY);
        tasks.forEach(queue::offer);
        assertThat(queue.offer(() -> {})).isFalse();
        assertThat(queue.poll()).isSameAs(tasks.getFirst());
        assertThat(queue.offer(() -> {})).isTrue();
    }

    @Test
    void goesRoundManyTimes() {
        for (Runnable task : tasks(10 * RunQueue.CAPACITY)) {
            assertThat(queue.offer(task)).isTrue();
            assertThat(queue.poll()).isSameAs(task);
        }
    }

    @Test
    void aThiefTakesTheOlderHalf() {
        List<Runnable> tasks = tasks(7);
        tasks.forEach(queue::offer);
        RunQueue thief = new RunQueue();
        assertThat(queue.stealInto(thief)).isSameAs(tasks.getFirst());
        assertThat(pollAll(thief)).containsExactlyElementsOf(tasks.subList(1, 4));
        assertThat(pollAll(queue)).containsExactlyElementsOf(tasks.subList(4, 7));
    }

    @Test
    void aThiefTakesTheOnlyTask() {
        Runnable task = () -> {};
        queue.offer(task);
        RunQueue thief = new RunQueue();
        assertThat(queue.stealInto(thief)).isSameAs(task);
        assertThat(thief.isEmpty()).isTrue();
        assertThat(queue.stealInto(thief)).isNull();
    }

    @Test
    void nothingIsLostOrDoubledBetweenTheOwnerAndTwoThieves() throws Exception {
        int total = Rounds.of(1_000_000);
        AtomicIntegerArray runs = new AtomicIntegerArray(total);
        int[] taken = new int[1];
        Party<Void> owner = crew.start(() -> {
            for (int i = 0; i < total; i++) {
                int number = i;
                Runnable task = () -> runs.incrementAndGet(number);
                while (!queue.offer(task)) {
                    run(queue.poll());
                }
                if (i % 3 == 0) {
                    run(queue.poll());
                }
            }
            pollAll(queue).forEach(Runnable::run);
            taken[0] = 1;
        });
        for (int i = 0; i < 2; i++) {
            crew.start(() -> {
                RunQueue mine = new RunQueue();
                while (!owner.hasEnded()) {
                    run(queue.stealInto(mine));
                    pollAll(mine).forEach(Runnable::run);
                }
            });
        }
        crew.joinAll();
        assertThat(taken[0]).isOne();
        for (int i = 0; i < total; i++) {
            assertThat(runs.get(i)).as("runs of task %d", i).isOne();
        }
    }

    private static void run(Runnable task) {
        if (task != null) {
            task.run();
        }
    }

    private static List<Runnable> tasks(int number) {
        List<Runnable> tasks = new ArrayList<>();
        for (int i = 0; i < number; i++) {
            int own = i;
            tasks.add(() -> assertThat(own).isNotNegative());
        }
        return tasks;
    }

    private static List<Runnable> pollAll(RunQueue from) {
        List<Runnable> polled = new ArrayList<>();
        for (Runnable task = from.poll(); task != null; task = from.poll()) {
            polled.add(task);
        }
        return polled;
    }
}
