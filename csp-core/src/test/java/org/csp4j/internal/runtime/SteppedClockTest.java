package org.csp4j.internal.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.csp4j.internal.time.TimerNode;
import org.csp4j.testsupport.Await;
import org.csp4j.testsupport.Delays;
import org.junit.jupiter.api.Test;

/** In which order a stepped clock fires, and when. */
class SteppedClockTest {
    private final SteppedClock clock = new SteppedClock();
    private final List<String> fired = new ArrayList<>();

    /** Notes its turn, the time, and whose thread it has it on. */
    private final class Noting extends TimerNode {
        private final String name;
        private final Thread caller = Thread.currentThread();

        Noting(String name) {
            this.name = name;
        }

        @Override
        protected void fire(long nowNanos) {
            assertThat(nowNanos).isEqualTo(clock.nanoTime());
            assertThat(Thread.currentThread()).isEqualTo(caller);
            fired.add(name + " at " + nowNanos);
        }
    }

    private void arm(String name, long nanos) {
        clock.timers().arm(new Noting(name), nanos);
    }

    private void advance(long nanos) {
        clock.advance(Duration.ofNanos(nanos));
    }

    @Test
    void firesInTheOrderOfTimeEachAtItsOwn() {
        arm("third", 3_000_000_000L);
        arm("first", 1);
        arm("second", 70_000);
        arm("later", 3_000_000_001L);
        advance(3_000_000_000L);
        assertThat(fired).containsExactly("first at 1", "second at 70000", "third at 3000000000");
        assertThat(clock.waiting()).isOne();
        advance(1);
        assertThat(fired).hasSize(4);
    }

    @Test
    void firesThoseOfOneMomentInTheOrderInWhichTheyCame() {
        for (int i = 0; i < 100; i++) {
            arm("timer " + i, 1000);
        }
        advance(5000);
        for (int i = 0; i < 100; i++) {
            assertThat(fired.get(i)).isEqualTo("timer " + i + " at 1000");
        }
    }

    @Test
    void firesOnTheWayWhatIsArmedOnTheWay() {
        TimerNode chain = new TimerNode() {
            @Override
            protected void fire(long nowNanos) {
                fired.add("link at " + nowNanos);
                clock.timers().arm(this, nowNanos + 10);
            }
        };
        clock.timers().arm(chain, 10);
        advance(45);
        assertThat(fired).containsExactly("link at 10", "link at 20", "link at 30", "link at 40");
        assertThat(clock.waiting()).isOne();
        assertThat(clock.nanoTime()).isEqualTo(45);
    }

    @Test
    void firesWhatIsArmedForAMomentThatHasPassedWithoutBeingAdvanced() throws Exception {
        advance(100);
        CountDownLatch rung = new CountDownLatch(3);
        for (long nanos : new long[] {100, 5, -1}) {
            clock.timers()
                    .arm(
                            new TimerNode() {
                                @Override
                                protected void fire(long nowNanos) {
                                    rung.countDown();
                                }
                            },
                            nanos);
        }
        assertThat(rung.await(Delays.PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
        Await.until("nothing is armed", () -> clock.waiting() == 0);
        assertThat(clock.nanoTime()).isEqualTo(100);
    }

    @Test
    void doesNotFireWhatWasCancelled() {
        Noting node = new Noting("cancelled");
        clock.timers().arm(node, 10);
        assertThat(clock.timers().cancel(node)).isTrue();
        advance(100);
        assertThat(fired).isEmpty();
    }

    @Test
    void toldTimesThatWrapAroundAreFarAhead() {
        advance(Long.MAX_VALUE - 100);
        arm("far", clock.nanoTime() + Long.MAX_VALUE / 2); // wraps around
        arm("near", clock.nanoTime() + 50);
        advance(49);
        assertThat(fired).isEmpty();
        advance(1);
        assertThat(fired).hasSize(1).first().asString().startsWith("near");
        advance(50);
        assertThat(fired).hasSize(1);
    }
}
