package org.csp4j.thirdparty;

import static java.util.concurrent.TimeUnit.NANOSECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.SynchronousQueue;
import org.csp4j.Fiber;
import org.csp4j.testsupport.Delays;
import org.junit.jupiter.api.Test;

/** Blocking queues. */
class QueuesTest extends OneCarrier {
    private void passesOn(BlockingQueue<Integer> queue) throws Exception {
        int elements = MANY * MANY;
        Fiber<Long> taking = async(() -> {
            long sum = 0;
            for (int i = 0; i < elements; i++) {
                sum += queue.take();
            }
            return sum;
        });
        awaitWaiting(taking);
        run(() -> {
            for (int i = 0; i < elements; i++) {
                queue.put(i);
            }
        });
        assertThat(end(taking)).isEqualTo(elements * (elements - 1L) / 2);
    }

    @Test
    void thatAreBoundedPassElementsOn() throws Exception {
        passesOn(new ArrayBlockingQueue<>(1));
    }

    @Test
    void thatHandOverPassElementsOn() throws Exception {
        passesOn(new SynchronousQueue<>());
    }

    @Test
    void letATimedPollEnd() throws Exception {
        BlockingQueue<Integer> queue = new ArrayBlockingQueue<>(1);
        run(() -> assertThat(queue.poll(Delays.SHORT.toNanos(), NANOSECONDS)).isNull());
    }
}
