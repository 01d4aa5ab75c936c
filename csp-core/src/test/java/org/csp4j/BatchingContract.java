package org.csp4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.csp4j.diagnostics.WaitReason.Kind.RECEIVE;
import static org.csp4j.testsupport.Await.await;

import java.util.AbstractCollection;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import org.csp4j.testsupport.Party;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

abstract class BatchingContract extends ChannelFixture {
    BatchingContract(ChannelSubject subject) {
        super(subject);
    }

    @Test
    void receiveBatchWaitsForTheFirstElement() throws Exception {
        Party<List<Integer>> receiver = crew.start(() -> out.receiveBatch(3));
        await(receiver).toPark(RECEIVE);
        crew.run(() -> in.send(7));
        assertThat(receiver.result()).containsExactly(7);
    }

    @Test
    void receiveBatchTakesWhatCanBeHadWithoutWaiting() throws Exception {
        List<Integer> supplied = supply(5);
        assertThat(crew.call(() -> out.receiveBatch(Integer.MAX_VALUE))).isEqualTo(supplied);
    }

    @Test
    void receiveBatchTakesNoMoreThanItMay() throws Exception {
        List<Integer> supplied = supply(5);
        int max = Math.min(2, supplied.size());
        assertThat(crew.call(() -> out.receiveBatch(max))).isEqualTo(supplied.subList(0, max));
        assertThat(rest()).isEqualTo(supplied.subList(max, supplied.size()));
    }

    @Test
    void theBatchIsTheCallers() throws Exception {
        supply(1);
        List<Integer> batch = crew.call(() -> out.receiveBatch(1));
        batch.add(2);
        assertThat(batch).containsExactly(1, 2);
    }

    @Test
    void receiveBatchGivesWhatAClosedChannelHasStoredAndThenFails() throws Exception {
        List<Integer> stored = fill();
        in.close();
        if (!stored.isEmpty()) {
            assertThat(crew.call(() -> out.receiveBatch(1_000))).isEqualTo(stored);
        }
        assertThatThrownBy(() -> crew.call(() -> out.receiveBatch(1_000)))
                .isExactlyInstanceOf(ChannelClosedException.class);
    }

    @Test
    void receiveBatchFailsOnAChannelThatBecomesClosed() {
        Party<List<Integer>> receiver = crew.start(() -> out.receiveBatch(3));
        await(receiver).toPark(RECEIVE);
        in.close();
        assertThat(receiver.failure()).isExactlyInstanceOf(ChannelClosedException.class);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, -1, Integer.MIN_VALUE})
    void receiveBatchRefusesToReceiveLessThanOneElement(int max) {
        List<Integer> supplied = supply(1);
        assertThatThrownBy(() -> crew.call(() -> out.receiveBatch(max)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(String.valueOf(max));
        assertThat(rest()).isEqualTo(supplied);
    }

    @Test
    void drainToMovesWhatCanBeReceivedWithoutWaiting() throws Exception {
        List<Integer> supplied = supply(5);
        Collection<Number> sink = new ArrayDeque<>(List.of(0.5));
        assertThat(crew.call(() -> out.drainTo(sink))).isEqualTo(supplied.size());
        List<Number> expected = new ArrayList<>(List.of(0.5));
        expected.addAll(supplied);
        assertThat(sink).containsExactlyElementsOf(expected);
        assertThat(crew.call(() -> out.drainTo(sink))).isZero();
    }

    @Test
    void drainToMovesNoMoreThanItMay() throws Exception {
        List<Integer> supplied = supply(5);
        int max = Math.min(2, supplied.size());
        List<Integer> sink = new ArrayList<>();
        assertThat(crew.call(() -> out.drainTo(sink, 0))).isZero();
        assertThat(crew.call(() -> out.drainTo(sink, max))).isEqualTo(max);
        assertThat(sink).isEqualTo(supplied.subList(0, max));
        assertThat(rest()).isEqualTo(supplied.subList(max, supplied.size()));
    }

    @Test
    void drainToFindsNothingInAnEmptyChannel() throws Exception {
        List<Integer> sink = new ArrayList<>();
        assertThat(crew.call(() -> out.drainTo(sink))).isZero();
        assertThat(sink).isEmpty();
    }

    @Test
    void drainToMovesWhatAClosedChannelHasStoredAndThenNothing() throws Exception {
        List<Integer> stored = fill();
        in.close(new IllegalStateException("the source is gone"));
        List<Integer> sink = new ArrayList<>();
        assertThat(crew.call(() -> out.drainTo(sink))).isEqualTo(stored.size());
        assertThat(sink).isEqualTo(stored);
        assertThat(crew.call(() -> out.drainTo(sink))).isZero();
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, Integer.MIN_VALUE})
    void drainToRefusesToMoveLessThanNothing(int max) {
        List<Integer> supplied = supply(1);
        List<Integer> sink = new ArrayList<>();
        assertThatThrownBy(() -> crew.call(() -> out.drainTo(sink, max)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(String.valueOf(max));
        assertThat(sink).isEmpty();
        assertThat(rest()).isEqualTo(supplied);
    }

    @Test
    void anElementThatTheCollectionRefusesGoesToTheHookAndTheExceptionIsThrown() {
        List<Integer> supplied = supply(3);
        int accepted = supplied.size() - 1;
        RuntimeException refusal = new IllegalStateException("the sink is full");
        Limited sink = new Limited(accepted == 0 ? 0 : 1, refusal);
        assertThatThrownBy(() -> crew.call(() -> out.drainTo(sink))).isSameAs(refusal);
        assertThat(sink.elements).isEqualTo(supplied.subList(0, sink.limit));
        assertThat(undelivered).containsExactly(supplied.get(sink.limit));
        assertThat(channel.droppedCount()).isZero();
        assertThat(rest()).isEqualTo(supplied.subList(sink.limit + 1, supplied.size()));
    }

    /** Refuses what is more than its limit. */
    private static final class Limited extends AbstractCollection<Integer> {
        final List<Integer> elements = new ArrayList<>();
        final int limit;
        private final RuntimeException refusal;

        Limited(int limit, RuntimeException refusal) {
            this.limit = limit;
            this.refusal = refusal;
        }

        @Override
        public boolean add(Integer element) {
            if (elements.size() == limit) {
                throw refusal;
            }
            return elements.add(element);
        }

        @Override
        public Iterator<Integer> iterator() {
            return elements.iterator();
        }

        @Override
        public int size() {
            return elements.size();
        }
    }
}
