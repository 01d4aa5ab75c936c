package org.csp4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.csp4j.diagnostics.WaitReason.Kind.RECEIVE;
import static org.csp4j.testsupport.Await.assertFinishes;
import static org.csp4j.testsupport.Await.await;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.stream.Stream;
import org.csp4j.testsupport.Party;
import org.junit.jupiter.api.Test;

abstract class IteratingContract extends ChannelFixture {
    private final Throwable cause = new IllegalStateException("the source is gone");

    IteratingContract(ChannelSubject subject) {
        super(subject);
    }

    @Test
    void aForLoopReceivesUntilTheChannelIsClosedAndDrained() throws Exception {
        List<Integer> supplied = supply(5);
        Party<List<Integer>> loop = crew.start(() -> {
            List<Integer> seen = new ArrayList<>();
            for (int number : out) {
                seen.add(number);
            }
            return seen;
        });
        await(loop).toPark(RECEIVE);
        in.trySend(6);
        await(loop).toPark(RECEIVE);
        in.close();
        supplied.add(6);
        assertThat(loop.result()).isEqualTo(supplied);
    }

    @Test
    void forEachReceivesUntilTheChannelIsClosedAndDrained() throws Exception {
        List<Integer> stored = fill();
        in.close();
        List<Integer> seen = new ArrayList<>();
        crew.run(() -> out.forEach(seen::add));
        assertThat(seen).isEqualTo(stored);
    }

    @Test
    void hasNextHoldsTheElementUntilNextGivesItOut() throws Exception {
        List<Integer> supplied = supply(3);
        crew.run(() -> {
            Iterator<Integer> iterator = out.iterator();
            assertThat(iterator.hasNext()).isTrue();
            assertThat(iterator.hasNext()).isTrue();
            assertThat(iterator.next()).isEqualTo(1);
        });
        assertThat(rest()).isEqualTo(supplied.subList(1, supplied.size()));
    }

    @Test
    void nextNeedsNoHasNext() throws Exception {
        supply(1);
        assertThat(crew.call(() -> out.iterator().next())).isEqualTo(1);
    }

    @Test
    void anIteratorReceivesNothingBeforeItIsAsked() {
        List<Integer> supplied = supply(3);
        var _ = out.iterator();
        assertThat(rest()).isEqualTo(supplied);
    }

    @Test
    void nextPastTheEndThrowsNoSuchElementException() throws Exception {
        List<Integer> stored = fill();
        in.close();
        crew.run(() -> {
            Iterator<Integer> iterator = out.iterator();
            for (int number : stored) {
                assertThat(iterator.next()).isEqualTo(number);
            }
            assertThatThrownBy(iterator::next)
                    .isInstanceOf(NoSuchElementException.class)
                    .hasMessageContaining(NAME);
            assertThat(iterator.hasNext()).isFalse();
            assertThat(iterator.hasNext()).isFalse();
        });
    }

    @Test
    void aLoopThatIsLeftTakesNothingThatItHasNotSeen() throws Exception {
        List<Integer> supplied = supply(3);
        crew.run(() -> {
            for (int number : out) {
                assertThat(number).isEqualTo(1);
                break;
            }
        });
        assertThat(rest()).isEqualTo(supplied.subList(1, supplied.size()));
    }

    @Test
    void manyIterateOverOneChannelAndShareItsElements() throws Exception {
        List<Party<List<Integer>>> loops = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            loops.add(crew.start(() -> {
                List<Integer> seen = new ArrayList<>();
                out.forEach(seen::add);
                return seen;
            }));
        }
        crew.run(() -> {
            for (int number : numbers(100)) {
                in.send(number);
            }
            in.close();
        });
        List<Integer> seen = new ArrayList<>(undelivered);
        for (Party<List<Integer>> loop : loops) {
            seen.addAll(loop.result());
        }
        assertThat(seen).containsExactlyInAnyOrderElementsOf(numbers(100));
    }

    @Test
    void aCauseEndsTheLoopAfterWhatIsStored() throws Exception {
        List<Integer> stored = fill();
        in.close(cause);
        List<Integer> seen = new ArrayList<>();
        assertThatThrownBy(() -> crew.run(() -> out.forEach(seen::add)))
                .isExactlyInstanceOf(ChannelClosedException.class)
                .hasMessageContaining(NAME)
                .cause()
                .isSameAs(cause);
        assertThat(seen).isEqualTo(stored);
    }

    @Test
    void aCauseEndsALoopThatWaits() {
        Party<Void> loop = crew.start(() -> out.forEach(_ -> {}));
        await(loop).toPark(RECEIVE);
        in.close(cause);
        assertThat(loop.failure())
                .isExactlyInstanceOf(ChannelClosedException.class)
                .hasCause(cause);
    }

    @Test
    void aCancelEndsTheLoop() throws Exception {
        Party<Void> loop = crew.start(() -> out.forEach(_ -> {}));
        await(loop).toPark(RECEIVE);
        out.cancel();
        assertFinishes(loop);
    }

    @Test
    void aCancelWithACauseEndsTheLoopWithAChannelCancelledException() {
        Party<Void> loop = crew.start(() -> out.forEach(_ -> {}));
        await(loop).toPark(RECEIVE);
        out.cancel(cause);
        assertThat(loop.failure())
                .isExactlyInstanceOf(ChannelCancelledException.class)
                .hasCause(cause);
    }

    @Test
    void anInterruptEndsTheLoopAndIsKept() throws Exception {
        Party<Boolean> loop = crew.start(() -> {
            assertThatThrownBy(() -> out.forEach(_ -> {}))
                    .isInstanceOf(InterruptedOperationException.class)
                    .hasCauseInstanceOf(InterruptedException.class);
            return Thread.currentThread().isInterrupted();
        });
        await(loop).toPark(RECEIVE);
        loop.interrupt();
        assertThat(loop.result()).isTrue();
    }

    @Test
    void aLoopThatBeginsInterruptedTakesNothing() throws Exception {
        List<Integer> supplied = supply(3);
        crew.run(() -> {
            Thread.currentThread().interrupt();
            assertThatThrownBy(() -> out.iterator().hasNext()).isInstanceOf(InterruptedOperationException.class);
            assertThat(Thread.currentThread().isInterrupted()).isTrue();
        });
        assertThat(rest()).isEqualTo(supplied);
    }

    @Test
    void aLoopCanGoOnAfterAnInterrupt() throws Exception {
        supply(1);
        crew.run(() -> {
            Iterator<Integer> iterator = out.iterator();
            Thread.currentThread().interrupt();
            assertThatThrownBy(iterator::next).isInstanceOf(InterruptedOperationException.class);
            assertThat(Thread.interrupted()).isTrue();
            assertThat(iterator.next()).isEqualTo(1);
        });
    }

    @Test
    void aStreamEndsWithTheChannel() throws Exception {
        List<Integer> stored = fill();
        in.close();
        assertThat(crew.call(() -> out.stream().toList())).isEqualTo(stored);
    }

    @Test
    void aStreamReceivesAnElementOnlyWhenItIsAskedForIt() throws Exception {
        List<Integer> supplied = supply(3);
        Stream<Integer> stream = out.stream();
        assertThat(out.size()).isEqualTo(Math.min(kind.capacity(), supplied.size()));
        assertThat(crew.call(() -> stream.map(number -> number * 10).limit(1).toList()))
                .containsExactly(10);
        assertThat(rest()).isEqualTo(supplied.subList(1, supplied.size()));
    }

    @Test
    void aStreamThatHasFoundWhatItLooksForTakesNoMore() throws Exception {
        List<Integer> supplied = supply(3);
        int sought = Math.min(2, supplied.size());
        assertThat(crew.call(
                        () -> out.stream().filter(number -> number == sought).findFirst()))
                .contains(sought);
        assertThat(rest()).isEqualTo(supplied.subList(sought, supplied.size()));
    }

    @Test
    void aStreamIsSequential() {
        assertThat(out.stream().isParallel()).isFalse();
    }

    @Test
    void aCauseEndsTheStreamAsItEndsTheLoop() {
        in.close(cause);
        assertThatThrownBy(() -> crew.call(() -> out.stream().toList()))
                .isExactlyInstanceOf(ChannelClosedException.class)
                .cause()
                .isSameAs(cause);
    }
}
