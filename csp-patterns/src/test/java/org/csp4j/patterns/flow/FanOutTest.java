package org.csp4j.patterns.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.csp4j.Csp.chan;
import static org.csp4j.Csp.unbounded;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.IntStream;
import org.csp4j.Channel;
import org.csp4j.ReceiveChannel;
import org.csp4j.Received;
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
import org.junit.jupiter.params.provider.MethodSource;

/** {@link FanOut}: each element goes to one. */
@Tag("engine")
@ParameterizedClass(name = "{0}")
@MethodSource("org.csp4j.testsupport.Setting#all")
@ExtendWith(NothingIsLeft.class)
class FanOutTest {
    @RegisterExtension
    final Crew crew;

    private final Channel<Integer> source = unbounded();
    private final Queue<Integer> undelivered = new ConcurrentLinkedQueue<>();

    FanOutTest(Setting setting) {
        crew = new Crew(setting);
    }

    private void sendTo(int last) throws InterruptedException {
        for (int i = 0; i <= last; i++) {
            source.send(i);
        }
        source.close();
    }

    private List<Party<List<Integer>>> receiveAll(List<ReceiveChannel<Integer>> outs) {
        List<Party<List<Integer>>> receivers = new ArrayList<>();
        outs.forEach(out -> receivers.add(crew.start(() -> out.stream().toList())));
        return receivers;
    }

    @Test
    void inTurnEachGetsEveryNth() throws Exception {
        List<ReceiveChannel<Integer>> outs = crew.call(() -> FanOut.roundRobin(source, 3));
        sendTo(8);
        List<Party<List<Integer>>> receivers = receiveAll(outs);
        assertThat(receivers.get(0).result()).containsExactly(0, 3, 6);
        assertThat(receivers.get(1).result()).containsExactly(1, 4, 7);
        assertThat(receivers.get(2).result()).containsExactly(2, 5, 8);
    }

    @Test
    void inTurnOneThatHasLeftIsPassedOver() throws Exception {
        List<ReceiveChannel<Integer>> outs = crew.call(() -> FanOut.roundRobin(source, 3, undelivered::add));
        outs.get(1).cancel();
        sendTo(5);
        List<Party<List<Integer>>> receivers = receiveAll(List.of(outs.get(0), outs.get(2)));
        assertThat(receivers.get(0).result()).containsExactly(0, 2, 4);
        assertThat(receivers.get(1).result()).containsExactly(1, 3, 5);
        assertThat(undelivered).isEmpty();
    }

    @Test
    void byKeyAllOfOneKeyGoToTheSameInOrder() throws Exception {
        List<ReceiveChannel<Integer>> outs = crew.call(() -> FanOut.byKey(source, 4, n -> "key " + n % 10));
        sendTo(999);
        Map<Integer, Integer> receiverOf = new HashMap<>();
        Map<Integer, Integer> last = new HashMap<>();
        List<Party<List<Integer>>> receivers = receiveAll(outs);
        int count = 0;
        for (int receiver = 0; receiver < 4; receiver++) {
            for (int element : receivers.get(receiver).result()) {
                int key = element % 10;
                assertThat(receiverOf.putIfAbsent(key, receiver)).isIn(null, receiver);
                assertThat(last.getOrDefault(key, -1)).isLessThan(element);
                last.put(key, element);
                count++;
            }
        }
        assertThat(count).isEqualTo(1000);
    }

    @Test
    void byKeyTheElementsOfOneThatHasLeftGoToTheHook() throws Exception {
        List<ReceiveChannel<Integer>> outs = crew.call(() -> FanOut.byKey(source, 2, n -> n % 2, undelivered::add));
        outs.get(1).cancel();
        sendTo(5);
        assertThat(receiveAll(outs.subList(0, 1)).getFirst().result()).containsExactly(0, 2, 4);
        assertThat(undelivered).containsExactly(1, 3, 5);
    }

    @Test
    void aKeyThatCannotBeToldFailsAll() throws Exception {
        Channel<Integer> one = unbounded();
        IllegalStateException failure = new IllegalStateException("no key");
        List<ReceiveChannel<Integer>> outs = crew.call(() -> FanOut.<Integer>byKey(
                source,
                2,
                n -> {
                    throw failure;
                },
                undelivered::add));
        List<ReceiveChannel<Integer>> without = crew.call(() -> FanOut.<Integer>byKey(one, 1, _ -> null));
        source.send(7);
        one.send(8);
        crew.run(() -> {
            for (ReceiveChannel<Integer> out : outs) {
                assertThatThrownBy(out::receive).hasCause(failure);
            }
            assertThatThrownBy(without.getFirst()::receive).hasCauseInstanceOf(NullPointerException.class);
        });
        assertThat(undelivered).containsExactly(7);
        assertThat(source.isClosed()).isTrue();
    }

    @Test
    void theLastThatLeavesStopsTheProducer() throws Exception {
        List<ReceiveChannel<Integer>> outs = crew.call(() -> FanOut.roundRobin(source, 2));
        outs.get(0).cancel();
        assertThat(source.isClosed()).isFalse();
        outs.get(1).cancel();
        Await.until("the source is cancelled", source::isClosed);
    }

    @Test
    void aFailureOfTheSourceComesToAll() throws Exception {
        IOException failure = new IOException("the source's");
        List<ReceiveChannel<Integer>> outs = crew.call(() -> FanOut.roundRobin(source, 2));
        source.close(failure);
        crew.run(() -> {
            for (ReceiveChannel<Integer> out : outs) {
                assertThatThrownBy(out::receive).hasCause(failure);
            }
        });
    }

    @Test
    void refusesWhatMakesNoSense() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> FanOut.roundRobin(source, 0))
                .withMessageContaining("receivers 0");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> FanOut.byKey(source, -1, n -> n))
                .withMessageContaining("receivers -1");
        assertThatNullPointerException().isThrownBy(() -> FanOut.byKey(source, 1, null));
        assertThatNullPointerException().isThrownBy(() -> FanOut.roundRobin(null, 1));
        assertThatNullPointerException().isThrownBy(() -> FanOut.roundRobin(source, 1, null));
        assertThat(source.isClosed()).isFalse();
    }

    /** Receivers that leave at some moment: every element goes to one of them, or to the hook, or is still its sender's. */
    @Test
    void everyElementGoesToOneOrToTheHook() throws Exception {
        Random random = new Random(3);
        for (int round = 0; round < Rounds.of(100); round++) {
            boolean isByKey = random.nextBoolean();
            Channel<Integer> in = chan(random.nextInt(3));
            undelivered.clear();
            List<ReceiveChannel<Integer>> outs = crew.call(() -> isByKey
                    ? FanOut.byKey(in, 3, n -> n, undelivered::add)
                    : FanOut.roundRobin(in, 3, undelivered::add));
            Party<Integer> producer = crew.start(() -> {
                int sent = 0;
                while (sent < 100 && in.sendOrClosed(sent).isOk()) {
                    sent++;
                }
                in.close();
                return sent;
            });
            List<Party<List<Integer>>> receivers = new ArrayList<>();
            for (ReceiveChannel<Integer> out : outs) {
                int wanted = random.nextInt(60);
                receivers.add(crew.start(() -> {
                    List<Integer> received = new ArrayList<>();
                    while (received.size() < wanted
                            && out.receiveOrClosed() instanceof Received.Value<Integer>(var element)) {
                        received.add(element);
                    }
                    out.cancel();
                    return received;
                }));
            }
            List<Integer> all = new ArrayList<>();
            for (Party<List<Integer>> receiver : receivers) {
                assertThat(receiver.result()).isSorted();
                all.addAll(receiver.result());
            }
            int sent = producer.result();
            Await.until("all are accounted for", () -> all.size() + undelivered.size() >= sent);
            all.addAll(undelivered);
            assertThat(all)
                    .containsExactlyInAnyOrderElementsOf(
                            IntStream.range(0, sent).boxed().toList());
        }
    }
}
