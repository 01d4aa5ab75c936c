package org.csp4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.csp4j.Csp.chan;
import static org.csp4j.Csp.orElse;
import static org.csp4j.Csp.prioritySelector;
import static org.csp4j.Csp.receive;
import static org.csp4j.Csp.select;
import static org.csp4j.Csp.selector;
import static org.csp4j.Csp.timeout;
import static org.csp4j.SelectFixtures.assertNothingRegistered;
import static org.csp4j.diagnostics.WaitReason.Kind.SELECT;
import static org.csp4j.testsupport.Await.await;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.csp4j.testsupport.ArmedTimers;
import org.csp4j.testsupport.Await;
import org.csp4j.testsupport.Crew;
import org.csp4j.testsupport.Crew.Body;
import org.csp4j.testsupport.Delays;
import org.csp4j.testsupport.Party;
import org.csp4j.testsupport.Rounds;
import org.csp4j.testsupport.Setting;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Selects in a loop leave no timer, no waiter, no thread and no garbage that is not collected. */
@Tag("engine")
class SelectLeakTest {
    private static final int SELECTS = Rounds.of(1_000_000);
    private static final long FLAT_BYTES = 4 << 20; // a million of anything takes more

    @RegisterExtension
    final Crew crew = new Crew(Setting.FIBERS);

    private final Channel<Integer> c1 = chan("c1");
    private final Channel<Integer> idle = chan("idle");
    private final Channel<Integer> store = chan("store", 1);

    /** All but those that the JDK makes for virtual threads. */
    /** But for those of the engines, which come and go. */
    private static Set<Thread> threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread ->
                        !thread.getName().matches("ForkJoinPool.*|VirtualThread.*|.*-(carrier-\\d+(-spacer)?|monitor)"))
                .collect(Collectors.toSet());
    }

    /** Selects that wait, each with a timer, until an element comes. */
    private void selectWithTimeout(int times) throws Exception {
        Party<Void> selecting = crew.start(() -> {
            for (int i = 0; i < times; i++) {
                select(receive(c1), receive(idle), timeout(Delays.LONG, SelectFixtures::<Integer>mustNot));
            }
        });
        crew.start(() -> {
            for (int i = 0; i < times; i++) {
                while (!c1.trySend(i).isOk()) { // nobody waits yet
                    Thread.yield();
                }
            }
        });
        while (!selecting.hasEnded()) {
            selecting.thread().join(Delays.PATIENCE);
        }
        crew.joinAll();
    }

    @Test
    void aMillionSelectsWithATimeoutLeaveNothingBehind() throws Exception {
        selectWithTimeout(1_000); // the timers' thread, and those of the JVM, start
        int armedBefore = ArmedTimers.count();
        Set<Thread> threadsBefore = threads();
        selectWithTimeout(SELECTS);
        assertThat(ArmedTimers.count()).isEqualTo(armedBefore);
        assertNothingRegistered(c1, idle);
        assertThat(threads()).isSubsetOf(threadsBefore);
    }

    @Test
    void aSelectThatWaitsHasOneTimerAndNoThread() throws Exception {
        selectWithTimeout(1);
        int armedBefore = ArmedTimers.count();
        Set<Thread> threadsBefore = threads();
        List<Party<Integer>> parties = new ArrayList<>();
        for (int i = 0; i < 1_000; i++) {
            parties.add(crew.start(() -> select(
                    receive(c1),
                    timeout(Delays.LONG, SelectFixtures::<Integer>mustNot),
                    timeout(Delays.LONG.multipliedBy(2), SelectFixtures::<Integer>mustNot))));
        }
        for (Party<Integer> party : parties) {
            await(party).toPark(SELECT);
        }
        assertThat(ArmedTimers.count()).isEqualTo(armedBefore + 1_000);
        assertThat(threads()).isSubsetOf(threadsBefore);
        for (int i = 0; i < 500; i++) {
            c1.send(i);
        }
        c1.close();
        int served = 0;
        for (Party<Integer> party : parties) {
            try {
                party.join();
                served++;
            } catch (ChannelClosedException e) {
                // one of the others
            }
        }
        assertThat(served).isEqualTo(500);
        assertThat(ArmedTimers.count()).isEqualTo(armedBefore);
        assertNothingRegistered(c1);
    }

    @Test
    void timeoutsThatPassOrAreInterruptedLeaveNothingBehind() throws Exception {
        selectWithTimeout(1);
        int armedBefore = ArmedTimers.count();
        List<Party<Integer>> parties = new ArrayList<>();
        for (int i = 0; i < 10_000; i++) {
            boolean passes = i % 2 == 0;
            parties.add(crew.start(
                    () -> select(receive(c1), receive(idle), timeout(passes ? Delays.SHORT : Delays.LONG, () -> -1))));
        }
        for (int i = 1; i < parties.size(); i += 2) {
            parties.get(i).interrupt();
            assertThat(parties.get(i).failure()).isInstanceOf(InterruptedException.class);
        }
        for (int i = 0; i < parties.size(); i += 2) {
            assertThat(parties.get(i).result()).isEqualTo(-1);
        }
        assertThat(ArmedTimers.count()).isEqualTo(armedBefore);
        assertNothingRegistered(c1, idle);
    }

    /** How much more of the heap is in use after the body has run so often than after it has run a tenth of that. */
    private static void assertFlat(int times, Body body) throws Exception {
        for (int i = 0; i < times / 10; i++) {
            body.run();
        }
        long before = usedBytes();
        for (int i = 0; i < times; i++) {
            body.run();
        }
        assertThat(usedBytes() - before).as("more bytes in use").isLessThan(FLAT_BYTES);
    }

    private static long usedBytes() {
        System.gc();
        System.gc(); // what the first has handed to cleaners and references
        Runtime runtime = Runtime.getRuntime();
        return runtime.totalMemory() - runtime.freeMemory();
    }

    @Test
    void aSelectThatLosesWithAnIdleChannelInALoopKeepsMemoryFlat() throws Exception {
        assertFlat(SELECTS, () -> {
            store.send(1);
            select(receive(idle), receive(store), receive(c1));
        });
        assertNothingRegistered(idle, store, c1);
    }

    @Test
    void aSelectThatRegistersAndGivesUpInALoopKeepsMemoryFlat() throws Exception {
        assertFlat(SELECTS / 2, () -> select(receive(idle), receive(store), orElse(() -> 0)));
        assertNothingRegistered(idle, store);
    }

    @Test
    void aSelectorInALoopKeepsMemoryFlat() throws Exception {
        try (Selector<Integer> selector = selector(receive(idle), receive(store), receive(c1), orElse(() -> 0))) {
            assertFlat(SELECTS / 2, () -> {
                selector.select(); // all are queued
                store.send(1); // one is marked
                selector.select();
            });
        }
        assertNothingRegistered(idle, store, c1);
    }

    @Test
    void aSelectorWhoseCasesComeAndGoKeepsMemoryFlat() throws Exception {
        try (Selector<Integer> selector = prioritySelector(receive(idle), orElse(() -> 0))) {
            assertFlat(SELECTS / 2, () -> {
                SelectCase<Integer> guest = receive(store);
                selector.add(guest);
                selector.select();
                selector.remove(guest);
            });
        }
        assertNothingRegistered(idle, store);
    }

    @Test
    void aSelectorThatWaitsWithATimeoutInALoopKeepsMemoryFlat() throws Exception {
        int armedBefore = ArmedTimers.count();
        int turns = SELECTS / 10;
        try (Selector<Integer> selector =
                selector(receive(c1), receive(idle), timeout(Delays.LONG, SelectFixtures::<Integer>mustNot))) {
            Party<Void> selecting = crew.start(() -> {
                for (int i = 0; i < turns + turns / 10; i++) {
                    selector.select();
                }
            });
            assertFlat(turns, () -> c1.send(1));
            selecting.join();
            Await.until("the timers are as they were", () -> ArmedTimers.count() == armedBefore);
        }
        assertNothingRegistered(c1, idle);
    }
}
