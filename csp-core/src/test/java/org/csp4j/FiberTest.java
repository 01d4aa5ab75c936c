package org.csp4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.csp4j.Csp.async;
import static org.csp4j.Csp.chan;
import static org.csp4j.Csp.go;
import static org.csp4j.Csp.onReceive;
import static org.csp4j.Csp.onTimeout;
import static org.csp4j.Csp.orElse;
import static org.csp4j.Csp.receive;
import static org.csp4j.Csp.select;
import static org.csp4j.Csp.send;
import static org.csp4j.Csp.sleep;
import static org.csp4j.Csp.timeout;
import static org.csp4j.Csp.timer;
import static org.csp4j.diagnostics.WaitReason.Kind.RECEIVE;
import static org.csp4j.diagnostics.WaitReason.Kind.SELECT;
import static org.csp4j.diagnostics.WaitReason.Kind.SEND;
import static org.csp4j.diagnostics.WaitReason.Kind.SLEEP;
import static org.csp4j.testsupport.SteppedTime.awaitPark;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BiFunction;
import java.util.stream.Stream;
import org.csp4j.diagnostics.WaitReason;
import org.csp4j.testsupport.Await;
import org.csp4j.testsupport.Caller;
import org.csp4j.testsupport.CapturedErr;
import org.csp4j.testsupport.Crew;
import org.csp4j.testsupport.Delays;
import org.csp4j.testsupport.Party;
import org.csp4j.testsupport.Race;
import org.csp4j.testsupport.Rounds;
import org.csp4j.testsupport.Setting;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** {@link Fiber}, {@code go} and {@code async}. What goes by the scheduler is in {@link SchedulerTest}. */
@Tag("engine")
class FiberTest {
    private static final int ROUNDS = 25_000;

    /** That a fiber failed, as its scheduler's handler was told. */
    private record Told(Fiber<?> fiber, Throwable failure, Thread thread, FiberState state) {}

    private final List<Told> told = Collections.synchronizedList(new ArrayList<>());
    private final Scheduler scheduler = Scheduler.builder()
            .uncaughtHandler(
                    (fiber, failure) -> told.add(new Told(fiber, failure, Thread.currentThread(), fiber.state())))
            .build();
    private final List<Gate> gates = new ArrayList<>(); // the test's thread alone
    private boolean expectsFailures;

    @RegisterExtension
    final Crew crew = new Crew(Setting.FIBERS);

    @AfterEach
    void openAllGates() {
        gates.forEach(Gate::open);
        assertThat(scheduler.close(Delays.PATIENCE)).as("fibers that are left").isEmpty();
    }

    @AfterEach
    void nothingHasFailedThatShouldNot() {
        if (!expectsFailures) {
            assertThat(told).isEmpty();
        }
    }

    /** What the handler was told, in a test in which fibers fail. */
    private List<Told> told() {
        expectsFailures = true;
        return told;
    }

    private static <T> Fiber<T> ended(Fiber<T> fiber) {
        try {
            assertThat(fiber.join(Delays.PATIENCE)).as("it ends: %s", fiber).isTrue();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
        return fiber;
    }

    /** Where a fiber begins, and goes on when it is told to; at the latest when the test is over. */
    private final class Gate {
        private final CountDownLatch begun = new CountDownLatch(1);
        private final AtomicBoolean isOpen = new AtomicBoolean();

        Gate() {
            gates.add(this);
        }

        /** For the fiber: runs until the gate opens, and never parks; it yields, as it may have the only carrier. */
        void spin() {
            begun.countDown();
            while (!isOpen.get()) {
                Thread.yield();
            }
        }

        /** For the fiber: runs until the gate opens, and lets nobody else have its carrier. */
        void hold() {
            begun.countDown();
            while (!isOpen.get()) {
                Thread.onSpinWait();
            }
        }

        void awaitBegun() throws InterruptedException {
            begun.await();
        }

        void open() {
            isOpen.set(true);
        }
    }

    /** The ways to park in this library, and how each says what it waits for. */
    enum Parked {
        SENDING(SEND, "orders") {
            @Override
            void park(Channel<String> orders) throws InterruptedException {
                orders.send("one");
            }
        },
        SENDING_FOR_A_TIME(SEND, "orders") {
            @Override
            void park(Channel<String> orders) throws InterruptedException {
                orders.trySend("one", Delays.LONG);
            }
        },
        RECEIVING(RECEIVE, "orders") {
            @Override
            void park(Channel<String> orders) throws InterruptedException {
                orders.receive();
            }
        },
        RECEIVING_FOR_A_TIME(RECEIVE, "orders") {
            @Override
            void park(Channel<String> orders) throws InterruptedException {
                orders.tryReceive(Deadline.after(Delays.LONG));
            }
        },
        ITERATING(RECEIVE, "orders") {
            @Override
            void park(Channel<String> orders) {
                for (String order : orders) {
                    throw new AssertionError(order);
                }
            }
        },
        SELECTING(SELECT, "receive from orders, send to other") {
            @Override
            void park(Channel<String> orders) throws InterruptedException {
                select(receive(orders), send(Csp.<String>chan("other"), "one", () -> "sent"));
            }
        },
        SELECTING_FOR_A_TIME(SELECT, "receive from orders") {
            @Override
            void park(Channel<String> orders) throws InterruptedException {
                select(receive(orders), timeout(Delays.LONG, () -> "timed out"));
            }
        },
        SELECTING_AGAIN(SELECT, "receive from orders") {
            @Override
            void park(Channel<String> orders) throws InterruptedException {
                try (Selector<String> selector = Csp.selector(receive(orders))) {
                    selector.select();
                }
            }
        },
        SELECTING_NOTHING(SELECT, "no cases") {
            @Override
            void park(Channel<String> orders) throws InterruptedException {
                select();
            }
        },
        SLEEPING(SLEEP, "PT1H") {
            @Override
            void park(Channel<String> orders) throws InterruptedException {
                sleep(Delays.LONG);
            }
        },
        JOINING(RECEIVE, "end of forever") {
            @Override
            void park(Channel<String> orders) throws InterruptedException {
                Fiber<?> forever = go("forever", () -> select());
                try {
                    forever.join();
                } finally {
                    forever.cancel();
                }
            }
        };

        final WaitReason reason;

        Parked(WaitReason.Kind kind, String subject) {
            this.reason = new WaitReason(kind, subject);
        }

        abstract void park(Channel<String> orders) throws InterruptedException;

        /** Runs a fiber that parks in this way until the test has done something to it. */
        Fiber<Void> start(Scheduler scheduler) {
            Channel<String> orders = chan("orders");
            Fiber<Void> fiber = scheduler.go("parked", () -> park(orders));
            awaitPark(fiber, reason.kind());
            return fiber;
        }
    }

    @Nested
    class Names {
        @Test
        void areTheOnesThatWereGiven() throws Exception {
            for (Fiber<?> fiber : List.of(
                    go("worker", () -> {}),
                    async("worker", () -> 1),
                    scheduler.go("worker", () -> {}),
                    scheduler.async("worker", () -> 1))) {
                assertThat(fiber.name()).isEqualTo("worker");
                assertThat(fiber.thread().getName()).isEqualTo("worker");
                assertThat(fiber.toString()).contains("worker");
                ended(fiber);
            }
        }

        @Test
        void identifyThoseThatWereGivenNone() {
            Set<String> names = new HashSet<>();
            for (int i = 0; i < 100; i++) {
                Fiber<Void> fiber = ended(go(() -> {}));
                assertThat(fiber.name()).isNotBlank().isEqualTo(fiber.name());
                names.add(fiber.name());
            }
            assertThat(names).hasSize(100);
        }

        @Test
        void areSeenByTheFiberItself() throws Exception {
            AtomicReference<Fiber<String>> self = new AtomicReference<>();
            CountDownLatch isSet = new CountDownLatch(1);
            self.set(async(() -> {
                isSet.await();
                return self.get().name();
            }));
            isSet.countDown();
            assertThat(self.get().result()).isEqualTo(self.get().name());
        }
    }

    @Nested
    class Starting {
        @Test
        void runsTheBodyOnceOnAVirtualThreadOfItsOwn() throws Exception {
            List<Thread> ran = Collections.synchronizedList(new ArrayList<>());
            Fiber<Void> one = ended(go(() -> ran.add(Thread.currentThread())));
            Fiber<Boolean> other = ended(async(() -> ran.add(Thread.currentThread())));
            assertThat(ran).containsExactly(one.thread(), other.thread());
            assertThat(ran).allMatch(Thread::isVirtual).doesNotHaveDuplicates();
        }

        @Test
        void nothingIsAsInAnyOtherVirtualThread() throws Exception {
            ThreadLocal<String> local = ThreadLocal.withInitial(() -> "initial");
            ScopedValue<String> scoped = ScopedValue.newInstance();
            Object monitor = new Object();
            Fiber<String> fiber = async(() -> {
                local.set("set");
                synchronized (monitor) {
                    Thread.sleep(1);
                }
                Thread.currentThread().interrupt();
                boolean wasInterrupted = Thread.interrupted();
                return ScopedValue.where(scoped, "scoped")
                        .call(() -> local.get() + " " + wasInterrupted + " " + scoped.get());
            });
            assertThat(fiber.result()).isEqualTo("set true scoped");
            assertThat(local.get()).isEqualTo("initial");
        }

        @Test
        void takesNoNullsAndThenStartsNothing() {
            AtomicBoolean ran = new AtomicBoolean();
            assertThatNullPointerException().isThrownBy(() -> go(null));
            assertThatNullPointerException().isThrownBy(() -> go(null, () -> ran.set(true)));
            assertThatNullPointerException().isThrownBy(() -> go("name", null));
            assertThatNullPointerException().isThrownBy(() -> async(null));
            assertThatNullPointerException().isThrownBy(() -> async(null, () -> ran.getAndSet(true)));
            assertThatNullPointerException().isThrownBy(() -> async("name", null));
            assertThatNullPointerException().isThrownBy(() -> scheduler.go(null));
            assertThatNullPointerException().isThrownBy(() -> scheduler.go(null, () -> ran.set(true)));
            assertThatNullPointerException().isThrownBy(() -> scheduler.async(null, () -> ran.getAndSet(true)));
            assertThat(ran).isFalse();
        }

        /** Memory: starting happens-before the first action, the last action happens-before the return of a join. */
        @Test
        void happensBeforeTheBodyAndTheBodyHappensBeforeTheEnd() throws Exception {
            int[] plain = new int[2];
            for (int i = 0; i < Rounds.of(ROUNDS); i++) {
                plain[0] = i;
                Fiber<Integer> fiber = async(() -> {
                    plain[1] = plain[0] + 1;
                    return plain[0] + 2;
                });
                switch (i % 5) {
                    case 0 -> fiber.join();
                    case 1 -> assertThat(fiber.result()).isEqualTo(i + 2);
                    case 2 -> assertThat(fiber.join(Delays.PATIENCE)).isTrue();
                    case 3 -> Await.until("it ends", () -> fiber.state() == FiberState.DONE);
                    default -> fiber.done().receiveOrClosed();
                }
                if (plain[1] != i + 1) {
                    throw new AssertionError("in round " + i + " the body was not seen: " + plain[1]);
                }
            }
        }
    }

    @Nested
    class States {
        @Test
        void whileItRuns() throws Exception {
            Gate gate = new Gate();
            Fiber<Void> fiber = go(gate::spin);
            gate.awaitBegun();
            assertThat(fiber.state()).isEqualTo(FiberState.RUNNABLE);
            assertThat(fiber.waitReason()).isEmpty();
            gate.open();
            fiber.join();
            assertThat(fiber.state()).isEqualTo(FiberState.DONE);
        }

        @ParameterizedTest
        @EnumSource(Parked.class)
        void whileItIsParkedInThisLibrary(Parked parked) {
            Fiber<Void> fiber = parked.start(scheduler);
            assertThat(fiber.state()).isEqualTo(FiberState.PARKED);
            assertThat(fiber.waitReason()).contains(parked.reason);
            assertThat(WaitReason.of(fiber.thread())).contains(parked.reason);
            fiber.cancel();
            ended(fiber);
            assertThat(fiber.waitReason()).isEmpty();
        }

        @Test
        void whileItIsParkedInOtherCode() throws Exception {
            CountDownLatch latch = new CountDownLatch(1);
            Object monitor = new Object();
            List<Fiber<Void>> fibers = new ArrayList<>();
            synchronized (monitor) {
                fibers.add(go(latch::await));
                fibers.add(go(() -> Thread.sleep(Delays.LONG)));
                fibers.add(go(() -> {
                    synchronized (monitor) {
                        latch.await();
                    }
                }));
                for (Fiber<Void> fiber : fibers) {
                    Await.until("it is parked", () -> fiber.state() == FiberState.PARKED);
                    assertThat(fiber.waitReason()).isEmpty();
                }
            }
            latch.countDown();
            ended(fibers.get(0));
            ended(fibers.get(2));
            fibers.get(1).cancel();
            assertThat(ended(fibers.get(1)).state()).isEqualTo(FiberState.CANCELLED);
        }

        @Test
        void whenItHasEnded() throws Exception {
            assertThat(ended(scheduler.go(() -> {})).state()).isEqualTo(FiberState.DONE);
            assertThat(ended(scheduler.async(() -> 1)).state()).isEqualTo(FiberState.DONE);
            assertThat(ended(scheduler.async(() -> {
                                throw new IOException();
                            }))
                            .state())
                    .isEqualTo(FiberState.FAILED);
            Fiber<?> cancelled = scheduler.go(() -> sleep(Delays.LONG));
            cancelled.cancel();
            assertThat(ended(cancelled).state()).isEqualTo(FiberState.CANCELLED);
        }

        @Test
        void endedAreThreeOfThem() {
            assertThat(Stream.of(FiberState.values()).filter(FiberState::isEnded))
                    .containsExactlyInAnyOrder(FiberState.DONE, FiberState.FAILED, FiberState.CANCELLED);
        }

        @Test
        void canBeAskedForWhileTheyChange() throws Exception {
            Channel<Integer> channel = chan();
            Channel<Integer> other = chan();
            int rounds = Rounds.of(ROUNDS);
            Fiber<Void> receiver = go(() -> {
                for (int i = 0; i < rounds; i++) {
                    switch (i % 3) {
                        case 0 -> channel.receive();
                        case 1 -> select(receive(channel), receive(other));
                        default -> select(receive(other), receive(channel), timeout(Delays.LONG, () -> 0));
                    }
                }
            });
            Fiber<Void> sender = go(() -> {
                for (int i = 0; i < rounds; i++) {
                    channel.send(i);
                }
            });
            Set<Optional<WaitReason>> reasons = new HashSet<>();
            Set<FiberState> states = new HashSet<>();
            while (!receiver.state().isEnded()) {
                reasons.add(receiver.waitReason());
                states.add(receiver.state());
                assertThat(receiver.toString()).startsWith("fiber");
            }
            sender.join();
            assertThat(states).isSubsetOf(FiberState.RUNNABLE, FiberState.PARKED, FiberState.DONE);
            for (Optional<WaitReason> reason : reasons) {
                reason.ifPresent(r -> assertThat(r.kind()).isIn(RECEIVE, SELECT));
            }
        }
    }

    @Nested
    class CreationSites {
        private final Scheduler recording =
                Scheduler.builder().recordCreationSites().build();

        @AfterEach
        void close() {
            recording.close();
        }

        private static int thisLine() {
            return new Throwable().getStackTrace()[1].getLineNumber();
        }

        @Test
        void areTheClassOfTheBodyWhereTheyAreNotRecorded() {
            Action anonymous = new Action() {
                @Override
                public void run() {}
            };
            assertThat(go(() -> {}).creationSite()).isEqualTo(CreationSites.class.getName());
            assertThat(go(this::work).creationSite()).isEqualTo(CreationSites.class.getName());
            assertThat(async(() -> 1).creationSite()).isEqualTo(CreationSites.class.getName());
            assertThat(go(anonymous).creationSite()).startsWith(CreationSites.class.getName() + "$");
        }

        private void work() {}

        @Test
        void areTheLineThatStartsTheFiberWhereTheyAreRecorded() throws Exception {
            assertThat(recording.go(() -> {}).creationSite()).endsWith(line(thisLine()));
            assertThat(recording.go("name", () -> {}).creationSite()).endsWith(line(thisLine()));
            assertThat(recording.async(() -> 1).creationSite()).endsWith(line(thisLine()));
            assertThat(recording.async("name", () -> 1).creationSite()).endsWith(line(thisLine()));
            Fiber<List<String>> outer = recording.async(() -> List.of(
                    go(() -> {}).creationSite(), line(thisLine()),
                    go("name", () -> {}).creationSite(), line(thisLine()),
                    async(() -> 1).creationSite(), line(thisLine()),
                    async("name", () -> 1).creationSite(), line(thisLine())));
            List<String> sites = outer.result();
            for (int i = 0; i < sites.size(); i += 2) {
                assertThat(sites.get(i)).endsWith(sites.get(i + 1)).contains(FiberTest.class.getName());
            }
        }

        private static String line(int number) {
            return "(FiberTest.java:" + number + ")";
        }

        @Test
        void areRecordedWhereTheSystemPropertySaysSo() {
            System.setProperty("csp4j.creationSites", "true");
            try {
                try (Scheduler byProperty = Scheduler.builder().build()) {
                    assertThat(byProperty.go(() -> {}).creationSite()).endsWith(line(thisLine()));
                }
            } finally {
                System.clearProperty("csp4j.creationSites");
            }
        }
    }

    @Nested
    class Join {
        @Test
        void waitsForTheEnd() throws Exception {
            Gate gate = new Gate();
            Fiber<Void> fiber = go(gate::spin);
            List<Party<Void>> joiners = new ArrayList<>();
            for (int i = 0; i < 10; i++) {
                joiners.add(crew.start(() -> {
                    fiber.join();
                    assertThat(fiber.state()).isEqualTo(FiberState.DONE);
                }));
            }
            for (Party<Void> joiner : joiners) {
                Await.await(joiner).toPark(RECEIVE);
            }
            gate.open();
            for (Party<Void> joiner : joiners) {
                joiner.join();
            }
            fiber.join(); // and again
        }

        @Test
        void waitsForTheEndHoweverItEnds() throws Exception {
            Fiber<Void> failing = scheduler.go(() -> {
                throw new IOException();
            });
            failing.join();
            assertThat(failing.state()).isEqualTo(FiberState.FAILED);
            Fiber<Void> cancelled = scheduler.go(() -> sleep(Delays.LONG));
            cancelled.cancel();
            cancelled.join();
            assertThat(cancelled.state()).isEqualTo(FiberState.CANCELLED);
            assertThat(told()).hasSize(1);
        }

        @Test
        void forATimeSaysWhetherItHasEnded() throws Exception {
            Gate gate = new Gate();
            Fiber<Void> fiber = go(gate::spin);
            gate.awaitBegun();
            assertThat(fiber.join(Duration.ZERO)).isFalse();
            assertThat(fiber.join(Delays.NEGATIVE)).isFalse();
            assertThat(fiber.join(Delays.SHORT)).isFalse();
            gate.open();
            assertThat(fiber.join(Delays.FOREVER)).isTrue();
            assertThat(fiber.join(Duration.ZERO)).isTrue();
            assertThat(fiber.join(Delays.NEGATIVE)).isTrue();
            assertThatNullPointerException().isThrownBy(() -> fiber.join(null));
        }

        @Test
        void ofItselfTimesOut() throws Exception {
            AtomicReference<Fiber<Boolean>> self = new AtomicReference<>();
            CountDownLatch isSet = new CountDownLatch(1);
            self.set(async(() -> {
                isSet.await();
                return self.get().join(Delays.SHORT);
            }));
            isSet.countDown();
            assertThat(self.get().result()).isFalse();
        }

        @Test
        void anInterruptAtItLeavesTheFiberAlone() throws Exception {
            Gate gate = new Gate();
            Fiber<Integer> fiber = async(() -> {
                gate.spin();
                return 1;
            });
            Party<Void> joiner = crew.start(() -> fiber.join());
            Party<Integer> asking = crew.start(() -> fiber.result());
            Party<Boolean> waiting = crew.start(() -> fiber.join(Delays.LONG));
            for (Party<?> party : List.of(joiner, asking, waiting)) {
                Await.await(party).toPark(RECEIVE);
                party.interrupt();
                assertThat(party.failure()).isInstanceOf(InterruptedException.class);
            }
            assertThat(fiber.state()).isEqualTo(FiberState.RUNNABLE);
            assertThat(fiber.thread().isInterrupted()).isFalse();
            gate.open();
            assertThat(fiber.result()).isEqualTo(1);
        }

        @Test
        void beganInterruptedIsRefusedEvenIfTheFiberHasEnded() throws Exception {
            Fiber<Integer> fiber = ended(async(() -> 1));
            crew.run(() -> {
                assertRefused(() -> {
                    fiber.join();
                    return null;
                });
                assertRefused(() -> fiber.join(Delays.LONG));
                assertRefused(fiber::result);
                assertThat(fiber.result()).isEqualTo(1);
            });
        }

        private static void assertRefused(Callable<?> call) {
            Thread.currentThread().interrupt();
            assertThatExceptionOfType(InterruptedException.class).isThrownBy(call::call);
            assertThat(Thread.currentThread().isInterrupted()).isFalse();
        }
    }

    @Nested
    class Result {
        @Test
        void isWhatTheBodyReturns() throws Exception {
            Fiber<Integer> fiber = async(() -> 6 * 7);
            assertThat(fiber.result()).isEqualTo(42);
            assertThat(fiber.result()).isEqualTo(42);
            Fiber<String> nothing = async(() -> null);
            assertThat(nothing.result()).isNull();
        }

        @Test
        void ofGoIsNull() throws Exception {
            assertThat(go(() -> {}).result()).isNull();
            assertThat(go("name", () -> {}).result()).isNull();
        }

        @Test
        void isWaitedFor() throws Exception {
            Channel<String> channel = chan();
            Fiber<String> fiber = async(channel::receive);
            Party<String> asking = crew.start(fiber::result);
            Await.await(asking).toPark(RECEIVE);
            channel.send("here");
            assertThat(asking.result()).isEqualTo("here");
        }

        @ParameterizedTest
        @MethodSource("org.csp4j.FiberTest#failures")
        void ofOneThatFailedIsTheFailure(Throwable failure) {
            for (BiFunction<String, Throwable, Fiber<?>> start : starts()) {
                Fiber<?> fiber = start.apply("unlucky", failure);
                for (int i = 0; i < 2; i++) {
                    assertThatExceptionOfType(FiberFailedException.class)
                            .isThrownBy(fiber::result)
                            .withMessageContaining("unlucky")
                            .withMessageContaining(String.valueOf(failure.getMessage()))
                            .satisfies(e -> assertThat(e.getCause()).isSameAs(failure));
                }
                assertThat(fiber.state()).isEqualTo(FiberState.FAILED);
            }
            told();
        }

        private List<BiFunction<String, Throwable, Fiber<?>>> starts() {
            return List.of(
                    (name, failure) -> scheduler.go(name, () -> sneakyThrow(failure)),
                    (name, failure) -> scheduler.async(name, () -> sneakyThrow(failure)));
        }

        @Test
        void ofOneThatWasCancelledIsNone() {
            Fiber<Integer> fiber = async("slow", () -> {
                sleep(Delays.LONG);
                return 1;
            });
            fiber.cancel();
            for (int i = 0; i < 2; i++) {
                assertThatExceptionOfType(FiberCancelledException.class)
                        .isThrownBy(fiber::result)
                        .withMessageContaining("slow");
            }
        }
    }

    static Stream<Throwable> failures() {
        return Stream.of(
                new IllegalStateException("unchecked"),
                new IOException("checked"),
                new InterruptedException("without a cancel"),
                new AssertionError("assertion"),
                new StackOverflowError("deep"),
                new OutOfMemoryError("made up"),
                new LinkageError("linkage"),
                new Throwable("neither"));
    }

    @SuppressWarnings("unchecked")
    private static <T, E extends Throwable> T sneakyThrow(Throwable failure) throws E {
        throw (E) failure;
    }

    @Nested
    class Cancel {
        @ParameterizedTest
        @EnumSource(Parked.class)
        void endsOneThatIsParkedInThisLibrary(Parked parked) {
            Fiber<Void> fiber = parked.start(scheduler);
            assertThat(fiber.cancel()).isTrue();
            assertThat(ended(fiber).state()).isEqualTo(FiberState.CANCELLED);
            assertThat(fiber.cancel()).isFalse();
        }

        @Test
        void leavesTheChannelAsItWas() {
            Channel<String> channel = chan();
            Fiber<Void> sender = go(() -> channel.send("lost"));
            awaitPark(sender, SEND);
            sender.cancel();
            ended(sender);
            assertThat(channel.tryReceive()).isEqualTo(new Received.Empty<>());
        }

        @Test
        void endsOneThatIsParkedInOtherCode() {
            Fiber<Void> latch = scheduler.go(() -> new CountDownLatch(1).await());
            Fiber<Void> sleep = scheduler.go(() -> Thread.sleep(Delays.LONG));
            for (Fiber<Void> fiber : List.of(latch, sleep)) {
                Await.until("it is parked", () -> fiber.state() == FiberState.PARKED);
                assertThat(fiber.cancel()).isTrue();
                assertThat(ended(fiber).state()).isEqualTo(FiberState.CANCELLED);
            }
        }

        @Test
        void interruptsOneThatIsParkedWithoutBeingAskedTo() {
            Fiber<Boolean> fiber = async(() -> {
                while (!Thread.interrupted()) {
                    LockSupport.park();
                }
                return true;
            });
            Await.until("it is parked", () -> fiber.state() == FiberState.PARKED);
            assertThat(fiber.cancel()).isTrue();
            assertThat(ended(fiber).state()).as("it carried on").isEqualTo(FiberState.DONE);
        }

        @Test
        void endsOneThatRunsAtItsNextBlockingCall() throws Exception {
            Gate gate = new Gate();
            Channel<Integer> ready = chan(10);
            AtomicBoolean carriedOn = new AtomicBoolean();
            Fiber<Void> fiber = scheduler.go(() -> {
                gate.spin();
                ready.send(1); // would not have to wait
                carriedOn.set(true);
            });
            gate.awaitBegun();
            assertThat(fiber.cancel()).isTrue();
            assertThat(fiber.state()).isEqualTo(FiberState.RUNNABLE);
            gate.open();
            assertThat(ended(fiber).state()).isEqualTo(FiberState.CANCELLED);
            assertThat(carriedOn).isFalse();
            assertThat(ready.size()).isZero();
        }

        @Test
        void leavesABodyThatCarriesOnToEndAsItEnds() throws Exception {
            Gate gate = new Gate();
            Fiber<String> carriesOn = async(() -> {
                gate.spin();
                return "done";
            });
            Fiber<String> swallows = async(() -> {
                try {
                    sleep(Delays.LONG);
                } catch (InterruptedException e) {
                    return "done";
                }
                return "slept";
            });
            Fiber<String> failsOtherwise = async(() -> {
                try {
                    sleep(Delays.LONG);
                } catch (InterruptedException e) {
                    throw new IllegalStateException("interrupted", e);
                }
                return "slept";
            });
            gate.awaitBegun();
            awaitPark(swallows, SLEEP);
            awaitPark(failsOtherwise, SLEEP);
            for (Fiber<?> fiber : List.of(carriesOn, swallows, failsOtherwise)) {
                assertThat(fiber.cancel()).isTrue();
            }
            gate.open();
            assertThat(carriesOn.result()).isEqualTo("done");
            assertThat(swallows.result()).isEqualTo("done");
            assertThatExceptionOfType(FiberFailedException.class)
                    .isThrownBy(failsOtherwise::result)
                    .withCauseInstanceOf(IllegalStateException.class);
            assertThat(failsOtherwise.state()).isEqualTo(FiberState.FAILED);
        }

        @Test
        void ofOneThatHasEndedSaysNoAndChangesNothing() throws Exception {
            Fiber<Integer> done = ended(async(() -> 1));
            Fiber<Integer> failed = ended(async(() -> {
                throw new IOException("first");
            }));
            assertThat(done.cancel()).isFalse();
            assertThat(done.result()).isEqualTo(1);
            assertThat(failed.cancel()).isFalse();
            assertThatExceptionOfType(FiberFailedException.class).isThrownBy(failed::result);
        }

        @Test
        void twiceSaysYesAsLongAsItHasNotEnded() throws Exception {
            Gate gate = new Gate();
            Fiber<Void> fiber = go(gate::spin);
            gate.awaitBegun();
            assertThat(fiber.cancel()).isTrue();
            assertThat(fiber.cancel()).isTrue();
            gate.open();
            ended(fiber);
            assertThat(fiber.cancel()).isFalse();
        }

        @Test
        void doesNotInterruptAgainABodyThatWasInterruptedByTheFirst() throws Exception {
            Gate cleaningUp = new Gate();
            Channel<Integer> ready = chan(1);
            Fiber<Integer> fiber = async(() -> {
                try {
                    sleep(Delays.LONG);
                } catch (InterruptedException e) {
                    cleaningUp.spin();
                    ready.send(1); // cleaning up may use blocking calls
                }
                return 1;
            });
            awaitPark(fiber, SLEEP);
            fiber.cancel();
            cleaningUp.awaitBegun();
            assertThat(fiber.cancel()).isTrue();
            cleaningUp.open();
            assertThat(fiber.result()).isEqualTo(1);
            assertThat(ready.size()).isOne();
        }

        @Test
        void anInterruptWithoutACancelIsAFailure() {
            Fiber<Void> fiber = scheduler.go(() -> sleep(Delays.LONG));
            awaitPark(fiber, SLEEP);
            fiber.thread().interrupt();
            assertThat(ended(fiber).state()).isEqualTo(FiberState.FAILED);
            assertThat(told())
                    .singleElement()
                    .satisfies(told -> assertThat(told.failure()).isInstanceOf(InterruptedException.class));
        }

        @Test
        void isNotAFailure() {
            Fiber<Void> fiber = scheduler.go(() -> sleep(Delays.LONG));
            fiber.cancel();
            ended(fiber);
            assertThat(told).isEmpty();
        }

        /** All carriers are busy, and are not relieved, so that the fiber cannot begin before it is cancelled. */
        @Test
        void beforeItBeginsKeepsItFromBeginning() throws Exception {
            Scheduler patient =
                    Scheduler.builder().name("patient").timeSlice(Delays.LONG).build();
            List<Fiber<Void>> hogs = new ArrayList<>();
            for (int i = 0; i < Runtime.getRuntime().availableProcessors(); i++) {
                hogs.add(patient.go(new Gate()::hold));
            }
            for (Gate gate : gates) {
                gate.awaitBegun();
            }
            AtomicBoolean began = new AtomicBoolean();
            Fiber<Void> fiber = patient.go(() -> began.set(true));
            ReceiveChannel<Void> done = fiber.done();
            assertThat(fiber.state()).isEqualTo(FiberState.RUNNABLE);
            assertThat(fiber.cancel()).isTrue();
            assertThat(fiber.state()).isEqualTo(FiberState.CANCELLED);
            fiber.join();
            assertThatExceptionOfType(FiberCancelledException.class).isThrownBy(fiber::result);
            assertThat(fiber.cancel()).isFalse();
            gates.forEach(Gate::open);
            hogs.forEach(FiberTest::ended);
            assertThat(done.receiveOrClosed()).isEqualTo(new Received.Closed<>(null));
            assertThat(fiber.thread().join(Delays.PATIENCE)).isTrue();
            assertThat(began).isFalse();
            assertThat(patient.close(Delays.PATIENCE)).isEmpty();
        }

        /** Whoever comes first: the fiber has the element and ends well, or it is cancelled and the element is still there. */
        @Test
        void againstADelivery() {
            Channel<Integer> channel = chan(1);
            List<Fiber<Integer>> fiber = new ArrayList<>();
            boolean[] saidYes = new boolean[1];
            new Race(crew, Rounds.of(ROUNDS))
                    .setUp(() -> {
                        fiber.clear();
                        fiber.add(async(channel::receive));
                    })
                    .leg(() -> channel.send(1))
                    .leg(() -> saidYes[0] = fiber.getFirst().cancel())
                    .check(() -> {
                        fiber.getFirst().join();
                        if (fiber.getFirst().state() == FiberState.CANCELLED) {
                            assertThat(saidYes[0]).isTrue();
                            assertThat(channel.tryReceive()).isEqualTo(new Received.Value<>(1));
                        } else {
                            assertThat(fiber.getFirst().result()).isEqualTo(1);
                            assertThat(channel.size()).isZero();
                        }
                        assertThat(fiber.getFirst().cancel()).isFalse();
                    })
                    .run();
        }
    }

    @Nested
    class Done {
        @Test
        void closesWhenTheFiberEnds() throws Exception {
            Gate gate = new Gate();
            Fiber<Void> fiber = go("worker", gate::spin);
            gate.awaitBegun();
            ReceiveChannel<Void> done = fiber.done();
            assertThat(done.tryReceive()).isEqualTo(new Received.Empty<>());
            assertThat(done.isDrained()).isFalse();
            assertThat(done.capacity()).isZero();
            assertThat(done.name()).contains("worker");
            gate.open();
            assertThat(done.receiveOrClosed()).isEqualTo(new Received.Closed<>(null));
            assertThat(fiber.state()).isEqualTo(FiberState.DONE);
            assertThat(done.isDrained()).isTrue();
        }

        @Test
        void isClosedIfItIsAskedForAfterTheEnd() {
            assertThat(ended(go(() -> {})).done().isDrained()).isTrue();
            Fiber<?> failed = ended(async(() -> {
                throw new IOException();
            }));
            assertThat(failed.done().tryReceive()).isEqualTo(new Received.Closed<>(null));
            Fiber<Void> cancelled = go(() -> sleep(Delays.LONG));
            cancelled.cancel();
            assertThat(ended(cancelled).done().tryReceive()).isEqualTo(new Received.Closed<>(null));
        }

        @Test
        void isForWaitingInASelect() throws Exception {
            Channel<Integer> numbers = chan();
            Fiber<Void> producer = go(() -> {
                for (int i = 1; i <= 100; i++) {
                    numbers.send(i);
                }
            });
            int sum = 0;
            boolean isOver = false;
            while (!isOver) {
                int add = select(receive(numbers), receive(producer.done(), nothing -> -2, () -> -1));
                isOver = add == -1;
                sum += isOver ? 0 : add;
            }
            assertThat(sum).isEqualTo(5050);
            assertThat(producer.state()).isEqualTo(FiberState.DONE);
        }

        @Test
        void severalFibersCanBeWaitedForInOneSelect() throws Exception {
            Fiber<Void> slow = go(() -> sleep(Delays.LONG));
            Fiber<Void> fast = go(() -> {});
            String first = select(
                    receive(slow.done(), nothing -> "", () -> "slow"),
                    receive(fast.done(), nothing -> "", () -> "fast"));
            assertThat(first).isEqualTo("fast");
            assertThat(select(receive(slow.done(), nothing -> "", () -> "slow"), orElse(() -> "neither")))
                    .isEqualTo("neither");
            slow.cancel();
            assertThat(select(receive(slow.done(), nothing -> "", () -> "slow")))
                    .isEqualTo("slow");
        }

        @Test
        void thatSomebodyCancelsDoesNotLookLikeTheEndToThoseWhoJoin() throws Exception {
            Gate gate = new Gate();
            Fiber<Integer> fiber = async(() -> {
                gate.spin();
                return 1;
            });
            Party<Integer> joiner = crew.start(() -> {
                fiber.join();
                return fiber.result();
            });
            Await.await(joiner).toPark(RECEIVE);
            assertThat(fiber.done().cancel()).isEmpty();
            assertThat(fiber.join(Duration.ZERO)).isFalse();
            Party<Boolean> waiting = crew.start(() -> fiber.join(Delays.LONG));
            Await.await(waiting).toPark(RECEIVE);
            Await.await(joiner).toPark(RECEIVE);
            gate.open();
            assertThat(joiner.result()).isEqualTo(1);
            assertThat(waiting.result()).isTrue();
            assertThat(fiber.done().isDrained()).isTrue();
        }

        /** Asked for by many, before, after and while the fiber ends, it closes for all of them, and not before the end. */
        @Test
        void closesForAllWhoAskWhileTheFiberEnds() {
            Channel<Integer> gate = chan(1);
            List<Fiber<Void>> fiber = new ArrayList<>();
            new Race(crew, Rounds.of(ROUNDS))
                    .setUp(() -> {
                        fiber.clear();
                        fiber.add(go(() -> gate.receive()));
                    })
                    .leg(() -> gate.send(1))
                    .leg(() -> {
                        fiber.getFirst().done().receiveOrClosed();
                        assertThat(fiber.getFirst().state()).isEqualTo(FiberState.DONE);
                    })
                    .leg(() -> {
                        String how = select(
                                receive(fiber.getFirst().done(), nothing -> "received", () -> "closed"),
                                receive(fiber.getFirst().done(), nothing -> "received", () -> "closed"));
                        assertThat(how).isEqualTo("closed");
                        assertThat(fiber.getFirst().state()).isEqualTo(FiberState.DONE);
                    })
                    .leg(() -> {
                        fiber.getFirst().join();
                        assertThat(fiber.getFirst().state()).isEqualTo(FiberState.DONE);
                    })
                    .check(() -> assertThat(fiber.getFirst().done().isDrained()).isTrue())
                    .run();
        }
    }

    @Nested
    class Failures {
        @ParameterizedTest
        @MethodSource("org.csp4j.FiberTest#failures")
        void goToTheHandlerOnceInTheFiberThatFailed(Throwable failure) throws Exception {
            Fiber<Void> fiber = scheduler.go("unlucky", () -> sneakyThrow(failure));
            fiber.join();
            assertThat(told()).singleElement().satisfies(told -> {
                assertThat(told.fiber()).isSameAs(fiber);
                assertThat(told.fiber().name()).isEqualTo("unlucky");
                assertThat(told.fiber().creationSite()).isEqualTo(Failures.class.getName());
                assertThat(told.failure()).isSameAs(failure);
                assertThat(told.thread()).isSameAs(fiber.thread());
                assertThat(told.state()).as("it is the last thing it does").isEqualTo(FiberState.RUNNABLE);
            });
            assertThatExceptionOfType(FiberFailedException.class).isThrownBy(fiber::result);
            assertThat(told()).as("asking for the result tells nobody again").hasSize(1);
        }

        @ParameterizedTest
        @MethodSource("org.csp4j.FiberTest#failures")
        void ofAsyncGoNowhereElse(Throwable failure) {
            try (CapturedErr err = new CapturedErr()) {
                Fiber<Object> byHandler = ended(scheduler.async(() -> sneakyThrow(failure)));
                Fiber<Object> byDefault = ended(async(() -> sneakyThrow(failure)));
                for (Fiber<Object> fiber : List.of(byHandler, byDefault)) {
                    assertThat(fiber.state()).isEqualTo(FiberState.FAILED);
                    assertThatExceptionOfType(FiberFailedException.class).isThrownBy(fiber::result);
                }
                assertThat(err.text()).isEmpty();
            }
            assertThat(told).isEmpty();
        }

        @Test
        void areLoggedOnceByDefault() {
            try (CapturedErr err = new CapturedErr()) {
                Fiber<Void> fiber = ended(go("unlucky", () -> {
                    throw new IOException("out of luck");
                }));
                assertThat(fiber.state()).isEqualTo(FiberState.FAILED);
                assertThat(err.count("ERROR")).isOne();
                assertThat(err.count("out of luck")).isOne();
                assertThat(err.text())
                        .contains("fiber 'unlucky', started at " + Failures.class.getName())
                        .contains("java.io.IOException: out of luck")
                        .contains("FiberTest.java:"); // the stack trace
            }
        }

        @Test
        void areLoggedWithTheLineThatStartedTheFiberWhereItIsRecorded() {
            try (CapturedErr err = new CapturedErr();
                    Scheduler recording =
                            Scheduler.builder().recordCreationSites().build()) {
                Fiber<Void> fiber = ended(recording.go(() -> {
                    throw new StackOverflowError("deep");
                }));
                assertThat(err.count("ERROR")).isOne();
                assertThat(err.text())
                        .contains("fiber '" + fiber.name() + "', started at " + fiber.creationSite())
                        .contains("StackOverflowError: deep");
            }
        }

        @Test
        void areLoggedTogetherWithThatOfTheHandler() {
            try (CapturedErr err = new CapturedErr();
                    Scheduler failing = Scheduler.builder()
                            .uncaughtHandler((fiber, failure) -> {
                                throw new IllegalStateException("handler failed");
                            })
                            .build()) {
                Fiber<Void> fiber = ended(failing.go("unlucky", () -> {
                    throw new IOException("body failed");
                }));
                assertThat(fiber.state()).isEqualTo(FiberState.FAILED);
                assertThatExceptionOfType(FiberFailedException.class)
                        .isThrownBy(fiber::result)
                        .withCauseInstanceOf(IOException.class);
                assertThat(err.text()).contains("unlucky", "handler failed", "body failed");
                assertThat(err.count("handler failed")).isGreaterThanOrEqualTo(1);
            }
        }

        @Test
        void endTheFiberEvenIfTheyCannotBeLogged() throws Exception {
            RuntimeException unspeakable = new RuntimeException() {
                @Override
                public String getMessage() {
                    throw new IllegalStateException("this message cannot be read");
                }

                @Override
                public String toString() {
                    throw new IllegalStateException("this exception cannot be printed");
                }
            };
            try (CapturedErr err = new CapturedErr()) {
                Fiber<Void> fiber = go(() -> {
                    throw unspeakable;
                });
                ReceiveChannel<Void> done = fiber.done();
                Await.until("it ends", () -> fiber.state() == FiberState.FAILED);
                assertThat(done.receiveOrClosed()).isEqualTo(new Received.Closed<>(null));
                assertThat(ended(fiber).state()).isEqualTo(FiberState.FAILED);
                assertThat(err.text())
                        .contains(fiber.name(), unspeakable.getClass().getName());
            }
        }

        @Test
        void ofTheDeepestKindAreFailuresLikeOthers() {
            Fiber<Integer> fiber = ended(async(() -> recurse(1)));
            assertThatExceptionOfType(FiberFailedException.class)
                    .isThrownBy(fiber::result)
                    .withCauseInstanceOf(StackOverflowError.class);
        }

        @SuppressWarnings("InfiniteRecursion") // to run out of stack is what it is for
        private static int recurse(int depth) {
            return recurse(depth + 1) + recurse(depth + 2);
        }

        @Test
        void ofOneFiberLeaveTheOthersAlone() throws Exception {
            Channel<Integer> channel = chan();
            Fiber<Integer> receiver = scheduler.async(channel::receive);
            ended(scheduler.go(() -> {
                throw new IOException();
            }));
            scheduler.go(() -> channel.send(1));
            assertThat(receiver.result()).isEqualTo(1);
            assertThat(told()).hasSize(1);
        }

        @Test
        void ofManyAreEachToldOnce() {
            List<Fiber<Void>> fibers = new ArrayList<>();
            for (int i = 0; i < 1000; i++) {
                fibers.add(scheduler.go(() -> {
                    throw new IOException();
                }));
            }
            fibers.forEach(FiberTest::ended);
            assertThat(told()).hasSize(1000);
            assertThat(told.stream().map(Told::fiber).distinct()).hasSize(1000);
        }
    }

    /** A word about waiting threads that are not fibers. */
    @Test
    void otherThreadsSayWhatTheyWaitForToo() throws Exception {
        Timer timer = timer(Delays.LONG);
        for (Caller caller : Caller.values()) {
            Party<Void> party = crew.start(caller, () -> {
                select(onReceive(timer, due -> {}), onTimeout(Delays.LONG, () -> {}));
            });
            Await.await(party).toPark(SELECT);
            assertThat(WaitReason.of(party.thread()).orElseThrow().subject()).contains(timer.name());
            party.interrupt();
            assertThat(party.failure()).isInstanceOf(InterruptedException.class);
        }
        assertThat(WaitReason.of(Thread.currentThread())).isEmpty();
    }
}
