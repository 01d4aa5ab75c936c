package org.csp4j.internal.fiber;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.csp4j.testsupport.Await;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class SpinningParkingTest {
    private static final int LOOKS_FOR_EACH_TIME = 8;
    private static final int BRIEFLY = 1 + 2 * LOOKS_FOR_EACH_TIME;
    private static final int TRIAL = 1 + 50 * LOOKS_FOR_EACH_TIME;

    /** What is there at the given look, or never; counts the looks. */
    private static final class Thing implements Awaited {
        private final int thereAtLook;
        private final boolean isRendezvous;
        private int looks;

        Thing(int thereAtLook, boolean isRendezvous) {
            this.thereAtLook = thereAtLook;
            this.isRendezvous = isRendezvous;
        }

        static Thing never() {
            return new Thing(0, true);
        }

        @Override
        public boolean isThere() {
            return ++looks == thereAtLook;
        }

        @Override
        public boolean isRendezvous() {
            return isRendezvous;
        }
    }

    /** Finds each time that it looks that a microsecond has passed. */
    private static final class Ticking extends SpinningParking {
        private long nowNanos;

        @Override
        long nanoTime() {
            return nowNanos += 1_000;
        }
    }

    private final SpinningParking parking = new Ticking();
    private final Parking fiber = new Parking(Thread.currentThread(), parking);

    /** Parks where a permit is there already; a park that spins leaves it. */
    private static <A extends Awaited> A park(FiberParker which, A awaited) {
        LockSupport.unpark(Thread.currentThread());
        which.park(awaited);
        return awaited;
    }

    private int looks(Thing thing) {
        return park(fiber, thing).looks;
    }

    private int looksInVain() {
        return looks(Thing.never());
    }

    private void parkWithoutSpinning(int times) {
        for (int i = 0; i < times; i++) {
            assertThat(looksInVain()).as("looks at park " + i).isZero();
        }
    }

    /** How many parks it does not spin at, after one at which it did so in vain; then it has spun so again. */
    private int skipped() {
        int parks = 0;
        while (looksInVain() == 0) {
            parks++;
        }
        return parks - 1; // the first one was for the thing that did not come
    }

    @Test
    void doesNotSpinAtTheFirstParks() {
        parkWithoutSpinning(15);
        assertThat(looksInVain()).isEqualTo(BRIEFLY);
    }

    @Test
    void parksAfterItHasSpunInVain() {
        parkWithoutSpinning(15);
        Thing thing = Thing.never();
        looks(thing);
        assertThat(looks(thing)).isEqualTo(BRIEFLY);
    }

    @Test
    void skipsMoreAndMoreParksWhileItSpinsInVain() {
        parkWithoutSpinning(15);
        assertThat(looksInVain()).isEqualTo(BRIEFLY);
        assertThat(List.of(skipped(), skipped(), skipped(), skipped(), skipped(), skipped()))
                .containsExactly(31, 63, 127, 255, 511, 1023);
        assertThat(List.of(skipped(), skipped(), skipped(), skipped())).containsExactly(2047, 4095, 8191, 8191);
    }

    @Test
    void triesItForAsLongAsAWakeUpTakesWhereItHasLearntNotTo() {
        List<Integer> looks = IntStream.range(0, 5_000)
                .mapToObj(i -> looksInVain())
                .filter(seen -> seen > 0)
                .toList();
        assertThat(looks).containsExactly(BRIEFLY, BRIEFLY, BRIEFLY, BRIEFLY, BRIEFLY, BRIEFLY, TRIAL, TRIAL);
    }

    @Test
    void spinsEachTimeAsLongAsThatSucceeds() {
        parkWithoutSpinning(15);
        for (int i = 0; i < 100; i++) {
            assertThat(looks(new Thing(3, true))).isEqualTo(3);
        }
    }

    @Test
    void spinsBrieflyAgainWhereTrialsSucceed() {
        for (int parks = 0; looksInVain() != TRIAL; parks++) {
            assertThat(parks).isLessThan(5_000);
        }
        parkWithoutSpinning(1 + 2047);
        assertThat(IntStream.range(0, 2).map(i -> looks(new Thing(300, true)))).containsExactly(300, 300);
        assertThat(looksInVain()).isEqualTo(BRIEFLY);
        assertThat(skipped()).isEqualTo(1023);
    }

    @Test
    void doesNotSpinForWhatIsNoRendezvous() {
        parkWithoutSpinning(15);
        Thing stored = new Thing(1, false);
        for (int i = 0; i < 10; i++) {
            looks(stored);
        }
        LockSupport.unpark(Thread.currentThread());
        parking.park(fiber, "something else");
        assertThat(stored.looks).isZero();
        assertThat(looksInVain()).as("and spins for the next rendezvous").isEqualTo(BRIEFLY);
    }

    @Test
    void anUnparkOfOneThatSpinsLeavesNoPermit() throws InterruptedException {
        AtomicReference<Parking> other = new AtomicReference<>();
        Thread owner = Thread.ofPlatform().unstarted(() -> {
            parking.spin(new Unparking(other.get()), 0);
            parking.park(other.get(), "for ever");
        });
        other.set(new Parking(owner, parking));
        owner.start();
        Await.until("the thread parks", () -> owner.getState() == Thread.State.WAITING);

        Parker.unpark(other.get());

        owner.join();
    }

    // Who finds its partner spinning

    @Test
    void whoUnparksOneThatSpinsSpinsTheNextTime() throws InterruptedException {
        asFiber(caller -> {
            findPartnerSpinning();
            assertThat(park(caller, new Thing(3, true)).looks).isEqualTo(3);
        });
    }

    @Test
    void whoUnparksOneThatDoesNotSpinLearnsNothing() throws InterruptedException {
        asFiber(caller -> {
            Parker.unpark(fiber);
            assertThat(park(caller, new Thing(3, true)).looks).isZero();
        });
    }

    @Test
    void spinsBrieflyWhereItWasInvited() throws InterruptedException {
        asFiber(caller -> {
            int spins = 0;
            while (spins < 7) { // after which it would try for longer
                spins += park(caller, Thing.never()).looks == 0 ? 0 : 1;
            }
            findPartnerSpinning();
            assertThat(park(caller, Thing.never()).looks).isEqualTo(BRIEFLY);
        });
    }

    @Test
    void followsNoMoreInvitationsThanItWouldSpinByItself() throws InterruptedException {
        asFiber(caller -> {
            List<Integer> spins = IntStream.range(0, 1 + 16 + 2 + 32 + 2)
                    .filter(i -> {
                        findPartnerSpinning();
                        return park(caller, Thing.never()).looks > 0;
                    })
                    .boxed()
                    .toList();
            assertThat(spins).containsExactly(0, 17, 18, 51, 52);
        });
    }

    @Test
    void followsInvitationsAgainOnceItHasSpunWithSuccess() throws InterruptedException {
        asFiber(caller -> {
            findPartnerSpinning();
            park(caller, Thing.never());
            while (park(caller, new Thing(1, true)).looks == 0) {}
            assertThat(park(caller, Thing.never()).looks).isEqualTo(BRIEFLY);

            findPartnerSpinning();

            assertThat(park(caller, Thing.never()).looks).isEqualTo(BRIEFLY);
        });
    }

    /** By the calling fiber. */
    private void findPartnerSpinning() {
        parking.spin(new Unparking(fiber), 0);
    }

    private interface Body {
        void run(FiberCore caller);
    }

    /** Runs the body as a fiber that parks as those do which are tested here, but for its time. */
    private static void asFiber(Body body) throws InterruptedException {
        AtomicReference<Throwable> failure = new AtomicReference<>();
        FiberCore fiber = new Fiber(body, failure);
        fiber.own(Thread.ofVirtual().unstarted(fiber), new Ticking());
        fiber.start();
        fiber.thread().join();
        assertThat(failure.get()).isNull();
    }

    private static final class Fiber extends FiberByHand {
        private final Body body;
        private final AtomicReference<Throwable> failure;

        Fiber(Body body, AtomicReference<Throwable> failure) {
            super("spinning", "SpinningParkingTest", new FiberRegistry("test", () -> {}));
            this.body = body;
            this.failure = failure;
        }

        @Override
        protected @Nullable Object runBody() {
            body.run(this);
            return null;
        }

        @Override
        protected void failed(Throwable thrown) {
            failure.set(thrown);
        }
    }

    /** Who parks that way, and is run by the test. */
    private static final class Parking extends FiberParker {
        Parking(Thread thread, SpinningParking parking) {
            bind(thread, parking);
        }

        @Override
        public void run() {}
    }

    /** What comes with an unpark, when it is looked at. */
    private record Unparking(Parking fiber) implements Awaited {
        @Override
        public boolean isThere() {
            Parker.unpark(fiber);
            return true;
        }

        @Override
        public boolean isRendezvous() {
            return true;
        }
    }
}
