package org.csp4j.patterns.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.csp4j.Csp.chan;
import static org.csp4j.Csp.never;
import static org.csp4j.Csp.receive;
import static org.csp4j.Csp.select;
import static org.csp4j.diagnostics.WaitReason.Kind.SEND;
import static org.csp4j.testsupport.Await.await;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.csp4j.Channel;
import org.csp4j.ChannelClosedException;
import org.csp4j.ReceiveChannel;
import org.csp4j.Received;
import org.csp4j.Scope;
import org.csp4j.patterns.Late;
import org.csp4j.patterns.NothingIsLeft;
import org.csp4j.patterns.flow.Transform;
import org.csp4j.testsupport.Crew;
import org.csp4j.testsupport.Delays;
import org.csp4j.testsupport.Party;
import org.csp4j.testsupport.Rounds;
import org.csp4j.testsupport.Setting;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** {@link SharedVar}: one order of all that is done to it. */
@Tag("engine")
@ParameterizedClass(name = "{0}")
@MethodSource("org.csp4j.testsupport.Setting#all")
@ExtendWith(NothingIsLeft.class)
class SharedVarTest {
    @RegisterExtension
    final Crew crew;

    private final Channel<Integer> gate = chan("gate");
    private final CountDownLatch atTheGate = new CountDownLatch(1);
    private SharedVar<Integer> variable;

    SharedVarTest(Setting setting) {
        crew = new Crew(setting);
    }

    @BeforeEach
    void start() throws Exception {
        variable = crew.call(() -> SharedVar.of("counter", 0));
    }

    @AfterEach
    void close() {
        gate.close();
        variable.close();
    }

    /** An update that waits at the gate. */
    private int gated(int value) throws InterruptedException {
        atTheGate.countDown();
        return value + gate.receive();
    }

    @Test
    void isReadWrittenAndUpdated() throws Exception {
        crew.run(() -> {
            assertThat(variable.read()).isZero();
            variable.write(5);
            assertThat(variable.read(Delays.LONG)).contains(5);
            assertThat(variable.update(value -> value * 2)).isEqualTo(10);
            assertThat(variable.write(3, Delays.LONG)).isTrue();
            assertThat(variable.update(value -> value + 7, Delays.LONG)).contains(10);
            int read = select(variable.reading(value -> value), receive(never(), _ -> -1));
            assertThat(read).isEqualTo(10);
        });
    }

    @Test
    void anUpdateThatThrowsChangesNothing() throws Exception {
        IOException failure = new IOException("of the update");
        crew.run(() -> {
            variable.write(1);
            assertThatThrownBy(() -> variable.update(_ -> {
                        throw failure;
                    }))
                    .isInstanceOf(UpdateFailedException.class)
                    .hasMessageContaining("counter")
                    .hasCause(failure);
            assertThatThrownBy(() -> variable.update(_ -> null)).hasCauseInstanceOf(NullPointerException.class);
            assertThat(variable.read()).isEqualTo(1);
        });
    }

    @Test
    void anUpdateThatHasBegunRunsToItsEndAndKeepsTheInterrupt() throws Exception {
        Party<Boolean> updating = crew.start(() -> {
            assertThat(variable.update(this::gated)).isEqualTo(7);
            return Thread.interrupted();
        });
        atTheGate.await();
        updating.interrupt();
        gate.send(7);
        assertThat(updating.result()).isTrue();
    }

    @Test
    void aWriteThatIsInterruptedBeforeItIsTakenChangesNothing() throws Exception {
        Party<Integer> updating = crew.start(() -> variable.update(this::gated));
        atTheGate.await();
        Party<Void> writing = crew.start(() -> variable.write(100));
        await(writing).toPark(SEND);
        writing.interrupt();
        assertThat(writing.failure()).isInstanceOf(InterruptedException.class);
        gate.send(1);
        assertThat(updating.result()).isEqualTo(1);
        crew.run(() -> assertThat(variable.read()).isEqualTo(1));
    }

    @Test
    void whatIsNotTakenInTimeChangesNothing() throws Exception {
        Party<Integer> updating = crew.start(() -> variable.update(this::gated));
        atTheGate.await();
        crew.run(() -> {
            assertThat(variable.read(Delays.SHORT)).isEmpty();
            assertThat(variable.write(100, Delays.SHORT)).isFalse();
            assertThat(variable.update(_ -> 100, Delays.SHORT)).isEmpty();
        });
        gate.send(1);
        assertThat(updating.result()).isEqualTo(1);
        crew.run(() -> assertThat(variable.read()).isEqualTo(1));
    }

    @Test
    void anUpdateCannotWaitForItsOwnVariable() throws Exception {
        crew.run(() -> {
            for (Transform<Integer, Integer> update : List.<Transform<Integer, Integer>>of(
                    _ -> variable.read(),
                    _ -> variable.read(Delays.LONG).orElseThrow(),
                    value -> variable.update(_ -> value),
                    value -> variable.update(_ -> value, Delays.LONG).orElseThrow(),
                    value -> {
                        variable.write(value);
                        return value;
                    },
                    value -> variable.write(value, Delays.LONG) ? 1 : 2)) {
                assertThatThrownBy(() -> variable.update(update))
                        .hasCauseInstanceOf(IllegalStateException.class)
                        .hasMessageContaining("of 'counter' by one of its updates");
            }
        });
    }

    @Test
    void aWatcherSeesTheLatest() throws Exception {
        crew.run(() -> {
            ReceiveChannel<Integer> watcher = variable.watch();
            assertThat(watcher.receive()).isZero();
            variable.write(1);
            variable.update(value -> value + 1);
            assertThat(watcher.receive()).isBetween(1, 2);
            variable.close();
            Received.Eventually<Integer> last = watcher.receiveOrClosed();
            while (last instanceof Received.Value<Integer>(var value)) {
                assertThat(value).isEqualTo(2);
                last = watcher.receiveOrClosed();
            }
            assertThat(last).isEqualTo(new Received.Closed<>(null));
        });
    }

    @Test
    void closedItRefusesEverything() throws Exception {
        variable.close();
        variable.close();
        crew.run(() -> {
            assertThatThrownBy(variable::read)
                    .isInstanceOf(ChannelClosedException.class)
                    .hasMessageContaining("counter");
            assertThatThrownBy(() -> variable.write(1)).isInstanceOf(ChannelClosedException.class);
            assertThatThrownBy(() -> variable.update(value -> value)).isInstanceOf(ChannelClosedException.class);
            for (ThrowingCallable timed : List.<ThrowingCallable>of(
                    () -> variable.read(Delays.LONG),
                    () -> variable.write(1, Delays.LONG),
                    () -> variable.update(value -> value, Delays.LONG))) {
                assertThatThrownBy(timed)
                        .isInstanceOf(ChannelClosedException.class)
                        .hasMessageContaining("of 'counter', which is closed");
            }
        });
    }

    @Test
    void itEndsWithTheScopeOfItsMaker() throws Exception {
        AtomicReference<SharedVar<Integer>> made = new AtomicReference<>();
        crew.run(() -> {
            try (Scope scope = Scope.open()) {
                scope.go(() -> made.set(SharedVar.of(1))).join();
            }
            ReceiveChannel<Integer> watcher = made.get().watch();
            assertThat(watcher.receive()).isEqualTo(1);
            assertThatThrownBy(watcher::receive).isInstanceOf(ChannelClosedException.class);
            assertThatThrownBy(made.get()::read).isInstanceOf(ChannelClosedException.class);
            assertThatThrownBy(() -> made.get().write(2)).isInstanceOf(ChannelClosedException.class);
        });
    }

    @Test
    void whenItsFiberNeverBeginsItIsClosed() throws Exception {
        AtomicReference<SharedVar<Integer>> made = new AtomicReference<>();
        crew.run(() -> {
            Late.start(() -> made.set(SharedVar.of(1)));
            assertThat(made.get().watch().stream().toList()).containsExactly(1);
            assertThatThrownBy(made.get()::read).isInstanceOf(ChannelClosedException.class);
        });
    }

    @Test
    void refusesNulls() {
        assertThatNullPointerException().isThrownBy(() -> SharedVar.of(null));
        assertThatNullPointerException().isThrownBy(() -> variable.write(null));
        assertThatNullPointerException().isThrownBy(() -> SharedVar.of(null, 1));
        assertThatNullPointerException().isThrownBy(() -> variable.write(null, Delays.LONG));
        assertThatNullPointerException().isThrownBy(() -> variable.write(1, null));
        assertThatNullPointerException().isThrownBy(() -> variable.read(null));
        assertThatNullPointerException().isThrownBy(() -> variable.update(null, Delays.LONG));
        assertThatNullPointerException().isThrownBy(() -> variable.update(null));
        assertThatNullPointerException().isThrownBy(() -> variable.reading(null));
    }

    /** Updates with interrupts and timeouts among them: each that has returned a value counts once, and each other one not at all. */
    @Test
    void everyUpdateCountsOnceOrNotAtAll() throws Exception {
        List<Party<Integer>> updaters = new ArrayList<>();
        for (int p = 0; p < 4; p++) {
            updaters.add(crew.start(() -> {
                int done = 0;
                for (int i = 0; i < Rounds.of(1000); i++) {
                    try {
                        if (i % 3 == 0) {
                            done += variable.update(value -> value + 1, Delays.SHORT)
                                            .isPresent()
                                    ? 1
                                    : 0;
                        } else {
                            variable.update(value -> value + 1);
                            done++;
                        }
                    } catch (InterruptedException e) {
                        // it was not done
                    }
                }
                Thread.interrupted();
                return done;
            }));
        }
        for (int i = 0; i < 100; i++) {
            updaters.get(i % 4).interrupt();
            Thread.yield();
        }
        int done = 0;
        for (Party<Integer> updater : updaters) {
            done += updater.result();
        }
        assertThat(crew.<Integer>call(variable::read)).isEqualTo(done);
    }
}
