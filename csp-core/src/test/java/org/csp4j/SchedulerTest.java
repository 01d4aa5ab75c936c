package org.csp4j;

import static java.time.Duration.ofNanos;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.csp4j.Csp.after;
import static org.csp4j.Csp.async;
import static org.csp4j.Csp.chan;
import static org.csp4j.Csp.fanIn;
import static org.csp4j.Csp.go;
import static org.csp4j.Csp.receive;
import static org.csp4j.Csp.select;
import static org.csp4j.Csp.sleep;
import static org.csp4j.Csp.tick;
import static org.csp4j.Csp.timeout;
import static org.csp4j.Csp.timer;
import static org.csp4j.diagnostics.WaitReason.Kind.RECEIVE;
import static org.csp4j.diagnostics.WaitReason.Kind.SELECT;
import static org.csp4j.diagnostics.WaitReason.Kind.SLEEP;
import static org.csp4j.testsupport.SteppedTime.awaitPark;

import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import org.csp4j.testsupport.Await;
import org.csp4j.testsupport.CapturedErr;
import org.csp4j.testsupport.Delays;
import org.csp4j.testsupport.SteppedTime;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** {@link Scheduler}: what a fiber has from the one that it runs on. */
class SchedulerTest {
    @RegisterExtension
    final SteppedTime time = new SteppedTime();

    private final List<String> told = Collections.synchronizedList(new ArrayList<>());
    private final Scheduler telling = Scheduler.builder()
            .uncaughtHandler((fiber, failure) -> told.add(fiber.name() + ": " + failure.getMessage()))
            .build();

    @AfterEach
    void close() {
        telling.close();
    }

    private static void fail(String message) throws IOException {
        throw new IOException(message);
    }

    @Test
    void isOfThePlatformEngine() {
        assertThat(Scheduler.shared().engine()).isEqualTo("platform");
        assertThat(telling.engine()).isEqualTo("platform");
    }

    @Test
    void startsFibersOfAllForms() throws Exception {
        List<String> ran = Collections.synchronizedList(new ArrayList<>());
        telling.go(() -> ran.add("go")).join();
        telling.go("named", () -> ran.add("go with a name")).join();
        assertThat(telling.async(() -> 1).result()).isEqualTo(1);
        assertThat(telling.async("named", () -> 2).result()).isEqualTo(2);
        assertThat(ran).containsExactly("go", "go with a name");
    }

    @Test
    void takesNoNulls() {
        Scheduler.Builder builder = Scheduler.builder();
        assertThatNullPointerException().isThrownBy(() -> builder.clock(null));
        assertThatNullPointerException().isThrownBy(() -> builder.uncaughtHandler(null));
        try (Scheduler scheduler = builder.build()) {
            assertThat(scheduler.engine()).isNotBlank();
        }
    }

    @Nested
    class Shared {
        @Test
        void isWhatGoUsesOutsideOfFibers() throws Exception {
            try (CapturedErr err = new CapturedErr()) {
                Scheduler.shared().go("one", () -> fail("of shared()")).join();
                go("two", () -> fail("of go")).join();
                Thread other = Thread.ofVirtual().unstarted(() -> go("three", () -> fail("of another thread")));
                other.start();
                other.join();
                for (String failure : List.of("of shared()", "of go", "of another thread")) {
                    Await.until(failure + " is logged", () -> err.text().contains(failure));
                }
            }
            assertThat(told).isEmpty();
        }

        @Test
        void goesByTheSystemsClock() throws Exception {
            Instant before = Instant.now();
            assertThat(Scheduler.shared()
                            .async(() -> after(Delays.SHORT).receive())
                            .result())
                    .isAfter(before);
        }
    }

    @Nested
    class Handler {
        @Test
        void isToldOfItsOwnFibersOnly() throws Exception {
            telling.go("mine", () -> fail("told")).join();
            try (Scheduler other =
                    Scheduler.builder().uncaughtHandler((fiber, failure) -> {}).build()) {
                other.go("not mine", () -> fail("not told"));
            }
            assertThat(told).containsExactly("mine: told");
        }

        @Test
        void isToldOfFibersThatItsFibersStart() throws Exception {
            telling.go("outer", () -> {
                        go("inner", () -> {
                                    go("innermost", () -> fail("deep")).join();
                                    fail("middle");
                                })
                                .join();
                        assertThat(async("quiet", () -> {
                                            fail("kept");
                                            return 1;
                                        })
                                        .join(Delays.PATIENCE))
                                .isTrue();
                    })
                    .join();
            assertThat(told).containsExactly("innermost: deep", "inner: middle");
        }

        @Test
        void isNotToldOfFibersThatAnotherSchedulerStartsInItsFibers() throws Exception {
            AtomicInteger others = new AtomicInteger();
            try (Scheduler other = Scheduler.builder()
                    .uncaughtHandler((fiber, failure) -> others.incrementAndGet())
                    .build()) {
                telling.go(() -> other.go(() -> {
                                    go(() -> fail("of a fiber of the other")).join();
                                    fail("of the other");
                                })
                                .join())
                        .join();
            }
            assertThat(told).isEmpty();
            assertThat(others).hasValue(2);
        }
    }

    @Nested
    class Clock {
        /** Ways to wait ten seconds. */
        private static List<Callable<?>> waits() {
            return List.of(
                    () -> {
                        sleep(ofSeconds(10));
                        return null;
                    },
                    () -> after(ofSeconds(10)).receive(),
                    () -> timer(ofSeconds(10)).receive(),
                    () -> tick(ofSeconds(10)).receive(),
                    () -> Csp.at(Instant.EPOCH.plusSeconds(10)).receive(),
                    () -> chan().tryReceive(ofSeconds(10)),
                    () -> chan().tryReceive(Deadline.after(ofSeconds(10))),
                    () -> Csp.<Integer>chan().trySend(1, ofSeconds(10)),
                    () -> select(receive(chan()), timeout(ofSeconds(10), () -> 1)),
                    () -> select(receive(chan()), Csp.deadline(Deadline.after(ofSeconds(10)), () -> 1)),
                    () -> {
                        try (Selector<Object> selector =
                                Csp.selector(receive(chan()), timeout(ofSeconds(10), () -> 1))) {
                            return selector.select();
                        }
                    },
                    () -> {
                        Fiber<Void> forever = go(() -> select());
                        try {
                            return forever.join(ofSeconds(10));
                        } finally {
                            forever.cancel();
                        }
                    });
        }

        @Test
        void isTheOneOfAllWaitsInsideAFiber() {
            List<Fiber<?>> fibers = new ArrayList<>();
            waits().forEach(wait -> fibers.add(time.start(wait)));
            assertEndAfterTenSeconds(fibers);
        }

        @Test
        void isTheOneOfAllWaitsInsideFibersThatAFiberStarts() {
            List<Fiber<?>> fibers = new ArrayList<>();
            for (Callable<?> wait : waits()) {
                fibers.add(time.call(() -> async(() -> async(wait).result())));
            }
            assertEndAfterTenSeconds(fibers);
        }

        private void assertEndAfterTenSeconds(List<Fiber<?>> fibers) {
            time.awaitWaiting(fibers.size());
            time.advance(ofSeconds(10).minusNanos(1));
            assertThat(fibers).noneMatch(fiber -> fiber.state().isEnded());
            time.advance(ofNanos(1));
            fibers.forEach(time::result);
            time.assertNobodyWaits();
        }

        @Test
        void isTheOneOfHelpersThatStartFibers() {
            Fiber<Instant> fiber = time.start(() -> {
                ReceiveChannel<Instant> merged = fanIn(tick(ofSeconds(7)), after(ofSeconds(10)));
                merged.receive();
                Instant second = merged.receive();
                merged.cancel();
                return second;
            });
            time.awaitWaiting(2);
            time.advance(ofSeconds(7));
            time.awaitWaiting(2); // the ticker is waited on again
            time.advance(ofSeconds(3));
            assertThat(time.result(fiber)).isEqualTo(Instant.ofEpochSecond(10));
        }

        @Test
        void ofAnotherThreadThatAFiberStartsIsTheSystems() throws Exception {
            Thread[] other = new Thread[1];
            time.run(() -> other[0] = Thread.ofVirtual().start(() -> {
                try {
                    sleep(Delays.SHORT);
                } catch (InterruptedException e) {
                    throw new AssertionError(e);
                }
            }));
            assertThat(other[0].join(Delays.PATIENCE)).isTrue();
            time.assertNobodyWaits();
        }

        @Test
        void ofATimerIsTheOneOfTheFiberThatMadeIt() throws Exception {
            Timer timer = time.call(() -> timer(ofSeconds(10)));
            VirtualClock clock = VirtualClock.create();
            try (Scheduler other = Scheduler.builder().clock(clock).build()) {
                Fiber<Instant> elsewhere = other.async(timer::receive);
                awaitPark(elsewhere, RECEIVE);
                assertThat(clock.waiting()).isZero();
                clock.advance(ofSeconds(100));
                awaitPark(elsewhere, RECEIVE);
                time.advance(ofSeconds(10));
                assertThat(elsewhere.result()).isEqualTo(Instant.ofEpochSecond(10));
            }
        }
    }

    @Nested
    class Several {
        @Test
        void meetOnOneChannel() throws Exception {
            Channel<Integer> channel = chan();
            List<Scheduler> schedulers = List.of(Scheduler.shared(), telling, time.scheduler());
            int each = 1000;
            List<Fiber<?>> senders = new ArrayList<>();
            List<Fiber<Integer>> receivers = new ArrayList<>();
            for (Scheduler scheduler : schedulers) {
                senders.add(scheduler.go(() -> {
                    for (int i = 1; i <= each; i++) {
                        channel.send(i);
                    }
                }));
                receivers.add(scheduler.async(() -> {
                    int sum = 0;
                    for (int i : channel) {
                        sum += i;
                    }
                    return sum;
                }));
            }
            for (Fiber<?> sender : senders) {
                sender.join();
            }
            channel.close();
            int sum = 0;
            for (Fiber<Integer> receiver : receivers) {
                sum += receiver.result();
            }
            assertThat(sum).isEqualTo(schedulers.size() * each * (each + 1) / 2);
        }

        @Test
        void meetInSelectsThatGoByDifferentClocks() throws Exception {
            Channel<String> channel = chan("meeting");
            VirtualClock clock = VirtualClock.create();
            try (Scheduler other = Scheduler.builder().clock(clock).build()) {
                Fiber<String> elsewhere =
                        other.async(() -> select(receive(channel), timeout(ofSeconds(5), () -> "timed out")));
                awaitPark(elsewhere, SELECT);
                time.advance(ofSeconds(10));
                time.run(() -> assertThat(select(
                                Csp.send(channel, "hello", () -> "sent"), timeout(ofSeconds(1), () -> "timed out")))
                        .isEqualTo("sent"));
                assertThat(elsewhere.result()).isEqualTo("hello");
            }
            assertThat(clock.waiting()).isZero();
            time.assertNobodyWaits();
        }

        @Test
        void canShareAClock() throws Exception {
            Fiber<Void> here = time.start(() -> sleep(ofSeconds(10)));
            try (Scheduler other = Scheduler.builder().clock(time.clock()).build()) {
                Fiber<Void> there = other.go(() -> sleep(ofSeconds(10)));
                awaitPark(here, SLEEP);
                awaitPark(there, SLEEP);
                assertThat(time.clock().waiting()).isEqualTo(2);
                time.advance(ofSeconds(10));
                there.join();
            }
        }

        @Test
        void comeFromOneBuilder() throws Exception {
            Scheduler.Builder builder = Scheduler.builder().clock(time.clock());
            try (Scheduler first = builder.build();
                    Scheduler second = builder.recordCreationSites().build()) {
                assertThat(first.go(() -> {}).creationSite()).doesNotContain("SchedulerTest.java");
                assertThat(second.go(() -> {}).creationSite()).contains("SchedulerTest.java");
            }
        }
    }
}
