package org.csp4j.patterns.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.csp4j.Csp.unbounded;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.csp4j.Channel;
import org.csp4j.ChannelCancelledException;
import org.csp4j.Fiber;
import org.csp4j.ReceiveChannel;
import org.csp4j.patterns.VirtualTime;
import org.csp4j.testsupport.Await;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** {@link Debounce}: the last of a burst. */
@Tag("engine")
class DebounceTest {
    private static final Duration QUIET = Duration.ofSeconds(10);

    @RegisterExtension
    final VirtualTime time = new VirtualTime();

    private final Channel<Integer> source = unbounded();
    private final Queue<Integer> dropped = new ConcurrentLinkedQueue<>();

    private ReceiveChannel<Integer> start() throws InterruptedException {
        return time.call(() -> Debounce.of(source, QUIET, dropped::add));
    }

    private void send(int... elements) throws InterruptedException {
        for (int element : elements) {
            source.send(element);
        }
        Await.until("all are taken", () -> source.size() == 0);
    }

    @Test
    void theLastOfABurstIsPassedOnWhenItIsQuiet() throws Exception {
        ReceiveChannel<Integer> out = start();
        Fiber<Integer> first = time.start(out::receive);
        send(1, 2, 3);
        Await.until("two have given way", () -> dropped.size() == 2);
        time.advance(1, QUIET.minusNanos(1));
        assertThat(first.state().isEnded()).isFalse();
        time.advance(1, Duration.ofNanos(1));
        assertThat(time.result(first)).isEqualTo(3);
        assertThat(dropped).containsExactly(1, 2);
        out.cancel();
    }

    @Test
    void anElementBeginsTheWaitAnew() throws Exception {
        ReceiveChannel<Integer> out = start();
        Fiber<Integer> first = time.start(out::receive);
        send(1);
        time.advance(1, QUIET.minusSeconds(1));
        send(2);
        Await.until("the first has given way", () -> dropped.size() == 1);
        time.advance(1, QUIET.minusSeconds(1));
        assertThat(first.state().isEnded()).isFalse();
        time.advance(1, Duration.ofSeconds(1));
        assertThat(time.result(first)).isEqualTo(2);
        out.cancel();
    }

    @Test
    void nothingIsArmedWhileNoElementWaits() throws Exception {
        ReceiveChannel<Integer> out = start();
        Await.until("the stage waits", () -> time.scheduler().stats().parked() == 1);
        time.awaitWaiting(0);
        send(1);
        time.advance(1, QUIET);
        time.awaitWaiting(0);
        out.cancel();
    }

    @Test
    void anElementThatIsDueAndNotTakenGivesWay() throws Exception {
        ReceiveChannel<Integer> out = start();
        send(1);
        time.advance(1, QUIET);
        time.awaitWaiting(0);
        send(2);
        Await.until("it has given way", () -> dropped.contains(1));
        Fiber<Integer> first = time.start(out::receive);
        time.advance(1, QUIET);
        assertThat(time.result(first)).isEqualTo(2);
        out.cancel();
    }

    @Test
    void atTheEndOfTheSourceTheLastIsPassedOnAtOnce() throws Exception {
        IOException failure = new IOException("the source's");
        ReceiveChannel<Integer> out = start();
        send(1, 2);
        source.close(failure);
        assertThat(time.<Integer>call(out::receive)).isEqualTo(2);
        time.run(() -> assertThatThrownBy(out::receive).hasCause(failure));
        ReceiveChannel<Integer> none = time.call(() -> Debounce.of(closed(), QUIET));
        assertThat(time.<List<Integer>>call(() -> none.stream().toList())).isEmpty();
    }

    private static Channel<Integer> closed() {
        Channel<Integer> closed = unbounded();
        closed.close();
        return closed;
    }

    @Test
    void aCancelStopsTheSourceAndTellsOfWhatIsHeld() throws Exception {
        ReceiveChannel<Integer> out = start();
        send(1);
        time.awaitWaiting(1);
        out.cancel();
        Await.until("it is told of", () -> dropped.contains(1));
        time.run(() -> {
            Await.until("the source is cancelled", source::isClosed);
            assertThatThrownBy(() -> source.send(2)).isInstanceOf(ChannelCancelledException.class);
        });
    }

    @Test
    void refusesWhatMakesNoSense() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Debounce.of(source, Duration.ZERO))
                .withMessageContaining("quiet PT0S");
        assertThatNullPointerException().isThrownBy(() -> Debounce.of(null, QUIET));
        assertThatNullPointerException().isThrownBy(() -> Debounce.of(source, QUIET, null));
        assertThat(source.isClosed()).isFalse();
    }
}
