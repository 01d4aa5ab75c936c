package org.csp4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import java.time.Duration;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.csp4j.testsupport.Delays;
import org.csp4j.testsupport.Party;
import org.junit.jupiter.api.Test;

abstract class NullsContract extends ChannelFixture {
    NullsContract(ChannelSubject subject) {
        super(subject);
    }

    @Test
    void anElementIsNeverNull() throws Exception {
        Party<Integer> receiver = parkedReceiver();
        assertRefused("element", () -> in.send(null));
        assertRefused("element", () -> in.sendOrClosed(null));
        assertRefused("element", () -> in.trySend(null));
        assertRefused("element", () -> in.trySend(null, Delays.LONG));
        assertRefused("element", () -> in.trySend(null, Deadline.after(Delays.LONG)));
        in.trySend(7);
        assertThat(receiver.result()).isEqualTo(7);
    }

    @Test
    void aLengthOrDeadlineIsNeverNullAndNothingIsSent() {
        assertRefused("timeout", () -> in.trySend(7, (Duration) null));
        assertRefused("deadline", () -> in.trySend(7, (Deadline) null));
        assertThat(rest()).isEmpty();
    }

    @Test
    void aLengthOrDeadlineIsNeverNullAndNothingIsReceived() {
        List<Integer> supplied = supply(3);
        assertRefused("timeout", () -> out.tryReceive((Duration) null));
        assertRefused("deadline", () -> out.tryReceive((Deadline) null));
        assertThat(rest()).isEqualTo(supplied);
    }

    @Test
    void aCauseIsNeverNullAndNothingIsClosed() {
        List<Integer> stored = fill();
        assertRefused("cause", () -> in.close(null));
        assertRefused("cause", () -> out.cancel(null));
        assertThat(in.isClosed()).isFalse();
        assertThat(rest()).isEqualTo(stored);
    }

    @Test
    void aSinkIsNeverNullAndNothingIsReceived() {
        List<Integer> supplied = supply(3);
        assertRefused("sink", () -> out.drainTo(null));
        assertRefused("sink", () -> out.drainTo(null, 0));
        assertThat(rest()).isEqualTo(supplied);
        assertThat(undelivered).isEmpty();
    }

    @Test
    void aNullIsRefusedOnAClosedChannelToo() {
        in.close();
        assertRefused("element", () -> in.send(null));
        assertRefused("element", () -> in.trySend(null));
    }

    @Test
    void aNullIsRefusedBeforeAnInterruptIsLookedAt() throws Exception {
        crew.run(() -> {
            Thread.currentThread().interrupt();
            assertRefused("element", () -> in.send(null));
            assertThat(Thread.currentThread().isInterrupted()).isTrue();
        });
    }

    private static void assertRefused(String argument, ThrowingCallable call) {
        assertThatNullPointerException().isThrownBy(call).withMessage(argument);
    }
}
