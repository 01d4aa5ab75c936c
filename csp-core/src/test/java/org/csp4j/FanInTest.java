package org.csp4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.csp4j.Csp.chan;
import static org.csp4j.Csp.fanIn;
import static org.csp4j.Csp.tick;
import static org.csp4j.SelectFixtures.assertNothingRegistered;
import static org.csp4j.diagnostics.WaitReason.Kind.RECEIVE;
import static org.csp4j.diagnostics.WaitReason.Kind.SELECT;
import static org.csp4j.diagnostics.WaitReason.Kind.SEND;
import static org.csp4j.internal.channel.QueueProbe.threadsAt;
import static org.csp4j.internal.channel.QueueProbe.waitersOf;
import static org.csp4j.testsupport.Await.await;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.IntStream;
import org.csp4j.diagnostics.WaitReason;
import org.csp4j.testsupport.Await;
import org.csp4j.testsupport.Crew;
import org.csp4j.testsupport.Delays;
import org.csp4j.testsupport.Party;
import org.csp4j.testsupport.Rounds;
import org.csp4j.testsupport.Setting;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** What the Javadoc of {@link Csp#fanIn} says, sentence by sentence. */
@Tag("engine")
@ParameterizedClass
@MethodSource("org.csp4j.testsupport.Setting#all")
class FanInTest {
    @RegisterExtension
    final Crew crew;

    private final Channel<Integer> a = chan("a");
    private final Channel<Integer> b = chan("b", 3);
    private final Queue<Integer> undelivered = new ConcurrentLinkedQueue<>(); // of the fiber

    FanInTest(Setting setting) {
        crew = new Crew(setting);
    }

    private static List<Channel<Integer>> channels(int count, int capacity) {
        return IntStream.range(0, count)
                .mapToObj(_ -> Csp.<Integer>chan(capacity))
                .toList();
    }

    /** The fiber of a fan-in, once it waits at this source. */
    private static Thread fiberAt(Object source) {
        Await.until("the fan-in waits at " + source, () -> waitersOf(source) > 0);
        return threadsAt(source).getFirst();
    }

    private static void awaitEnd(Thread fiber) throws InterruptedException {
        assertThat(fiber.join(Delays.PATIENCE)).as("the fiber ends").isTrue();
    }

    @Nested
    class Merges {
        @Test
        void whateverIsReady() throws Exception {
            ReceiveChannel<Integer> merged = fanIn(a, b);
            for (int i = 0; i < 10; i++) {
                int element = i;
                Party<Void> sender = crew.start(() -> (element % 3 == 0 ? a : b).send(element));
                assertThat(crew.<Integer>call(merged::receive)).isEqualTo(i);
                sender.join();
            }
            merged.cancel();
        }

        @Test
        void inTheOrderOfEachSource() throws Exception {
            int elements = 2_000;
            List<Channel<Integer>> sources = List.of(chan(), chan(1), chan(16), Csp.unbounded());
            ReceiveChannel<Integer> merged = fanIn(sources);
            for (int s = 0; s < sources.size(); s++) {
                int source = s;
                crew.start(() -> {
                    for (int i = 0; i < elements; i++) {
                        sources.get(source).send(source * elements + i);
                    }
                    sources.get(source).close();
                });
            }
            int[] next = new int[sources.size()];
            crew.run(() -> {
                for (int element : merged) {
                    int source = element / elements;
                    assertThat(element % elements).isEqualTo(next[source]++);
                }
            });
            assertThat(next).containsOnly(elements);
        }

        @Test
        void channelsOfSubtypes() throws Exception {
            Channel<Long> longs = chan(1);
            ReceiveChannel<Number> merged = fanIn(b, longs);
            b.send(1);
            assertThat(merged.receive()).isEqualTo(1);
            longs.send(2L);
            assertThat(merged.receive()).isEqualTo(2L);
            merged.cancel();
        }

        @Test
        void viewsAndTickers() throws Exception {
            Ticker ticker = tick(Delays.SHORT);
            ReceiveChannel<Object> merged = fanIn(a.receiveOnly(), ticker);
            assertThat(merged.receive()).isInstanceOf(Instant.class);
            crew.start(() -> a.send(1));
            Set<Class<?>> seen = ConcurrentHashMap.newKeySet();
            while (seen.size() < 2) {
                seen.add(merged.receive().getClass());
            }
            assertThat(seen).containsExactlyInAnyOrder(Instant.class, Integer.class);
            Thread fiber = fiberAt(a);
            merged.cancel();
            awaitEnd(fiber);
            assertThat(ticker.isDrained()).isTrue();
        }

        @Test
        void oneSourceThatIsGivenTwice() throws Exception {
            ReceiveChannel<Integer> merged = fanIn(b, b);
            b.send(1);
            b.send(2);
            b.close();
            assertThat(merged.stream().toList()).containsExactly(1, 2);
        }

        @Test
        void fanInsOfFanIns() throws Exception {
            List<Channel<Integer>> sources = channels(8, 1);
            ReceiveChannel<Integer> merged =
                    fanIn(fanIn(sources.subList(0, 3)), fanIn(sources.subList(3, 5)), fanIn(sources.subList(5, 8)));
            for (int i = 0; i < 8; i++) {
                sources.get(i).send(i);
                sources.get(i).close();
            }
            assertThat(merged.stream().toList()).containsExactlyInAnyOrder(0, 1, 2, 3, 4, 5, 6, 7);
        }

        @Test
        void refusesNulls() {
            assertThatNullPointerException().isThrownBy(() -> fanIn(a, null));
            assertThatNullPointerException().isThrownBy(() -> fanIn((List<Channel<Integer>>) null));
            assertThatNullPointerException().isThrownBy(() -> fanIn(null, List.of(a)));
            assertNothingRegistered(a);
        }
    }

    @Nested
    class Ends {
        @Test
        void whenTheLastSourceCloses() throws Exception {
            ReceiveChannel<Integer> merged = fanIn(a, b);
            Thread fiber = fiberAt(a);
            Party<Received.Eventually<Integer>> receiver = crew.start(merged::receiveOrClosed);
            await(receiver).toPark(RECEIVE);
            a.close();
            assertThat(b.trySend(5).isOk()).isTrue();
            assertThat(receiver.result()).isEqualTo(new Received.Value<>(5));
            receiver = crew.start(merged::receiveOrClosed);
            await(receiver).toPark(RECEIVE);
            b.close();
            assertThat(receiver.result()).isEqualTo(new Received.Closed<>(null));
            awaitEnd(fiber);
            assertNothingRegistered(a, b);
        }

        @Test
        void onlyAfterTheLastElementHasBeenReceived() throws Exception {
            b.send(1);
            b.send(2);
            b.close();
            a.close();
            ReceiveChannel<Integer> merged = fanIn(a, b);
            assertThat(merged.receive()).isEqualTo(1);
            assertThat(merged.isDrained()).isFalse();
            assertThat(merged.receive()).isEqualTo(2);
            assertThat(merged.receiveOrClosed()).isInstanceOf(Received.Closed.class);
        }

        @Test
        void atOnceIfThereIsNoSource() throws Exception {
            ReceiveChannel<Integer> merged = fanIn(List.of());
            assertThat(merged.receiveOrClosed()).isEqualTo(new Received.Closed<>(null));
        }

        @Test
        void withTheCauseOfTheFirstThatFailsAndTheOthersAreCancelled() throws Exception {
            Exception cause = new Exception("of a source");
            ReceiveChannel<Integer> merged = fanIn(undelivered::add, List.of(a, b));
            Thread fiber = fiberAt(a);
            Party<Integer> receiver = crew.start(merged::receive);
            await(receiver).toPark(RECEIVE);
            a.close(cause);
            assertThat(receiver.failure())
                    .isInstanceOf(ChannelClosedException.class)
                    .hasCause(cause);
            assertThat(b.isClosed()).isTrue();
            crew.run(() -> assertThatThrownBy(() -> b.send(1))
                    .isInstanceOf(ChannelCancelledException.class)
                    .hasCause(cause));
            assertThat(undelivered).isEmpty();
            awaitEnd(fiber);
            assertNothingRegistered(a, b);
        }

        @Test
        void withTheElementsOfTheSourceThatHasFailedDelivered() throws Exception {
            Exception cause = new Exception("of a source");
            b.send(1);
            b.send(2);
            b.close(cause);
            ReceiveChannel<Integer> merged = fanIn(undelivered::add, List.of(a, b));
            assertThat(merged.receive()).isEqualTo(1);
            assertThat(merged.receive()).isEqualTo(2);
            assertThatThrownBy(merged::receive)
                    .isInstanceOf(ChannelClosedException.class)
                    .hasCause(cause);
            assertThat(a.isClosed()).isTrue();
            assertThat(undelivered).isEmpty();
        }

        @Test
        void withWhatTheOthersHadStoredGivenToTheHook() throws Exception {
            Exception cause = new Exception("of a source");
            Channel<Integer> failing = chan("failing");
            ReceiveChannel<Integer> merged = fanIn(undelivered::add, List.of(failing, a, b));
            Thread fiber = fiberAt(failing);
            crew.run(() -> a.send(0)); // is on its way when the source fails
            for (int i = 1; i <= 3; i++) {
                b.send(i);
            }
            failing.close(cause);
            List<Integer> delivered = new ArrayList<>();
            assertThatThrownBy(() -> merged.forEach(delivered::add)).hasCause(cause);
            awaitEnd(fiber);
            delivered.addAll(undelivered);
            assertThat(delivered).containsExactlyInAnyOrder(0, 1, 2, 3);
        }
    }

    @Nested
    class WhenItIsCancelled {
        @Test
        void theSourcesAreCancelledToo() throws Exception {
            ReceiveChannel<Integer> merged = fanIn(a, b);
            Thread fiber = fiberAt(a);
            assertThat(merged.cancel()).isEmpty();
            awaitEnd(fiber);
            assertNothingRegistered(a, b);
            crew.run(() -> {
                assertThatThrownBy(() -> a.send(1)).isInstanceOf(ChannelCancelledException.class);
                assertThatThrownBy(() -> b.send(1)).isInstanceOf(ChannelCancelledException.class);
            });
        }

        @Test
        void sendersThatWaitFail() throws Exception {
            ReceiveChannel<Integer> merged = fanIn(a);
            crew.run(() -> a.send(1)); // is on its way
            Party<Void> sender = crew.start(() -> a.send(2));
            await(sender).toPark(SEND);
            merged.cancel();
            assertThat(sender.failure()).isInstanceOf(ChannelCancelledException.class);
        }

        @Test
        void whatIsNotDeliveredIsGivenToTheHookOnce() throws Exception {
            ReceiveChannel<Integer> merged = fanIn(undelivered::add, List.of(a, b));
            Thread fiber = fiberAt(b);
            crew.run(() -> a.send(0)); // is on its way
            for (int i = 1; i <= 3; i++) {
                b.send(i);
            }
            assertThat(merged.cancel()).isEmpty();
            awaitEnd(fiber);
            assertThat(undelivered).containsExactlyInAnyOrder(0, 1, 2, 3);
            assertThat(a.isDrained() && b.isDrained()).isTrue();
        }

        @Test
        void withoutAHookItIsDropped() throws Exception {
            ReceiveChannel<Integer> merged = fanIn(List.of(a, b));
            Thread fiber = fiberAt(b);
            crew.run(() -> a.send(0));
            b.send(1);
            b.send(2);
            assertThat(merged.cancel()).isEmpty();
            awaitEnd(fiber);
            assertThat(b.cancel()).isEmpty();
        }

        @Test
        void aHookThatFailsDoesNotKeepTheOthersFromBeingTold() throws Exception {
            ReceiveChannel<Integer> merged = fanIn(
                    element -> {
                        undelivered.add(element);
                        throw new IllegalStateException("of the hook; this is logged");
                    },
                    List.of(a, b));
            Thread fiber = fiberAt(b);
            crew.run(() -> a.send(0));
            for (int i = 1; i <= 3; i++) {
                b.send(i);
            }
            merged.cancel();
            awaitEnd(fiber);
            assertThat(undelivered).containsExactlyInAnyOrder(0, 1, 2, 3);
            assertThat(a.isDrained() && b.isDrained()).isTrue();
        }

        @Test
        void theCauseIsTheReceivers() throws Exception {
            Exception cause = new Exception("had enough");
            ReceiveChannel<Integer> merged = fanIn(a);
            merged.cancel(cause);
            assertThatThrownBy(merged::receive)
                    .isInstanceOf(ChannelCancelledException.class)
                    .hasCause(cause);
        }

        @Test
        void beforeTheFiberHasBegunItStillEnds() throws Exception {
            for (int i = 0; i < 1_000; i++) {
                Channel<Integer> source = chan(1);
                source.send(1);
                fanIn(source).cancel();
                Await.until("the source is cancelled", source::isDrained);
            }
        }
    }

    @Nested
    class WhileItIsIdle {
        @Test
        void itsFiberIsParked() throws Exception {
            ReceiveChannel<Integer> merged = fanIn(a, b);
            Thread fiber = fiberAt(b);
            for (int i = 0; i < 10; i++) {
                Await.until(
                        "it is parked",
                        () -> fiber.getState() == Thread.State.WAITING
                                && WaitReason.of(fiber)
                                        .filter(reason -> reason.kind() == SELECT)
                                        .isPresent());
                b.send(i);
                assertThat(merged.receive()).isEqualTo(i);
            }
            assertThat(threadsAt(a)).containsExactly(fiber);
            merged.cancel();
            awaitEnd(fiber);
        }

        @Test
        void itsFiberIsParkedUntilItsElementIsTaken() throws Exception {
            ReceiveChannel<Integer> merged = fanIn(a, b);
            Thread fiber = fiberAt(a);
            b.send(1);
            Await.until(
                    "it is parked",
                    () -> WaitReason.of(fiber)
                            .filter(reason -> reason.kind() == SEND)
                            .isPresent());
            assertThat(b.isClosed() || a.isClosed()).isFalse();
            assertThat(merged.receive()).isEqualTo(1);
            merged.cancel();
            awaitEnd(fiber);
        }
    }

    /** Each element is received, is given to the hook, or is still its sender's. */
    @Test
    void aCancelAmongElementsAccountsForEachOnce() throws Exception {
        int rounds = Rounds.of(100_000) / 100;
        for (int round = 0; round < rounds; round++) {
            undelivered.clear();
            Channel<Integer> source = round % 2 == 0 ? chan() : chan(2);
            Channel<Integer> other = chan(1);
            Channel<Integer> idle = chan();
            Queue<Integer> unsent = new ConcurrentLinkedQueue<>();
            ReceiveChannel<Integer> merged = fanIn(undelivered::add, List.of(source, idle, other));
            Thread fiber = fiberAt(idle);
            Crew.Body from0 = () -> sendAll(source, 0, unsent);
            Crew.Body from5 = () -> sendAll(other, 5, unsent);
            List<Party<Void>> senders = List.of(crew.start(from0), crew.start(from5));
            List<Integer> all = new ArrayList<>();
            for (int i = round % 7; i > 0; i--) {
                all.add(merged.receive());
            }
            all.addAll(merged.cancel());
            for (Party<Void> sender : senders) {
                sender.join();
            }
            awaitEnd(fiber);
            all.addAll(unsent);
            all.addAll(undelivered);
            assertThat(all).containsExactlyInAnyOrder(0, 1, 2, 3, 4, 5, 6, 7, 8, 9);
            assertThat(source.isDrained() && other.isDrained()).isTrue();
        }
    }

    private static void sendAll(Channel<Integer> channel, int from, Queue<Integer> unsent) throws InterruptedException {
        for (int element = from; element < from + 5; element++) {
            if (!channel.sendOrClosed(element).isOk()) {
                unsent.add(element);
            }
        }
    }

    @Nested
    class OfTenThousandSources {
        private final List<Channel<Integer>> sources = channels(10_000, 1);

        @Test
        void deliversFromAnyOfThem() throws Exception {
            ReceiveChannel<Integer> merged = fanIn(sources);
            for (int i = 0; i < 10_000; i += 97) {
                sources.get(i).send(i);
                assertThat(merged.receive()).isEqualTo(i);
            }
            merged.cancel();
            Await.until("the sources are cancelled", () -> sources.getLast().isClosed());
        }

        @Test
        void deliversFromAllOfThemAndEnds() throws Exception {
            ReceiveChannel<Integer> merged = fanIn(sources);
            crew.start(() -> {
                for (int i = 0; i < 10_000; i++) {
                    sources.get(i).send(i);
                    sources.get(i).close();
                }
            });
            Set<Integer> seen = ConcurrentHashMap.newKeySet();
            crew.run(() -> merged.forEach(seen::add));
            assertThat(seen).hasSize(10_000);
        }
    }
}
