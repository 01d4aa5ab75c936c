package org.csp4j;

import static org.csp4j.Csp.chan;
import static org.csp4j.diagnostics.WaitReason.Kind.RECEIVE;

import java.util.concurrent.atomic.AtomicReference;
import org.csp4j.testsupport.Await;
import org.csp4j.testsupport.Crew;
import org.csp4j.testsupport.Setting;
import org.csp4j.testsupport.SteppedTime;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What tests of scopes share: openers, and what fibers wait for. */
abstract class ScopeFixture {
    final Channel<Integer> never = chan("never");
    final Channel<Integer> cleanup = chan("cleanup");

    @RegisterExtension
    final Crew crew;

    ScopeFixture(Setting setting) {
        this.crew = new Crew(setting);
    }

    @AfterEach
    void openTheGate() {
        cleanup.close();
    }

    /** Leaves the first wait by an interrupt, and then waits for `cleanup`. */
    final String clean() throws InterruptedException {
        try {
            never.receive();
            throw new AssertionError("nobody sends there");
        } catch (InterruptedException e) {
            cleanup.receiveOrClosed();
            return "cleaned up";
        }
    }

    /** The fiber, when it waits to receive. */
    static <T> Fiber<T> parked(Fiber<T> fiber) {
        SteppedTime.awaitPark(fiber, RECEIVE);
        return fiber;
    }

    static <T> T whenSet(AtomicReference<T> reference) {
        Await.until("it is set", () -> reference.get() != null);
        return reference.get();
    }

    static void awaitIn(Fiber<?> fiber, String channel) {
        Await.until(
                fiber + " waits for " + channel,
                () -> fiber.waitReason()
                        .filter(reason -> reason.subject().equals(channel))
                        .isPresent());
    }

    /** A body that fails. */
    static Action failing(Exception failure) {
        return () -> {
            throw failure;
        };
    }
}
