package org.csp4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.csp4j.Csp.after;
import static org.csp4j.Csp.chan;
import static org.csp4j.Csp.channel;
import static org.csp4j.Csp.conflated;
import static org.csp4j.Csp.deadline;
import static org.csp4j.Csp.never;
import static org.csp4j.Csp.onDeadline;
import static org.csp4j.Csp.onElse;
import static org.csp4j.Csp.onReceive;
import static org.csp4j.Csp.onSend;
import static org.csp4j.Csp.onSendFrom;
import static org.csp4j.Csp.onTimeout;
import static org.csp4j.Csp.orElse;
import static org.csp4j.Csp.prioritySelect;
import static org.csp4j.Csp.receive;
import static org.csp4j.Csp.select;
import static org.csp4j.Csp.send;
import static org.csp4j.Csp.sendFrom;
import static org.csp4j.Csp.tick;
import static org.csp4j.Csp.tier;
import static org.csp4j.Csp.tieredSelect;
import static org.csp4j.Csp.timeout;
import static org.csp4j.Csp.timer;
import static org.csp4j.Csp.unbounded;
import static org.csp4j.Csp.when;
import static org.csp4j.SelectFixtures.assertNothingRegistered;
import static org.csp4j.SelectFixtures.mustNot;
import static org.csp4j.diagnostics.WaitReason.Kind.RECEIVE;
import static org.csp4j.diagnostics.WaitReason.Kind.SELECT;
import static org.csp4j.internal.channel.QueueProbe.waitersOf;
import static org.csp4j.testsupport.Await.await;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.csp4j.testsupport.Await;
import org.csp4j.testsupport.Crew;
import org.csp4j.testsupport.Delays;
import org.csp4j.testsupport.Party;
import org.csp4j.testsupport.Setting;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** What the cases of a select mean, each for itself. */
@Tag("engine")
@ParameterizedClass
@MethodSource("org.csp4j.testsupport.Setting#all")
class SelectCasesTest {
    @RegisterExtension
    final Crew crew;

    final Channel<Integer> c1 = chan("c1"); // rendezvous
    final Channel<Integer> c2 = chan("c2");
    final Channel<Integer> store = chan("store", 1);
    final Channel<Integer> otherStore = chan("other store", 1);

    SelectCasesTest(Setting setting) {
        crew = new Crew(setting);
    }

    @Nested
    class ATimeout {
        @Test
        void isChosenWhenItHasPassed() throws Exception {
            long start = System.nanoTime();
            assertThat(crew.<String>call(
                            () -> select(receive(c1, _ -> mustNot()), timeout(Delays.SHORT, () -> "late"))))
                    .isEqualTo("late");
            assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(Delays.SHORT.toNanos()); // never too early
            assertNothingRegistered(c1);
        }

        @Test
        void isChosenIfThereIsNoOtherCase() throws Exception {
            assertThat(crew.<String>call(() -> select(timeout(Delays.SHORT, () -> "late"))))
                    .isEqualTo("late");
        }

        @Test
        void ofZeroOrLessDoesNotWait() throws Exception {
            for (Duration none : List.of(Duration.ZERO, Delays.NEGATIVE, Delays.SINCE_FOREVER)) {
                assertThat(crew.<String>call(() -> select(
                                receive(c1, _ -> mustNot()), receive(c2, _ -> mustNot()), timeout(none, () -> "late"))))
                        .isEqualTo("late");
            }
            assertNothingRegistered(c1, c2);
        }

        @Test
        void thatHasPassedLosesToWhatIsReady() throws Exception {
            for (int i = 0; i < 100; i++) {
                store.send(i);
                assertThat(crew.<Integer>call(() -> select(
                                timeout(Duration.ZERO, SelectFixtures::<Integer>mustNot),
                                timeout(Delays.NEGATIVE, SelectFixtures::<Integer>mustNot),
                                receive(c1),
                                receive(store))))
                        .isEqualTo(i);
            }
        }

        @Test
        void isTheShortestOfSeveral() throws Exception {
            assertThat(crew.<String>call(() -> select(
                            timeout(Delays.LONG, () -> "long"),
                            timeout(Delays.SHORT, () -> "short"),
                            timeout(Delays.FOREVER, () -> "never"),
                            receive(c1, _ -> mustNot()))))
                    .isEqualTo("short");
            assertThat(crew.<String>call(() -> select(
                            timeout(Delays.SHORT, () -> "short"),
                            timeout(Duration.ZERO, () -> "at once"),
                            receive(c1, _ -> mustNot()))))
                    .isEqualTo("at once");
        }

        @Test
        void isTheFirstOfThoseThatComeTogether() throws Exception {
            Deadline deadline = Deadline.after(Delays.SHORT);
            assertThat(crew.<String>call(
                            () -> select(deadline(deadline, () -> "first"), deadline(deadline, () -> "second"))))
                    .isEqualTo("first");
        }

        @Test
        void isNotReachedIfAnotherCaseGoesOnBefore() throws Exception {
            Party<Integer> party =
                    crew.start(() -> select(receive(c1), timeout(Delays.LONG, SelectFixtures::<Integer>mustNot)));
            await(party).toPark(SELECT);
            c1.send(1);
            assertThat(party.result()).isEqualTo(1);
        }

        @Test
        void ofForeverNeverPasses() throws Exception {
            Party<Integer> party =
                    crew.start(() -> select(receive(c1), timeout(Delays.FOREVER, SelectFixtures::<Integer>mustNot)));
            await(party).toPark(SELECT);
            c1.send(1);
            assertThat(party.result()).isEqualTo(1);
        }

        @Test
        void isCountedFromWhenTheSelectBegins() throws Exception {
            SelectCase<String> late = timeout(Delays.SHORT, () -> "late");
            for (int i = 0; i < 3; i++) {
                long start = System.nanoTime();
                assertThat(crew.<String>call(() -> select(late))).isEqualTo("late");
                assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(Delays.SHORT.toNanos());
            }
        }

        @Test
        void canBeADeadlineThatIsSharedByManySelects() throws Exception {
            Deadline deadline = Deadline.after(Delays.SHORT);
            SelectCase<String> late = deadline(deadline, () -> "late");
            assertThat(crew.<String>call(() -> select(late, receive(c1, _ -> mustNot()))))
                    .isEqualTo("late");
            assertThat(deadline.isPast()).isTrue();
            assertThat(crew.<String>call(() -> select(late, receive(c1, _ -> mustNot()))))
                    .isEqualTo("late");
            store.send(1);
            assertThat(crew.<String>call(() -> select(late, receive(store, v -> "got " + v))))
                    .isEqualTo("got 1");
        }
    }

    /** Time that stands still until the test moves it. */
    @Nested
    class OnAnotherClock {
        private final VirtualClock clock = VirtualClock.create();
        private final Scheduler scheduler = Scheduler.builder().clock(clock).build();

        @AfterEach
        void close() {
            scheduler.close();
        }

        @Test
        void timeoutsGoByTheClockOfTheFiber() throws Exception {
            Fiber<String> fiber = scheduler.async(() ->
                    select(receive(c1, _ -> mustNot()), timeout(Delays.LONG, () -> "late at " + clock.now())));
            Await.until("the fiber waits", () -> clock.waiting() == 1);
            clock.advance(Delays.LONG.minusNanos(1));
            assertThat(clock.waiting()).isEqualTo(1);
            clock.advance(Duration.ofNanos(1));
            assertThat(fiber.result()).isEqualTo("late at " + Instant.EPOCH.plus(Delays.LONG));
            assertThat(clock.waiting()).isZero();
        }

        @Test
        void whoIsServedLeavesNoTimer() throws Exception {
            Fiber<Integer> fiber = scheduler.async(() -> select(
                    receive(c1),
                    timeout(Delays.LONG, SelectFixtures::<Integer>mustNot),
                    receive(after(Delays.LONG), _ -> mustNot())));
            Await.until("the fiber waits", () -> clock.waiting() == 2);
            c1.send(1);
            assertThat(fiber.result()).isEqualTo(1);
            assertThat(clock.waiting()).isZero();
        }
    }

    @Nested
    class Guards {
        @Test
        void keepACaseFromBeingChosen() throws Exception {
            store.send(1);
            assertThat(crew.<String>call(() -> select(
                            when(false, receive(store, _ -> mustNot())),
                            when(true, receive(c1, _ -> mustNot())),
                            orElse(() -> "nothing"))))
                    .isEqualTo("nothing");
            assertThat(store.size()).isEqualTo(1);
            assertThat(crew.<String>call(() ->
                            select(when(true, receive(store, v -> "got " + v)), orElse(() -> "nothing"))))
                    .isEqualTo("got 1");
        }

        @Test
        void keepACaseFromBeingQueued() throws Exception {
            Party<Integer> party = crew.start(() -> select(when(false, receive(c1)), when(true, receive(c2))));
            await(party).toPark(SELECT);
            assertThat(waitersOf(c1)).isZero();
            assertThat(c1.trySend(1)).isInstanceOf(Sent.Full.class);
            c2.send(2);
            assertThat(party.result()).isEqualTo(2);
        }

        @Test
        void areAskedOnceInTheirOrder() throws Exception {
            List<Integer> asked = new ArrayList<>();
            Party<Integer> party = crew.start(() -> select(
                    when(() -> asked.add(1), receive(c1)),
                    when(() -> asked.add(2), timeout(Delays.LONG, () -> 0)),
                    sendFrom(
                            c2,
                            () -> {
                                asked.add(3);
                                return 3;
                            },
                            () -> 0),
                    when(() -> !asked.add(4), orElse(() -> 0))));
            await(party).toPark(SELECT);
            c1.send(1);
            party.join();
            assertThat(asked).containsExactly(1, 2, 3, 4);
        }

        @Test
        void areAskedOnceAlsoWhereACaseIsReady() throws Exception {
            AtomicInteger asked = new AtomicInteger();
            for (int i = 1; i <= 10; i++) {
                store.send(1);
                crew.run(() -> prioritySelect(receive(store), when(() -> asked.incrementAndGet() > 0, receive(c1))));
                assertThat(asked).hasValue(i);
            }
        }

        @Test
        void areAskedAnewInEachSelect() throws Exception {
            AtomicBoolean isOn = new AtomicBoolean();
            SelectCase<Integer> guarded = when(isOn::get, receive(store));
            store.send(1);
            assertThat(crew.<Integer>call(() -> select(guarded, orElse(() -> 0))))
                    .isEqualTo(0);
            isOn.set(true);
            assertThat(crew.<Integer>call(() -> select(guarded, orElse(() -> 0))))
                    .isEqualTo(1);
        }

        @Test
        void keepTheirPlaces() throws Exception {
            AtomicBoolean isFirstOn = new AtomicBoolean();
            SelectCase<String> first = when(isFirstOn::get, receive(store, _ -> "first"));
            SelectCase<String> second = receive(otherStore, _ -> "second");
            otherStore.send(2);
            store.send(1);
            assertThat(crew.<String>call(() -> prioritySelect(first, second))).isEqualTo("second");
            otherStore.send(2);
            isFirstOn.set(true);
            assertThat(crew.<String>call(() -> prioritySelect(first, second))).isEqualTo("first");
            store.send(1);
            isFirstOn.set(false);
            assertThat(crew.<String>call(() -> tieredSelect(tier(first), tier(second))))
                    .isEqualTo("second");
            otherStore.send(2);
            isFirstOn.set(true);
            assertThat(crew.<String>call(() -> tieredSelect(tier(first), tier(second))))
                    .isEqualTo("first");
        }

        @Test
        void canStandBehindGuards() throws Exception {
            store.send(1);
            assertThat(crew.<Integer>call(() -> select(
                            when(true, when(false, receive(store))),
                            when(false, when(SelectFixtures::<Boolean>mustNot, receive(store))),
                            orElse(() -> 0))))
                    .isEqualTo(0);
            assertThat(crew.<Integer>call(() -> select(when(true, when(true, receive(store))), orElse(() -> 0))))
                    .isEqualTo(1);
        }

        @Test
        void keepASupplierFromBeingAsked() throws Exception {
            assertThat(crew.<Integer>call(() ->
                            select(when(false, sendFrom(store, SelectFixtures::mustNot, () -> 0)), orElse(() -> 1))))
                    .isEqualTo(1);
        }
    }

    @Nested
    class ASendFrom {
        private final AtomicInteger asked = new AtomicInteger();

        @Test
        void sendsWhatItIsGiven() throws Exception {
            SelectCase<String> next = sendFrom(store, asked::incrementAndGet, () -> "sent");
            for (int i = 1; i <= 10; i++) {
                assertThat(crew.<String>call(() -> select(next))).isEqualTo("sent");
                assertThat(store.receive()).isEqualTo(i);
            }
        }

        @Test
        void asksOnceHoweverLongTheSelectWaits() throws Exception {
            Party<Integer> party = crew.start(
                    () -> select(sendFrom(c1, asked::incrementAndGet, () -> 0), receive(c2), receive(store)));
            await(party).toPark(SELECT);
            assertThat(c1.receive()).isEqualTo(1);
            party.join();
            assertThat(asked).hasValue(1);
        }

        @Test
        void dropsWhatWasNotSent() throws Exception {
            SelectCase<Integer> next = sendFrom(c1, asked::incrementAndGet, () -> 0);
            for (int i = 1; i <= 10; i++) {
                assertThat(crew.<Integer>call(() -> select(next, orElse(() -> -1))))
                        .isEqualTo(-1);
                assertThat(asked).hasValue(i);
            }
            Party<Integer> receiver = crew.start(() -> c1.receive());
            await(receiver).toPark(RECEIVE);
            crew.run(() -> select(next));
            assertThat(receiver.result()).isEqualTo(11);
        }

        @Test
        void refusesASupplierThatHasNothing() throws Exception {
            crew.run(() -> assertThatNullPointerException()
                    .isThrownBy(() -> select(receive(c2), sendFrom(store, () -> null, () -> 0)))
                    .withMessageContaining("store"));
            assertThat(store.size()).isZero();
            assertNothingRegistered(c2, store);
        }
    }

    @Nested
    class Cases {
        @Test
        void canBeUsedByManySelectsAtTheSameTime() throws Exception {
            int rounds = 5_000;
            int parties = 3;
            Channel<Integer> from = chan(4);
            Channel<Integer> to = chan(4);
            AtomicInteger handled = new AtomicInteger();
            SelectCase<Integer> in = receive(from, v -> {
                handled.addAndGet(v);
                return 1;
            });
            SelectCase<Integer> out = send(to, 1, () -> 0);
            for (int i = 0; i < parties; i++) {
                crew.start(() -> {
                    for (int received = 0; received < rounds; ) {
                        received += select(in, out);
                    }
                });
                crew.start(() -> {
                    for (int j = 0; j < rounds; j++) {
                        from.send(1);
                    }
                });
            }
            crew.start(() -> {
                for (int _ : to) {}
            });
            Await.until("all are received", () -> handled.get() == parties * rounds);
            to.close();
        }

        @Test
        void thatReceiveHaveFiveForms() throws Exception {
            c1.close();
            crew.run(() -> {
                AtomicInteger seen = new AtomicInteger();
                store.send(1);
                assertThat((Integer) select(receive(store))).isEqualTo(1);
                store.send(2);
                assertThat((Integer) select(receive(store, v -> v + 1))).isEqualTo(3);
                store.send(3);
                assertThat((Integer) select(receive(store, v -> v + 1, () -> 0)))
                        .isEqualTo(4);
                store.send(4);
                assertThat((Void) select(onReceive(store, seen::set))).isNull();
                assertThat(seen).hasValue(4);
                store.send(5);
                assertThat((Void) select(onReceive(store, seen::set, SelectFixtures::mustNot)))
                        .isNull();
                assertThat(seen).hasValue(5);
                assertThat((Void) select(onReceive(c1, seen::set, () -> seen.set(6))))
                        .isNull();
                assertThat(seen).hasValue(6);
            });
        }

        @Test
        void thatDoNotReceiveReturnNullInTheirFormsWithoutAResult() throws Exception {
            crew.run(() -> {
                AtomicInteger seen = new AtomicInteger();
                assertThat((Void) select(onSend(store, 1, seen::incrementAndGet)))
                        .isNull();
                assertThat(store.receive()).isEqualTo(1);
                assertThat((Void) select(onSendFrom(store, () -> 1, seen::incrementAndGet)))
                        .isNull();
                assertThat(seen.getAndDecrement()).isEqualTo(2);
                assertThat((Void) select(onSend(store, 2, SelectFixtures::mustNot), onElse(seen::incrementAndGet)))
                        .isNull();
                assertThat((Void) select(onTimeout(Duration.ZERO, seen::incrementAndGet)))
                        .isNull();
                assertThat((Void) select(onDeadline(Deadline.after(Duration.ZERO), seen::incrementAndGet)))
                        .isNull();
                assertThat(seen).hasValue(4);
            });
        }

        @Test
        void refuseNullsBeforeAnyEffect() throws Exception {
            Deadline deadline = Deadline.after(Duration.ZERO);
            assertThatNullPointerException().isThrownBy(() -> receive((Channel<Integer>) null));
            assertThatNullPointerException().isThrownBy(() -> receive(store, null));
            assertThatNullPointerException().isThrownBy(() -> receive(store, v -> v, null));
            assertThatNullPointerException().isThrownBy(() -> onReceive(store, null));
            assertThatNullPointerException().isThrownBy(() -> onReceive(store, _ -> {}, null));
            assertThatNullPointerException().isThrownBy(() -> send(null, 1, () -> 0));
            assertThatNullPointerException().isThrownBy(() -> send(store, null, () -> 0));
            assertThatNullPointerException().isThrownBy(() -> send(store, 1, null));
            assertThatNullPointerException().isThrownBy(() -> onSend(store, 1, null));
            assertThatNullPointerException().isThrownBy(() -> sendFrom(null, () -> 1, () -> 0));
            assertThatNullPointerException().isThrownBy(() -> sendFrom(store, null, () -> 0));
            assertThatNullPointerException().isThrownBy(() -> sendFrom(store, () -> 1, null));
            assertThatNullPointerException().isThrownBy(() -> timeout(null, () -> 0));
            assertThatNullPointerException().isThrownBy(() -> timeout(Duration.ZERO, null));
            assertThatNullPointerException().isThrownBy(() -> onTimeout(Duration.ZERO, null));
            assertThatNullPointerException().isThrownBy(() -> deadline(null, () -> 0));
            assertThatNullPointerException().isThrownBy(() -> deadline(deadline, null));
            assertThatNullPointerException().isThrownBy(() -> onDeadline(deadline, null));
            assertThatNullPointerException().isThrownBy(() -> orElse(null));
            assertThatNullPointerException().isThrownBy(() -> onElse(null));
            assertThatNullPointerException().isThrownBy(() -> when(true, null));
            assertThatNullPointerException().isThrownBy(() -> when(null, receive(store)));
            assertThatNullPointerException().isThrownBy(() -> tier((SelectCase<Object>) null));
            store.send(1);
            crew.run(() -> {
                assertThatNullPointerException().isThrownBy(() -> select((SelectCase<Object>[]) null));
                assertThatNullPointerException()
                        .isThrownBy(() -> select(
                                receive(store),
                                when(SelectFixtures::<Boolean>mustNot, receive(store)),
                                (SelectCase<Integer>) null));
            });
            assertThat(store.size()).isEqualTo(1);
        }
    }

    @Nested
    class OnChannelsOfEveryKind {
        @Test
        void viewsStandForTheirChannel() throws Exception {
            crew.run(() -> {
                assertThat((Integer) select(send(store.sendOnly(), 1, () -> 2))).isEqualTo(2);
                assertThat((Integer) select(receive(store.receiveOnly()))).isEqualTo(1);
            });
        }

        @Test
        void neverIsNeverReady() throws Exception {
            ReceiveChannel<Integer> never = never();
            assertThat(crew.<Integer>call(() -> select(receive(never), orElse(() -> 0))))
                    .isEqualTo(0);
            Party<Integer> party = crew.start(() -> select(receive(never), receive(c1)));
            await(party).toPark(SELECT);
            c1.send(1);
            assertThat(party.result()).isEqualTo(1);
            assertNothingRegistered(never);
        }

        @Test
        void unboundedOnesCanAlwaysBeSentTo() throws Exception {
            Channel<Integer> unbounded = unbounded();
            crew.run(() -> {
                for (int i = 0; i < 1_000; i++) {
                    select(onSend(unbounded, i, () -> {}), onElse(SelectFixtures::mustNot));
                }
                for (int i = 0; i < 1_000; i++) {
                    assertThat((Integer) select(receive(unbounded), orElse(SelectFixtures::<Integer>mustNot)))
                            .isEqualTo(i);
                }
            });
            Party<Integer> party = crew.start(() -> select(receive(unbounded), receive(c1)));
            await(party).toPark(SELECT);
            unbounded.send(7);
            assertThat(party.result()).isEqualTo(7);
            assertThat(unbounded.size()).isZero();
        }

        @Test
        void thoseThatOverflowCanAlwaysBeSentTo() throws Exception {
            List<Integer> dropped = new ArrayList<>();
            Channel<Integer> newest =
                    channel().capacity(2).overflow(Overflow.DROP_OLDEST).build(dropped::add);
            Channel<Integer> oldest =
                    channel().capacity(2).overflow(Overflow.DROP_NEWEST).build(dropped::add);
            Channel<Integer> last = conflated();
            crew.run(() -> {
                for (int i = 1; i <= 3; i++) {
                    select(onSend(newest, i, () -> {}), onElse(SelectFixtures::mustNot));
                    select(onSend(oldest, 10 * i, () -> {}), onElse(SelectFixtures::mustNot));
                    select(onSend(last, i, () -> {}), onElse(SelectFixtures::mustNot));
                }
                assertThat(dropped).containsExactly(1, 30);
                assertThat((Integer) select(receive(newest))).isEqualTo(2);
                assertThat((Integer) select(receive(oldest))).isEqualTo(10);
                assertThat((Integer) select(receive(last))).isEqualTo(3);
            });
            Party<Integer> party = crew.start(() -> select(receive(last), receive(c1)));
            await(party).toPark(SELECT);
            last.send(4);
            assertThat(party.result()).isEqualTo(4);
            assertThat(last.droppedCount()).isEqualTo(2);
        }

        @Test
        void timersDeliverUnlessTheyAreStopped() throws Exception {
            assertThat(crew.<Instant>call(() -> select(receive(after(Delays.SHORT)), receive(never()))))
                    .isNotNull();
            assertThat(crew.<Boolean>call(() -> {
                        Timer timer = timer(Delays.SHORT);
                        timer.stop();
                        return select(receive(timer, _ -> true), timeout(Delays.SHORT.multipliedBy(2), () -> false));
                    }))
                    .as("a stopped timer delivers")
                    .isFalse();
        }

        @Test
        void timersCanBeSetWhileASelectWaits() throws Exception {
            Timer timer = timer(Delays.LONG);
            Party<String> party = crew.start(() -> select(receive(timer, _ -> "rang"), receive(c1, v -> "got " + v)));
            await(party).toPark(SELECT);
            assertThat(timer.reset(Delays.SHORT)).isTrue();
            assertThat(party.result()).isEqualTo("rang");
            assertNothingRegistered(timer, c1);
        }

        @Test
        void tickersDeliverUntilTheyAreCancelled() throws Exception {
            List<Instant> ticks = crew.call(() -> {
                Ticker ticker = tick(Delays.SHORT);
                List<Instant> seen = new ArrayList<>();
                while (seen.size() < 3) {
                    select(onReceive(ticker, seen::add), onReceive(c1, _ -> mustNot()));
                }
                ticker.cancel();
                select(onReceive(ticker, seen::add, () -> {}));
                return seen;
            });
            assertThat(ticks).hasSize(3).isSorted().doesNotHaveDuplicates();
        }

        @Test
        void theEndOfAFiberIsAClosedChannel() throws Exception {
            CountDownLatch end = new CountDownLatch(1);
            Fiber<Void> fiber = Csp.go(end::await);
            Party<String> party = crew.start(
                    () -> select(receive(fiber.done(), _ -> mustNot(), () -> "ended"), receive(c1, _ -> mustNot())));
            await(party).toPark(SELECT);
            end.countDown();
            assertThat(party.result()).isEqualTo("ended");
        }
    }
}
