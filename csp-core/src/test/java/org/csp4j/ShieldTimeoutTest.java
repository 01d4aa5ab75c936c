package org.csp4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.csp4j.Csp.chan;
import static org.csp4j.Csp.shield;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import org.csp4j.testsupport.Await;
import org.csp4j.testsupport.SteppedTime;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What becomes of a shielded section whose time is up: a second, of a clock that stands still until the test advances it. */
@Tag("engine")
class ShieldTimeoutTest {
    private static final Duration SECOND = Duration.ofSeconds(1);

    private final Channel<Integer> never = chan("never");
    private final Channel<Integer> cleanup = chan("cleanup");

    @RegisterExtension
    final SteppedTime time = new SteppedTime();

    /** A fiber that waits for the end of its section, which has begun to wait, too; its time is up. */
    private Fiber<Void> late(Action body) {
        Fiber<Void> caller = time.start(() -> shield(SECOND, body));
        ScopeFixture.awaitIn(caller, "end of shielded section");
        Await.until("the body waits", () -> time.scheduler().stats().parked() == 2);
        time.advance(SECOND);
        return caller;
    }

    @Test
    void theBodyIsCancelledAndWaitedFor() {
        AtomicReference<String> body = new AtomicReference<>();
        Fiber<Void> caller = late(() -> {
            try {
                never.receive();
            } catch (InterruptedException e) {
                body.set("told");
                cleanup.receiveOrClosed();
                throw e;
            }
        });
        assertThat(ScopeFixture.whenSet(body)).isEqualTo("told");
        ScopeFixture.awaitIn(caller, "end of shielded section");
        cleanup.close();
        assertThat(time.failure(caller))
                .isInstanceOf(ScopeTimeoutException.class)
                .hasMessageContaining("shielded section")
                .hasNoSuppressedExceptions();
    }

    @Test
    void whatTheBodyFailsWithIsSuppressed() {
        IOException failure = new IOException("of the clean-up");
        Fiber<Void> caller = late(() -> {
            try {
                never.receive();
            } catch (InterruptedException e) {
                throw failure;
            }
        });
        assertThat(time.failure(caller))
                .isInstanceOf(ScopeTimeoutException.class)
                .hasSuppressedException(failure);
    }

    @Test
    void aBodyThatFinishesAllTheSameHasFinished() {
        Fiber<Void> caller = late(() -> {
            try {
                never.receive();
            } catch (InterruptedException e) {
                // that was enough
            }
        });
        assertThat(time.<Void>result(caller)).isNull();
    }

    @Test
    void aBodyThatFinishesInTimeLeavesNoTimer() {
        time.run(() -> shield(SECOND, () -> {}));
        time.assertNobodyWaits();
    }
}
