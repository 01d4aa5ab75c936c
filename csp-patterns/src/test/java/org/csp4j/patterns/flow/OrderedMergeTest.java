package org.csp4j.patterns.flow;

import static java.util.Comparator.comparingInt;
import static java.util.Comparator.naturalOrder;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.csp4j.Csp.chan;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Stream;
import org.csp4j.Channel;
import org.csp4j.ReceiveChannel;
import org.csp4j.Received;
import org.csp4j.patterns.NothingIsLeft;
import org.csp4j.testsupport.Await;
import org.csp4j.testsupport.Crew;
import org.csp4j.testsupport.Delays;
import org.csp4j.testsupport.Party;
import org.csp4j.testsupport.Rounds;
import org.csp4j.testsupport.Setting;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** {@link OrderedMerge}: in order out of orders. */
@Tag("engine")
@ParameterizedClass(name = "{0}")
@MethodSource("org.csp4j.testsupport.Setting#all")
@ExtendWith(NothingIsLeft.class)
class OrderedMergeTest {
    @RegisterExtension
    final Crew crew;

    private final Channel<Integer> a = chan("a", 5);
    private final Channel<Integer> b = chan("b", 5);
    private final Channel<Integer> c = chan("c", 5);
    private final Queue<Integer> undelivered = new ConcurrentLinkedQueue<>();

    OrderedMergeTest(Setting setting) {
        crew = new Crew(setting);
    }

    private static void fill(Channel<Integer> channel, int... elements) throws InterruptedException {
        for (int element : elements) {
            channel.send(element);
        }
        channel.close();
    }

    private ReceiveChannel<Integer> merge() throws Exception {
        return crew.call(() -> OrderedMerge.of(naturalOrder(), List.of(a, b, c), undelivered::add));
    }

    @Test
    void whatComesInOrderGoesOutInOrder() throws Exception {
        ReceiveChannel<Integer> merged = merge();
        fill(a, 1, 4, 4, 9);
        fill(b);
        fill(c, 2, 3, 4);
        assertThat(crew.<Object>call(() -> merged.stream().toList())).isEqualTo(List.of(1, 2, 3, 4, 4, 4, 9));
        assertThat(undelivered).isEmpty();
    }

    @Test
    void ofEqualElementsThoseOfTheEarlierSourceComeFirst() throws Exception {
        Channel<String> first = chan(2);
        Channel<String> second = chan(2);
        ReceiveChannel<String> merged =
                crew.call(() -> OrderedMerge.of(comparingInt(String::length), List.of(first, second)));
        second.send("c");
        second.send("d");
        second.close();
        first.send("a");
        first.send("b");
        first.close();
        assertThat(crew.<Object>call(() -> merged.stream().toList())).isEqualTo(List.of("a", "b", "c", "d"));
    }

    @Test
    void aSilentSourceHoldsUpTheOthers() throws Exception {
        ReceiveChannel<Integer> merged = merge();
        fill(a, 1);
        fill(b, 2);
        assertThat(crew.<Object>call(() -> merged.tryReceive(Delays.SHORT))).isEqualTo(new Received.TimedOut<>());
        fill(c, 0);
        assertThat(crew.<Object>call(() -> merged.stream().toList())).isEqualTo(List.of(0, 1, 2));
    }

    @Test
    void noSourceIsAnEnd() throws Exception {
        assertThat(crew.<Object>call(() ->
                        OrderedMerge.<Integer>of(naturalOrder(), List.of()).receiveOrClosed()))
                .isEqualTo(new Received.Closed<>(null));
    }

    @Test
    void oneSourceThatFailsEndsAllThoughOthersAreSilent() throws Exception {
        IOException failure = new IOException("of b");
        ReceiveChannel<Integer> merged = merge();
        a.send(7);
        Await.until("it is taken", () -> a.size() == 0);
        b.close(failure);
        crew.run(() -> assertThatThrownBy(merged::receive).hasCause(failure));
        assertThat(Stream.of(a, c)).allMatch(Channel::isClosed);
        assertThat(undelivered).containsExactly(7);
    }

    @Test
    void anElementThatIsOutOfOrderFailsAll() throws Exception {
        ReceiveChannel<Integer> merged = merge();
        fill(a, 2, 1);
        fill(b, 3);
        fill(c, 4);
        List<Integer> seen = new ArrayList<>();
        crew.run(() -> assertThatThrownBy(() -> merged.forEach(seen::add))
                .cause()
                .isInstanceOf(OutOfOrderException.class)
                .hasMessageContaining("element 1 of channel 'a' is less than 2"));
        assertThat(seen).containsExactly(2);
        assertThat(undelivered).containsExactlyInAnyOrder(1, 3, 4);
    }

    @Test
    void aCancelStopsAllProducers() throws Exception {
        ReceiveChannel<Integer> merged = merge();
        a.send(1);
        a.send(2);
        b.send(3);
        Await.until("the heads are taken", () -> a.size() == 1 && b.size() == 0);
        merged.cancel();
        Await.until("all are cancelled", () -> Stream.of(a, b, c).allMatch(Channel::isDrained));
        Await.until("all are told of", () -> undelivered.size() == 3);
        assertThat(undelivered).containsExactlyInAnyOrder(1, 2, 3);
    }

    @Test
    void refusesNulls() {
        assertThatNullPointerException().isThrownBy(() -> OrderedMerge.of(null, List.of(a)));
        assertThatNullPointerException().isThrownBy(() -> OrderedMerge.<Integer>of(naturalOrder(), null));
        assertThatNullPointerException().isThrownBy(() -> OrderedMerge.<Integer>of(naturalOrder(), List.of(a), null));
    }

    /** Consumers that leave at some moment: what has come out is sorted, and every element is delivered, told of, or still its sender's. */
    @Test
    void everyElementIsDeliveredInOrderOrToldOf() throws Exception {
        Random random = new Random(9);
        for (int round = 0; round < Rounds.of(60); round++) {
            undelivered.clear();
            List<Channel<Integer>> sources = new ArrayList<>();
            List<Party<List<Integer>>> producers = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                Channel<Integer> in = chan(random.nextInt(3));
                sources.add(in);
                List<Integer> elements =
                        random.ints(random.nextInt(20), 0, 50).sorted().boxed().toList();
                producers.add(crew.start(() -> {
                    List<Integer> sent = new ArrayList<>();
                    for (int element : elements) {
                        if (!in.sendOrClosed(element).isOk()) {
                            return sent;
                        }
                        sent.add(element);
                    }
                    in.close();
                    return sent;
                }));
            }
            int wanted = random.nextInt(60);
            List<Integer> all = new ArrayList<>();
            crew.run(() -> {
                ReceiveChannel<Integer> merged = OrderedMerge.of(naturalOrder(), sources, undelivered::add);
                while (all.size() < wanted
                        && merged.receiveOrClosed() instanceof Received.Value<Integer>(var element)) {
                    all.add(element);
                }
                merged.cancel();
            });
            assertThat(all).isSorted();
            List<Integer> sent = new ArrayList<>();
            for (Party<List<Integer>> producer : producers) {
                sent.addAll(producer.result());
            }
            Await.until("all are accounted for", () -> all.size() + undelivered.size() >= sent.size());
            all.addAll(undelivered);
            assertThat(all).containsExactlyInAnyOrderElementsOf(sent);
        }
    }
}
