package org.csp4j.patterns.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.csp4j.Csp.unbounded;

import java.io.IOException;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.csp4j.Channel;
import org.csp4j.Fiber;
import org.csp4j.ReceiveChannel;
import org.csp4j.patterns.VirtualTime;
import org.csp4j.testsupport.Await;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** {@link Throttle}: one in a period. */
@Tag("engine")
class ThrottleTest {
    private static final Duration PERIOD = Duration.ofSeconds(10);

    @RegisterExtension
    final VirtualTime time = new VirtualTime();

    private final Channel<Integer> source = unbounded();
    private final Queue<Integer> dropped = new ConcurrentLinkedQueue<>();

    private ReceiveChannel<Integer> start() throws InterruptedException {
        return time.call(() -> Throttle.of(source, PERIOD, dropped::add));
    }

    private void send(int... elements) throws InterruptedException {
        for (int element : elements) {
            source.send(element);
        }
        Await.until("all are taken", () -> source.size() == 0);
    }

    @Test
    void theFirstIsPassedOnAtOnceAndThenTheLatestInEachPeriod() throws Exception {
        ReceiveChannel<Integer> out = start();
        send(1);
        assertThat(time.<Integer>call(out::receive)).isEqualTo(1);
        Fiber<Integer> second = time.start(out::receive);
        send(2, 3, 4);
        Await.until("two have given way", () -> dropped.size() == 2);
        time.advance(1, PERIOD.minusNanos(1));
        assertThat(second.state().isEnded()).isFalse();
        time.advance(1, Duration.ofNanos(1));
        assertThat(time.result(second)).isEqualTo(4);
        assertThat(dropped).containsExactly(2, 3);
        time.advance(1, PERIOD);
        time.awaitWaiting(0); // a period without an element leaves nothing armed
        send(5);
        assertThat(time.<Integer>call(out::receive)).isEqualTo(5);
        out.cancel();
    }

    @Test
    void atTheEndOfTheSourceTheLastWaitsForItsPeriod() throws Exception {
        IOException failure = new IOException("the source's");
        ReceiveChannel<Integer> out = start();
        send(1);
        assertThat(time.<Integer>call(out::receive)).isEqualTo(1);
        send(2);
        source.close(failure);
        Fiber<Integer> last = time.start(out::receive);
        time.advance(1, PERIOD.minusNanos(1));
        assertThat(last.state().isEnded()).isFalse();
        time.advance(1, Duration.ofNanos(1));
        assertThat(time.result(last)).isEqualTo(2);
        time.run(() -> assertThatThrownBy(out::receive).hasCause(failure));
    }

    @Test
    void aCancelStopsTheSourceAndTellsOfWhatIsHeld() throws Exception {
        ReceiveChannel<Integer> out = start();
        send(1, 2);
        Await.until("one has given way", () -> dropped.contains(1));
        out.cancel();
        Await.until("the other is told of", () -> dropped.contains(2));
        Await.until("the source is cancelled", source::isClosed);
    }

    @Test
    void refusesWhatMakesNoSense() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Throttle.of(source, Duration.ofSeconds(-1)))
                .withMessageContaining("period PT-1S");
        assertThatNullPointerException().isThrownBy(() -> Throttle.of(null, PERIOD));
        assertThatNullPointerException().isThrownBy(() -> Throttle.of(source, PERIOD, null));
        assertThat(source.isClosed()).isFalse();
    }
}
