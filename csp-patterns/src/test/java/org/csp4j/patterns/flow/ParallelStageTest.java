package org.csp4j.patterns.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.csp4j.Csp.chan;
import static org.csp4j.Csp.unbounded;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.csp4j.Channel;
import org.csp4j.ChannelClosedException;
import org.csp4j.ReceiveChannel;
import org.csp4j.Received;
import org.csp4j.patterns.NothingIsLeft;
import org.csp4j.testsupport.Await;
import org.csp4j.testsupport.Crew;
import org.csp4j.testsupport.Delays;
import org.csp4j.testsupport.Setting;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** {@link ParallelStage}: how many at a time, in which order, and what becomes of the others when one fails. */
@Tag("engine")
@ParameterizedClass(name = "{0}")
@MethodSource("org.csp4j.testsupport.Setting#all")
@ExtendWith(NothingIsLeft.class)
class ParallelStageTest {
    @RegisterExtension
    final Crew crew;

    private final Channel<Integer> source = unbounded();
    private final Map<Integer, Channel<String>> gates = new ConcurrentHashMap<>();
    private final Queue<Integer> begun = new ConcurrentLinkedQueue<>();
    private final Queue<Integer> interrupted = new ConcurrentLinkedQueue<>();

    ParallelStageTest(Setting setting) {
        crew = new Crew(setting);
    }

    private Channel<String> gate(int element) {
        return gates.computeIfAbsent(element, _ -> chan(1));
    }

    /** Waits at the gate of the element, and returns what comes there; fails if that is "fail". */
    private String work(int element) throws Exception {
        begun.add(element);
        try {
            String result = gate(element).receive();
            if (result.equals("fail")) {
                throw new IOException("of " + element);
            }
            return result;
        } catch (InterruptedException e) {
            interrupted.add(element);
            throw e;
        }
    }

    private void open(int element, String result) {
        assertThat(gate(element).trySend(result).isOk()).isTrue();
    }

    private void sendTo(int last) throws InterruptedException {
        for (int i = 1; i <= last; i++) {
            source.send(i);
        }
        source.close();
    }

    private ReceiveChannel<String> start(boolean isOrdered, int inFlight) throws Exception {
        return crew.call(() -> isOrdered
                ? ParallelStage.ordered(source, inFlight, this::work)
                : ParallelStage.unordered(source, inFlight, this::work));
    }

    private void awaitBegun(int count) {
        Await.until(count + " have begun", () -> begun.size() == count);
    }

    @Test
    void inOrderAResultWaitsForThoseBefore() throws Exception {
        ReceiveChannel<String> out = start(true, 3);
        sendTo(3);
        awaitBegun(3);
        open(3, "c");
        open(2, "b");
        assertThat(crew.<Object>call(() -> out.tryReceive(Delays.SHORT))).isEqualTo(new Received.TimedOut<>());
        open(1, "a");
        assertThat(crew.<Object>call(() -> out.stream().toList())).isEqualTo(List.of("a", "b", "c"));
    }

    @Test
    void withoutOrderAResultComesWhenItIsThere() throws Exception {
        ReceiveChannel<String> out = start(false, 3);
        sendTo(3);
        awaitBegun(3);
        open(3, "c");
        assertThat(crew.<String>call(out::receive)).isEqualTo("c");
        open(1, "a");
        assertThat(crew.<String>call(out::receive)).isEqualTo("a");
        open(2, "b");
        assertThat(crew.<Object>call(() -> out.stream().toList())).isEqualTo(List.of("b"));
    }

    @Test
    void atMostSoManyAreInItCountingResultsThatWait() throws Exception {
        for (boolean isOrdered : List.of(true, false)) {
            begun.clear();
            gates.clear();
            Channel<Integer> in = unbounded();
            ReceiveChannel<String> out = crew.call(() ->
                    isOrdered ? ParallelStage.ordered(in, 2, this::work) : ParallelStage.unordered(in, 2, this::work));
            for (int i = 1; i <= 5; i++) {
                in.send(i);
                open(i, "r" + i);
            }
            Await.until("two are taken", () -> in.size() == 3);
            assertThat(crew.<Object>call(() -> out.tryReceive(Delays.LONG))).isInstanceOf(Received.Value.class);
            Await.until("one more is taken", () -> in.size() == 2);
            in.close();
            assertThat(crew.<List<String>>call(() -> out.stream().toList())).hasSize(4);
            assertThat(begun).containsExactlyInAnyOrder(1, 2, 3, 4, 5);
        }
    }

    @Test
    void soManyAreWorkedOnAtATime() throws Exception {
        AtomicInteger atWork = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        Channel<Integer> meeting = chan();
        crew.run(() -> {
            for (int i = 0; i < 400; i++) {
                source.send(i);
            }
            source.close();
            ReceiveChannel<Integer> out = ParallelStage.unordered(source, 4, n -> {
                most.accumulateAndGet(atWork.incrementAndGet(), Math::max);
                if (n % 2 == 0) { // two and two meet: so several are at work
                    meeting.send(n);
                } else {
                    meeting.receive();
                }
                atWork.decrementAndGet();
                return n;
            });
            assertThat(out.stream().count()).isEqualTo(400);
        });
        assertThat(most.get()).isBetween(2, 4);
    }

    @Test
    void inOrderAFailureComesBehindTheResultsBeforeIt() throws Exception {
        ReceiveChannel<String> out = start(true, 4);
        sendTo(9);
        awaitBegun(4);
        open(3, "fail");
        Await.until("the one behind is given up", () -> interrupted.contains(4));
        open(2, "b");
        open(1, "a");
        List<String> seen = new ArrayList<>();
        crew.run(() -> assertThatThrownBy(() -> out.forEach(seen::add))
                .isInstanceOf(ChannelClosedException.class)
                .cause()
                .isInstanceOf(IOException.class)
                .hasMessage("of 3"));
        assertThat(seen).containsExactly("a", "b");
        assertThat(interrupted).containsExactly(4);
        assertThat(begun).containsExactlyInAnyOrder(1, 2, 3, 4);
        assertThat(source.isDrained()).isTrue();
    }

    @Test
    void withoutOrderAFailureGivesUpTheOthers() throws Exception {
        ReceiveChannel<String> out = start(false, 4);
        sendTo(9);
        awaitBegun(4);
        open(3, "fail");
        crew.run(() -> assertThatThrownBy(out::receive).cause().hasMessage("of 3"));
        Await.until("the others are given up", () -> interrupted.size() == 3);
        assertThat(begun).containsExactlyInAnyOrder(1, 2, 3, 4);
    }

    @Test
    void aResultThatHasComeBeforeAFailureIsDelivered() throws Exception {
        ReceiveChannel<String> out = start(false, 2);
        sendTo(2);
        awaitBegun(2);
        open(1, "a");
        Await.until("the result waits", () -> gate(1).size() == 0);
        crew.run(() -> assertThat(out.receive()).isEqualTo("a"));
        open(2, "fail");
        crew.run(() -> assertThatThrownBy(out::receive).cause().hasMessage("of 2"));
    }

    @Test
    void aConsumerThatLeavesInterruptsTheWork() throws Exception {
        for (boolean isOrdered : List.of(true, false)) {
            begun.clear();
            interrupted.clear();
            Channel<Integer> in = unbounded();
            ReceiveChannel<String> out = crew.call(() ->
                    isOrdered ? ParallelStage.ordered(in, 2, this::work) : ParallelStage.unordered(in, 2, this::work));
            in.send(1);
            in.send(2);
            awaitBegun(2);
            out.cancel();
            Await.until("both are interrupted", () -> interrupted.size() == 2);
            Await.until("the source is cancelled", in::isClosed);
        }
    }

    @Test
    void aFunctionMayNotReturnNull() throws Exception {
        source.send(1);
        crew.run(() -> assertThatThrownBy(
                        () -> ParallelStage.ordered(source, 1, _ -> null).receive())
                .hasCauseInstanceOf(NullPointerException.class));
    }

    @Test
    void refusesWhatMakesNoSense() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ParallelStage.ordered(source, 0, n -> n))
                .withMessageContaining("inFlight 0");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ParallelStage.unordered(source, -1, n -> n))
                .withMessageContaining("inFlight -1");
        assertThatNullPointerException().isThrownBy(() -> ParallelStage.ordered(null, 1, n -> n));
        assertThatNullPointerException().isThrownBy(() -> ParallelStage.ordered(source, 1, null));
        assertThat(source.isClosed()).isFalse();
    }
}
