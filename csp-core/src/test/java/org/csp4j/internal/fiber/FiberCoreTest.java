package org.csp4j.internal.fiber;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.csp4j.FiberState;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The life of a fiber, run by hand: what a scheduler makes hard to meet. */
class FiberCoreTest {
    private final List<String> events = new ArrayList<>();
    private final FiberRegistry registry = new FiberRegistry("test", () -> {});

    /** Notes what it is told. */
    private final class Noting extends FiberByHand {
        private final Callable<?> body;

        Noting(Callable<?> body) {
            super("noting", "FiberCoreTest", registry);
            this.body = body;
            own(Thread.ofVirtual().unstarted(this), LockSupportParking.PLAIN);
        }

        @Override
        protected @Nullable Object runBody() throws Exception {
            events.add("begins");
            return body.call();
        }

        @Override
        protected void failed(Throwable failure) {
            events.add("failed: " + failure.getMessage());
            throw new IllegalStateException("telling fails too");
        }

        @Override
        protected void ended() {
            events.add("ended: " + state() + ", live: " + registry.counts().live());
        }

        /** Runs it on its own thread. */
        void runToEnd() throws InterruptedException {
            start();
            thread().join();
        }
    }

    @Test
    void beginsAndEndsOnce() throws Exception {
        Noting fiber =
                new Noting(() -> events.add("runs as " + CurrentFiber.get().name()));
        assertThat(fiber.state()).isEqualTo(FiberState.RUNNABLE);
        assertThat(fiber.hasEnded()).isFalse();
        fiber.runToEnd();
        assertThat(events).containsExactly("begins", "runs as noting", "ended: DONE, live: 0");
        assertThat(fiber.cancel()).isFalse();
        assertThat(fiber.state()).isEqualTo(FiberState.DONE);
        assertThat(CurrentFiber.get()).isNull();
    }

    @Test
    void oneThatIsCancelledBeforeItBeginsNeverDoes() throws Exception {
        Noting fiber = new Noting(() -> null);
        assertThat(fiber.cancel()).isTrue();
        assertThat(fiber.state()).isEqualTo(FiberState.CANCELLED);
        assertThat(fiber.hasEnded()).isTrue();
        assertThat(fiber.cancel()).isFalse();
        fiber.runToEnd();
        assertThat(registry.counts()).isEqualTo(new FiberRegistry.Counts(1, 1));
        assertThat(events).containsExactly("ended: CANCELLED, live: 0");
        assertThat(fiber.thread().isInterrupted()).isFalse();
    }

    @Test
    void oneThatIsCancelledWhileItRunsIsInterruptedAndEndsAsItEnds() throws Exception {
        Noting[] self = new Noting[1];
        self[0] = new Noting(() -> {
            assertThat(self[0].cancel()).isTrue();
            assertThat(self[0].cancel()).isTrue();
            assertThat(self[0].state()).isEqualTo(FiberState.RUNNABLE);
            return events.add("interrupted: " + Thread.interrupted());
        });
        self[0].runToEnd();
        assertThat(events).containsExactly("begins", "interrupted: true", "ended: DONE, live: 0");
    }

    @Test
    void oneThatEndsByTheInterruptOfACancelIsCancelled() throws Exception {
        Noting[] self = new Noting[1];
        self[0] = new Noting(() -> {
            self[0].cancel();
            throw new InterruptedException("asked to");
        });
        self[0].runToEnd();
        assertThat(events).containsExactly("begins", "ended: CANCELLED, live: 0");
    }

    @Test
    void oneThatEndsByAnotherInterruptHasFailedAndEndsEvenIfTellingFails() throws Exception {
        Noting fiber = new Noting(() -> {
            throw new InterruptedException("not asked to");
        });
        fiber.runToEnd();
        assertThat(events).containsExactly("begins", "failed: not asked to", "ended: FAILED, live: 0");
    }

    @Test
    void oneThatFailsAfterItWasCancelledHasFailed() throws Exception {
        Noting[] self = new Noting[1];
        self[0] = new Noting(() -> {
            self[0].cancel();
            throw new java.io.IOException("in cleaning up");
        });
        self[0].runToEnd();
        assertThat(events).containsExactly("begins", "failed: in cleaning up", "ended: FAILED, live: 0");
    }

    @Test
    void oneWhoseThreadCannotBeStartedNeverBegins() throws Exception {
        Noting fiber = new Noting(() -> null);
        fiber.runToEnd();
        events.clear();
        Noting second = new Noting(() -> null);
        second.bind(fiber.thread(), fiber.parking());
        assertThatThrownBy(second::start)
                .isInstanceOf(IllegalThreadStateException.class); // that thread has been started
        assertThat(second.state()).isEqualTo(FiberState.CANCELLED);
        assertThat(events).containsExactly("ended: CANCELLED, live: 0");
        assertThat(registry.counts()).isEqualTo(new FiberRegistry.Counts(2, 2));
    }

    /** For longer than its count of parks is wide. */
    @Test
    void everyThirtySecondParkIsToldApart() {
        Noting fiber = new Noting(() -> null);
        List<Integer> apart = new ArrayList<>();

        for (int park = 1; park <= 320; park++) {
            if (fiber.countPark()) {
                apart.add(park);
            }
        }

        assertThat(apart).containsExactly(32, 64, 96, 128, 160, 192, 224, 256, 288, 320);
    }
}
