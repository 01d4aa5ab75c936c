package org.csp4j.patterns.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.csp4j.Csp.chan;
import static org.csp4j.Csp.channel;
import static org.csp4j.Csp.conflated;

import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.csp4j.Channel;
import org.csp4j.Overflow;
import org.csp4j.Received;
import org.csp4j.patterns.NothingIsLeft;
import org.csp4j.testsupport.Await;
import org.csp4j.testsupport.ChildJvm;
import org.csp4j.testsupport.Delays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** {@link Signals} in this JVM, which raises them itself, and what else they do in another one. */
@ExtendWith(NothingIsLeft.class)
class SignalsTest {
    private static final int SIGTERM = 15;

    private final Channel<String> channel = chan("signals", 2);
    private final Channel<String> other = chan("others", 2);

    @AfterEach
    void stop() {
        Signals.stop(channel);
        Signals.stop(other);
    }

    private static void raise(String name) {
        JvmSignals.raise(JvmSignals.named(name));
    }

    private static String next(Channel<String> channel) throws InterruptedException {
        return channel.tryReceive(Delays.PATIENCE).asOptional().orElse("none");
    }

    @Test
    void aSignalGoesToEachChannelThatIsRegisteredForIt() throws Exception {
        Signals.notify(channel, "USR2", "WINCH");
        Signals.notify(other, "USR2");
        raise("USR2");
        assertThat(next(channel)).isEqualTo("USR2");
        assertThat(next(other)).isEqualTo("USR2");
        raise("WINCH");
        assertThat(next(channel)).isEqualTo("WINCH");
        assertThat(other.size()).isZero();
    }

    @Test
    void registeringTwiceSendsOnce() throws Exception {
        Signals.notify(channel, "USR2");
        Signals.notify(channel, "WINCH", "USR2");
        raise("USR2");
        raise("WINCH");
        assertThat(List.of(next(channel), next(channel))).containsExactlyInAnyOrder("USR2", "WINCH");
        assertThat(channel.size()).isZero();
    }

    @Test
    void aChannelThatIsFullMissesASignal() throws Exception {
        Channel<String> full = chan("full", 1);
        Signals.notify(full, "USR2");
        Signals.notify(channel, "WINCH", "USR2");
        try {
            for (int i = 0; i < 2; i++) {
                raise("USR2");
                assertThat(next(channel)).isEqualTo("USR2"); // it has been sent to both when the next one is
                raise("WINCH");
                assertThat(next(channel)).isEqualTo("WINCH");
            }
            assertThat(full.size()).isEqualTo(1);
        } finally {
            Signals.stop(full);
        }
    }

    @Test
    void afterStopOthersGoOn() throws Exception {
        Signals.notify(channel, "USR2");
        Signals.notify(other, "USR2");
        Signals.stop(channel);
        Signals.stop(channel);
        raise("USR2");
        assertThat(next(other)).isEqualTo("USR2");
        assertThat(channel.size()).isZero();
    }

    @Test
    void aChannelThatIsClosedLeavesByItself() throws Exception {
        Signals.notify(other, "USR2");
        Signals.notify(channel, "USR2");
        channel.close();
        raise("USR2");
        assertThat(next(other)).isEqualTo("USR2");
        assertThat(channel.tryReceive()).isInstanceOf(Received.Closed.class);
    }

    @Test
    void whatCannotBeIsRefusedWithNameAndValueAndChangesNothing() throws Exception {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Signals.notify(channel, "USR2", "SIGINT"))
                .withMessageContaining("'SIGINT'")
                .withMessageContaining("without SIG");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Signals.notify(channel))
                .withMessageContaining("'signals'");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Signals.notify(chan("rendezvous"), "USR2"))
                .withMessageContaining("'rendezvous' stores nothing");
        assertThatExceptionOfType(SignalUnavailableException.class)
                .isThrownBy(() -> Signals.notify(channel, "USR2", "KILL"))
                .withMessageContaining("'KILL'")
                .withMessageContaining("-Xrs")
                .satisfies(refused -> assertThat(refused.signal()).isEqualTo("KILL"));
        assertThatNullPointerException().isThrownBy(() -> Signals.notify(null, "USR2"));
        assertThatNullPointerException().isThrownBy(() -> Signals.notify(channel, (String) null));
        assertThatNullPointerException().isThrownBy(() -> Signals.stop(null));

        Signals.notify(other, "USR2");
        raise("USR2");
        assertThat(next(other)).isEqualTo("USR2");
        assertThat(channel.size()).isZero();
    }

    // In another JVM

    /** Says what it is sent, until it has been sent as many as it was told; then lets signals do what they did before. */
    private static final class Relay {
        public static void main(String[] arguments) throws Exception {
            Channel<String> signals = conflated();
            Signals.notify(signals, "TERM", "WINCH");
            System.out.println("ready");
            for (int i = Integer.parseInt(arguments[0]); i > 0; i--) {
                System.out.println("received " + signals.receive());
            }
            Signals.stop(signals);
            System.out.println("stopped");
            Thread.sleep(Delays.LONG);
        }
    }

    private static void kill(ChildJvm jvm, String signal) throws Exception {
        assertThat(new ProcessBuilder("kill", "-" + signal, Long.toString(jvm.pid()))
                        .start()
                        .waitFor())
                .isZero();
    }

    @Test
    void afterTheLastChannelHasLeftASignalEndsTheJvmAgain() throws Exception {
        try (ChildJvm jvm = ChildJvm.start(List.of(), Relay.class, "2")) {
            jvm.awaitLine("ready");
            kill(jvm, "TERM");
            jvm.awaitLine("received TERM");
            kill(jvm, "WINCH");
            jvm.awaitLine("stopped");
            kill(jvm, "TERM");
            assertThat(jvm.awaitEnd()).isEqualTo(128 + SIGTERM);
        }
    }

    @Test
    void whereTheJvmGivesNoSignalsTheErrorSaysWhatToDo() throws Exception {
        try (ChildJvm jvm = ChildJvm.start(List.of("-Xrs"), Relay.class, "1")) {
            assertThat(jvm.awaitEnd()).isEqualTo(1);
            assertThat(jvm.output()).contains("SignalUnavailableException: signal 'TERM' is kept", "-Xrs");
        }
        try (ChildJvm jvm = ChildJvm.start(List.of("--limit-modules=java.base,java.management"), Relay.class, "1")) {
            assertThat(jvm.awaitEnd()).isEqualTo(1);
            assertThat(jvm.output()).contains("SignalUnavailableException: signal 'TERM'", "jdk.unsupported");
        }
    }

    /** Keeps the lock in a hook, so that another signal waits for it, and takes the last channel off meanwhile. */
    private static final class Latecomer {
        public static void main(String[] arguments) throws Exception {
            CountDownLatch inHook = new CountDownLatch(1);
            CountDownLatch go = new CountDownLatch(1);
            AtomicReference<Channel<String>> registered = new AtomicReference<>();
            Channel<String> signals = channel()
                    .capacity(1)
                    .overflow(Overflow.DROP_OLDEST)
                    .<String>build(_ -> {
                        inHook.countDown();
                        awaitUninterruptibly(go);
                        Signals.stop(registered.get());
                    });
            registered.set(signals);
            Signals.notify(signals, "TERM");
            raise("TERM");
            Await.until("it is stored", () -> signals.size() == 1);
            raise("TERM"); // drops the first
            inHook.await();
            raise("TERM");
            Await.until(
                    "it waits",
                    () -> Thread.getAllStackTraces().keySet().stream()
                                    .filter(thread -> thread.getName().startsWith("SIGTERM"))
                                    .filter(thread -> thread.getState() == Thread.State.WAITING)
                                    .count()
                            == 2);
            System.out.println("too late");
            go.countDown();
            Thread.sleep(Delays.LONG);
        }

        private static void awaitUninterruptibly(CountDownLatch latch) {
            try {
                latch.await();
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        }
    }

    @Test
    void aSignalThatComesWhileTheLastChannelLeavesIsNotLost() throws Exception {
        try (ChildJvm jvm = ChildJvm.start(List.of(), Latecomer.class)) {
            assertThat(jvm.awaitEnd()).as(jvm::output).isEqualTo(128 + SIGTERM);
            assertThat(jvm.output()).contains("too late");
        }
    }
}
