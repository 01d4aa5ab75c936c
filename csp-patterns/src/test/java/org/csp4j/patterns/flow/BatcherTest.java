package org.csp4j.patterns.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.csp4j.Csp.chan;
import static org.csp4j.Csp.unbounded;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.IntStream;
import org.csp4j.Channel;
import org.csp4j.Fiber;
import org.csp4j.ReceiveChannel;
import org.csp4j.Received;
import org.csp4j.patterns.VirtualTime;
import org.csp4j.testsupport.Await;
import org.csp4j.testsupport.Rounds;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** {@link Batcher}: by number, by time, and at the end. */
@Tag("engine")
class BatcherTest {
    private static final Duration MAX_WAIT = Duration.ofSeconds(10);

    @RegisterExtension
    final VirtualTime time = new VirtualTime();

    private final Channel<Integer> source = unbounded();
    private final Queue<Integer> undelivered = new ConcurrentLinkedQueue<>();

    private ReceiveChannel<List<Integer>> start(int size) throws InterruptedException {
        return time.call(() -> Batcher.batches(source, size, MAX_WAIT, undelivered::add));
    }

    private void send(int... elements) throws InterruptedException {
        for (int element : elements) {
            source.send(element);
        }
    }

    private Fiber<List<Integer>> receive(ReceiveChannel<List<Integer>> batches) {
        return time.start(batches::receive);
    }

    @Test
    void aFullBatchIsPassedOnAtOnce() throws Exception {
        ReceiveChannel<List<Integer>> batches = start(3);
        send(1, 2, 3, 4);
        assertThat(time.result(receive(batches))).containsExactly(1, 2, 3);
        source.close();
        assertThat(time.result(receive(batches))).containsExactly(4);
        assertThat(time.<Object>call(batches::receiveOrClosed)).isEqualTo(new Received.Closed<>(null));
    }

    @Test
    void aBatchIsPassedOnWhenItsFirstElementHasWaitedForLong() throws Exception {
        ReceiveChannel<List<Integer>> batches = start(3);
        Fiber<List<Integer>> first = receive(batches);
        send(1);
        time.advance(1, MAX_WAIT.minusSeconds(1));
        send(2);
        Await.until("the second is taken", () -> source.size() == 0);
        assertThat(first.state().isEnded()).isFalse();
        time.advance(1, Duration.ofSeconds(1));
        assertThat(time.result(first)).containsExactly(1, 2);
        time.awaitWaiting(0); // nothing is open
        Fiber<List<Integer>> second = receive(batches);
        send(3);
        time.advance(1, MAX_WAIT.minusNanos(1));
        assertThat(second.state().isEnded()).isFalse();
        time.advance(1, Duration.ofNanos(1));
        assertThat(time.result(second)).containsExactly(3);
        batches.cancel();
    }

    @Test
    void aFullBatchLeavesNoTimeForTheNext() throws Exception {
        ReceiveChannel<List<Integer>> batches = start(2);
        Fiber<List<Integer>> first = receive(batches);
        send(1);
        time.advance(1, MAX_WAIT.minusSeconds(1));
        send(2);
        assertThat(time.result(first)).containsExactly(1, 2);
        Fiber<List<Integer>> second = receive(batches);
        send(3);
        time.advance(1, MAX_WAIT.minusSeconds(1)); // more than was left for the first
        assertThat(second.state().isEnded()).isFalse();
        time.advance(1, Duration.ofSeconds(1));
        assertThat(time.result(second)).containsExactly(3);
        batches.cancel();
    }

    @Test
    void aBatchThatIsDueGrowsWhileNobodyTakesItUntilItIsFull() throws Exception {
        ReceiveChannel<List<Integer>> batches = start(3);
        send(1);
        time.advance(1, MAX_WAIT);
        time.awaitWaiting(0); // it is due
        send(2, 3, 4);
        Await.until("it is full", () -> source.size() == 1);
        assertThat(time.result(receive(batches))).containsExactly(1, 2, 3);
        batches.cancel();
    }

    @Test
    void whatIsCollectedComesBeforeTheFailureOfTheSource() throws Exception {
        IOException failure = new IOException("the source's");
        ReceiveChannel<List<Integer>> batches = start(3);
        send(1, 2);
        source.close(failure);
        assertThat(time.result(receive(batches))).containsExactly(1, 2);
        time.run(() -> assertThatThrownBy(batches::receive).hasCause(failure));
    }

    @Test
    void withoutAMaximumWaitItWaitsForAFullBatch() throws Exception {
        ReceiveChannel<List<Integer>> batches = time.call(() -> Batcher.batches(source, 2));
        Fiber<List<Integer>> first = receive(batches);
        send(1);
        Await.until("it is taken", () -> source.size() == 0);
        time.awaitWaiting(0);
        send(2);
        assertThat(time.result(first)).containsExactly(1, 2);
        batches.cancel();
    }

    @Test
    void theListsCannotBeChanged() throws Exception {
        ReceiveChannel<List<Integer>> batches = start(1);
        send(1);
        List<Integer> batch = time.result(receive(batches));
        assertThatThrownBy(() -> batch.add(2)).isInstanceOf(UnsupportedOperationException.class);
        batches.cancel();
    }

    @Test
    void aCancelTellsTheHookOfAllThatIsNotDelivered() throws Exception {
        ReceiveChannel<List<Integer>> batches = start(3);
        send(1, 2, 3, 4, 5);
        Await.until("one batch is full", () -> source.size() == 2);
        batches.cancel();
        Await.until("all are told of", () -> undelivered.size() == 5);
        assertThat(undelivered).containsExactly(1, 2, 3, 4, 5);
    }

    @Test
    void refusesWhatMakesNoSense() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Batcher.batches(source, 0))
                .withMessageContaining("size 0");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Batcher.batches(source, 1, Duration.ofNanos(-1)))
                .withMessageContaining("maxWait PT-0.000000001S");
        assertThatNullPointerException().isThrownBy(() -> Batcher.batches(null, 1));
        assertThatNullPointerException().isThrownBy(() -> Batcher.batches(source, 1, MAX_WAIT, null));
        assertThat(source.isClosed()).isFalse();
    }

    /** By real time: batches of all sizes, and a consumer that leaves; every element is in one batch, or told of, in order. */
    @Test
    void everyElementIsInOneBatchOrToldOf() throws Exception {
        Random random = new Random(11);
        for (int round = 0; round < Rounds.of(200); round++) {
            Channel<Integer> in = chan(random.nextInt(3));
            int size = 1 + random.nextInt(5);
            int wanted = random.nextInt(10);
            undelivered.clear();
            ReceiveChannel<List<Integer>> batches =
                    Batcher.batches(in, size, Duration.ofNanos(1 + random.nextInt(100_000)), undelivered::add);
            Fiber<Integer> producer = time.start(() -> {
                int sent = 0;
                while (sent < 60 && in.sendOrClosed(sent).isOk()) {
                    sent++;
                }
                in.close();
                return sent;
            });
            List<Integer> all = new ArrayList<>();
            for (int i = 0;
                    i < wanted && batches.receiveOrClosed() instanceof Received.Value<List<Integer>>(var batch);
                    i++) {
                assertThat(batch).hasSizeBetween(1, size);
                all.addAll(batch);
            }
            batches.cancel();
            int sent = producer.result();
            Await.until("all are accounted for", () -> all.size() + undelivered.size() >= sent);
            all.addAll(undelivered);
            assertThat(all).isEqualTo(IntStream.range(0, sent).boxed().toList());
        }
    }
}
