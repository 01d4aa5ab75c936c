package org.csp4j.internal.fiber;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.csp4j.testsupport.Await;
import org.junit.jupiter.api.Test;

class SpinningParkingTest {
    private static final int SPINS = 5;

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

    private final SpinningParking parking = new SpinningParking(SPINS);
    private final Still fiber = new Still(Thread.currentThread(), parking);

    /** Parks where a permit is there already; a park that spins leaves it. */
    private Thing park(Thing thing) {
        LockSupport.unpark(Thread.currentThread());
        parking.park(fiber, thing);
        return thing;
    }

    private void park(int times) {
        for (int i = 0; i < times; i++) {
            assertThat(park(Thing.never()).looks).as("looks at park " + i).isZero();
        }
    }

    @Test
    void doesNotSpinAtTheFirstParks() {
        park(15);
        assertThat(park(Thing.never()).looks).isEqualTo(1 + SPINS);
    }

    @Test
    void parksAfterItHasSpunInVain() {
        park(15);
        Thing thing = park(Thing.never());
        park(thing);
        assertThat(thing.looks).isEqualTo(1 + SPINS);
    }

    @Test
    void skipsMoreAndMoreParksWhileItSpinsInVain() {
        park(15);
        assertThat(park(Thing.never()).looks).isEqualTo(1 + SPINS);
        assertThat(List.of(skipped(), skipped(), skipped(), skipped(), skipped()))
                .containsExactly(31, 63, 127, 255, 255);
    }

    /** How many parks it does not spin at, after one at which it did so in vain. */
    private int skipped() {
        int parks = 0;
        while (park(Thing.never()).looks == 0) {
            parks++;
        }
        return parks - 1; // the first one was for the thing that did not come
    }

    @Test
    void spinsEachTimeAsLongAsThatSucceeds() {
        park(15);
        for (int i = 0; i < 100; i++) {
            assertThat(park(new Thing(3, true)).looks).isEqualTo(3);
        }
    }

    @Test
    void doesNotSpinForWhatIsNoRendezvous() {
        park(15);
        Thing stored = new Thing(1, false);
        for (int i = 0; i < 10; i++) {
            park(stored);
        }
        LockSupport.unpark(Thread.currentThread());
        parking.park(fiber, "something else");
        assertThat(stored.looks).isZero();
        assertThat(park(Thing.never()).looks)
                .as("and spins for the next rendezvous")
                .isEqualTo(1 + SPINS);
    }

    @Test
    void anUnparkOfOneThatSpinsLeavesNoPermit() throws InterruptedException {
        AtomicReference<Still> other = new AtomicReference<>();
        Thread owner = Thread.ofPlatform().unstarted(() -> {
            parking.spin(new Unparking(other.get()));
            parking.park(other.get(), "for ever");
        });
        other.set(new Still(owner, parking));
        owner.start();
        Await.until("the thread parks", () -> owner.getState() == Thread.State.WAITING);

        Parker.unpark(other.get());

        owner.join();
    }

    /** Who parks that way, and is run by the test. */
    private static final class Still extends FiberParker {
        Still(Thread thread, SpinningParking parking) {
            bind(thread, parking);
        }

        @Override
        public void run() {}
    }

    /** What comes with an unpark, when it is looked at. */
    private record Unparking(Still fiber) implements Awaited {
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
