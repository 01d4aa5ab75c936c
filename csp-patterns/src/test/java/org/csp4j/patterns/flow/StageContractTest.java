package org.csp4j.patterns.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.csp4j.Csp.chan;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.csp4j.Channel;
import org.csp4j.ChannelCancelledException;
import org.csp4j.ChannelClosedException;
import org.csp4j.Fiber;
import org.csp4j.FiberCancelledException;
import org.csp4j.ReceiveChannel;
import org.csp4j.Received;
import org.csp4j.Scope;
import org.csp4j.patterns.NothingIsLeft;
import org.csp4j.testsupport.Await;
import org.csp4j.testsupport.Crew;
import org.csp4j.testsupport.Party;
import org.csp4j.testsupport.Rounds;
import org.csp4j.testsupport.Setting;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What holds for everything that stands between two channels. */
@Tag("engine")
@ParameterizedClass(name = "{1}, {0}")
@MethodSource("settings")
@ExtendWith(NothingIsLeft.class)
class StageContractTest {
    @RegisterExtension
    final Crew crew;

    private final StageKind kind;
    private final Channel<Integer> source = chan("source");

    StageContractTest(Setting setting, StageKind kind) {
        this.crew = new Crew(setting);
        this.kind = kind;
    }

    static Stream<Arguments> settings() {
        return Setting.eachOnce()
                .flatMap(setting -> Stream.of(StageKind.values()).map(kind -> Arguments.of(setting, kind)));
    }

    private ReceiveChannel<Integer> start() throws Exception {
        return crew.call(() -> kind.behind(source));
    }

    /** Sends what it can, and closes; returns how many were sent. */
    private static int sendAll(Channel<Integer> channel, int count) throws InterruptedException {
        for (int i = 0; i < count; i++) {
            if (!channel.sendOrClosed(i).isOk()) {
                return i;
            }
        }
        channel.close();
        return count;
    }

    private static List<Integer> numbers(int count) {
        return IntStream.range(0, count).boxed().toList();
    }

    private void awaitCancel() {
        Await.until("the source is cancelled", source::isClosed);
    }

    @Test
    void everyElementComesThroughOnceAndThenTheEnd() throws Exception {
        ReceiveChannel<Integer> out = start();
        Party<Integer> producer = crew.start(() -> sendAll(source, 200));
        List<Integer> received = crew.call(() -> out.stream().toList());
        assertThat(producer.result()).isEqualTo(200);
        if (kind.keepsOrder()) {
            assertThat(received).isEqualTo(numbers(200));
        } else {
            assertThat(received).containsExactlyInAnyOrderElementsOf(numbers(200));
        }
    }

    @Test
    void anEmptySourceIsAnEnd() throws Exception {
        ReceiveChannel<Integer> out = start();
        source.close();
        assertThat(crew.<Object>call(out::receiveOrClosed)).isEqualTo(new Received.Closed<>(null));
    }

    @Test
    void aFailureOfTheSourceComesBehindItsElementsAsItIs() throws Exception {
        IOException failure = new IOException("the producer's");
        ReceiveChannel<Integer> out = start();
        crew.start(() -> {
            source.send(1);
            source.send(2);
            source.close(failure);
        });
        List<Integer> received = new ArrayList<>();
        crew.run(() -> assertThatThrownBy(() -> out.forEach(received::add))
                .isExactlyInstanceOf(ChannelClosedException.class)
                .hasCause(failure));
        if (kind != StageKind.A_LONG_PIPELINE) { // where a result may be dropped behind an earlier failure
            assertThat(received).containsExactlyInAnyOrder(1, 2);
        }
    }

    @Test
    void aConsumerThatLeavesStopsAProducerThatIsSilent() throws Exception {
        ReceiveChannel<Integer> out = start();
        crew.start(() -> source.sendOrClosed(1));
        assertThat(crew.<Integer>call(out::receive)).isEqualTo(1);
        out.cancel();
        awaitCancel();
    }

    @Test
    void aConsumerThatLeavesStopsAProducerThatWaitsToSend() throws Exception {
        ReceiveChannel<Integer> out = start();
        Party<Integer> producer = crew.start(() -> sendAll(source, 1_000_000));
        assertThat(crew.<Integer>call(out::receive)).isNotNull();
        out.cancel();
        assertThat(producer.result()).isLessThan(1_000_000);
    }

    @Test
    void theConsumersReasonForLeavingReachesTheProducer() throws Exception {
        IOException reason = new IOException("the consumer's");
        ReceiveChannel<Integer> out = start();
        out.cancel(reason);
        awaitCancel();
        crew.run(() -> assertThatThrownBy(() -> source.send(1))
                .isInstanceOf(ChannelCancelledException.class)
                .hasCause(reason));
    }

    @Test
    void aScopeThatEndsEndsBothSides() throws Exception {
        AtomicReference<ReceiveChannel<Integer>> out = new AtomicReference<>();
        crew.run(() -> {
            try (Scope scope = Scope.open()) {
                scope.go(() -> out.set(kind.behind(source))).join();
                scope.go(() -> source.send(1)).join();
            }
        });
        awaitCancel();
        crew.run(() -> assertThatThrownBy(() -> out.get().stream().toList())
                .isInstanceOf(ChannelClosedException.class)
                .hasCauseInstanceOf(InterruptedException.class));
    }

    @Test
    void aScopeThatHasEndedEndsBothSidesThoughNothingBegins() throws Exception {
        AtomicReference<ReceiveChannel<Integer>> out = new AtomicReference<>();
        crew.run(() -> {
            try (Scope scope = Scope.open()) {
                Fiber<?> late = scope.go(() -> {
                    try {
                        chan().receive();
                    } catch (InterruptedException e) {
                        out.set(kind.behind(source));
                    }
                });
                Await.until("it waits", () -> late.waitReason().isPresent());
            }
        });
        awaitCancel();
        crew.run(() -> assertThatThrownBy(() -> out.get().stream().toList())
                .isInstanceOf(ChannelClosedException.class)
                .hasCauseInstanceOf(FiberCancelledException.class));
    }

    /** Consumers that leave, producers that fail, at any moment: what comes out is a part of what went in, and nobody hangs. */
    @Test
    void everyElementIsAccountedFor() throws Exception {
        Random random = new Random(kind.ordinal());
        for (int round = 0; round < Rounds.of(60); round++) {
            Channel<Integer> in = chan(random.nextInt(3));
            int count = random.nextInt(50);
            int wanted = random.nextInt(50);
            IOException failure = random.nextBoolean() ? new IOException("round " + round) : null;
            ReceiveChannel<Integer> out = crew.call(() -> kind.behind(in));
            Party<Integer> producer = crew.start(() -> {
                int sent = 0;
                while (sent < count && in.sendOrClosed(sent).isOk()) {
                    sent++;
                }
                if (failure == null) {
                    in.close();
                } else {
                    in.close(failure);
                }
                return sent;
            });
            List<Integer> received = new ArrayList<>();
            crew.run(() -> {
                Received.Eventually<Integer> last = null;
                while (received.size() < wanted
                        && (last = out.receiveOrClosed()) instanceof Received.Value<Integer>(var element)) {
                    received.add(element);
                }
                out.cancel();
                if (last instanceof Received.Closed<Integer>(var cause)) {
                    assertThat(cause).isSameAs(failure);
                }
            });
            int sent = producer.result();
            assertThat(received).doesNotHaveDuplicates().allMatch(element -> element < sent);
            if (kind.keepsOrder()) {
                assertThat(received).isEqualTo(numbers(received.size()));
            }
            if (wanted > count && failure == null) {
                assertThat(received).hasSize(count);
            }
            Await.until("the source is cancelled", in::isDrained);
        }
    }
}
