package org.csp4j.patterns.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.csp4j.Csp.chan;
import static org.csp4j.diagnostics.WaitReason.Kind.RECEIVE;
import static org.csp4j.diagnostics.WaitReason.Kind.SEND;
import static org.csp4j.testsupport.Await.await;

import java.util.concurrent.atomic.AtomicReference;
import org.csp4j.Channel;
import org.csp4j.Scope;
import org.csp4j.patterns.internal.Fibers;
import org.csp4j.testsupport.Await;
import org.csp4j.testsupport.Delays;
import org.csp4j.testsupport.Party;
import org.csp4j.testsupport.Setting;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** {@link Dispatcher}: waiting for the end, and ending. */
@Tag("engine")
@ParameterizedClass(name = "{0}")
@MethodSource("org.csp4j.testsupport.Setting#all")
class DispatcherEndTest extends DispatcherFixture {
    DispatcherEndTest(Setting setting) {
        super(setting);
    }

    @Test
    void awaitIdleWaitsForAll() throws Exception {
        Dispatcher<Integer> dispatcher = dispatcher(settings -> settings);
        crew.run(() -> dispatcher.awaitIdle());
        occupy(dispatcher);
        crew.run(() -> assertThat(dispatcher.awaitIdle(Delays.SHORT)).isFalse());
        Party<Boolean> waiting = crew.start(() -> dispatcher.awaitIdle(Delays.LONG));
        await(waiting).toPark(RECEIVE);
        gate.close();
        assertThat(waiting.result()).isTrue();
        assertThat(handled).containsExactly(GATED, 1);
    }

    @Test
    void aHandlerThatWaitsForItsOwnDispatcherIsRefused() throws Exception {
        AtomicReference<Dispatcher<Integer>> own = new AtomicReference<>();
        Dispatcher<Integer> dispatcher = crew.call(() -> Dispatcher.<Integer>builder(job -> {
                    switch (job) {
                        case 1 -> own.get().awaitIdle();
                        case 2 -> own.get().shutdown();
                        default -> own.get().close();
                    }
                })
                .build());
        own.set(dispatcher);
        submit(dispatcher, 1, 2, 3);
        for (int i = 0; i < 3; i++) {
            assertThat(crew.call(() -> dispatcher.deadLetters().receive()).failure())
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("would wait for itself");
        }
        dispatcher.close();
    }

    @Test
    void aShutdownHandlesWhatWasTakenAlsoWhatIsTriedAgain() throws Exception {
        Dispatcher<Integer> dispatcher =
                dispatcher(settings -> settings.queue(1).tries(2));
        occupy(dispatcher);
        failuresLeft.put(1, 1);
        submit(dispatcher, 2);
        Party<Void> waiting = crew.start(() -> dispatcher.submit(3));
        await(waiting).toPark(SEND);
        crew.run(() -> assertThat(dispatcher.shutdown(Delays.SHORT)).isFalse());
        assertThat(waiting.failure())
                .isInstanceOf(DispatcherClosedException.class)
                .hasMessage("dispatcher 'jobs' takes no more jobs: it was shut down");
        assertThatExceptionOfType(DispatcherClosedException.class).isThrownBy(() -> dispatcher.trySubmit(4));
        gate.close();
        crew.run(() -> dispatcher.shutdown());
        assertThat(handled).containsExactlyInAnyOrder(GATED, 1, 2);
        crew.run(dispatcher::close);
        assertThat(dispatcher.isShutdown()).isTrue();
    }

    @Test
    void shutdownNowInterruptsWhatRunsAndHandsBackTheRest() throws Exception {
        Dispatcher<Integer> dispatcher = dispatcher(settings -> settings.tries(9));
        occupy(dispatcher);
        submit(dispatcher, 2, 3);
        assertThat(dispatcher.shutdownNow()).containsExactly(1, 2, 3);
        assertThat(dispatcher.shutdownNow()).isEmpty();
        assertThat(crew.call(() -> dispatcher.deadLetters().receive()).failure())
                .isInstanceOf(InterruptedException.class);
        crew.run(dispatcher::close);
        assertThat(dispatcher.shutdownNow()).isEmpty();
    }

    @Test
    void closeWaitsAndAnInterruptStopsIt() throws Exception {
        Dispatcher<Integer> dispatcher = dispatcher(settings -> settings);
        occupy(dispatcher);
        Party<Boolean> closing = crew.start(() -> {
            dispatcher.close();
            return Thread.interrupted();
        });
        await(closing).toPark(RECEIVE);
        Await.until("it waits for the end", dispatcher::isShutdown);
        closing.interrupt();
        assertThat(closing.result()).isTrue();
        assertThat(dispatcher.shutdownNow()).containsExactly(1);
        assertThat(dispatcher.stats().dead()).isEqualTo(1);
    }

    @Test
    void theEndOfItsScopeStopsIt() throws Exception {
        Dispatcher<Integer> dispatcher = crew.call(() -> {
            try (Scope scope = Scope.open()) {
                return scope.async(() -> {
                            Dispatcher<Integer> inner = Dispatcher.<Integer>builder(this::handle)
                                    .workers(1, 1)
                                    .build();
                            inner.submit(GATED);
                            inner.submit(GATED + 1);
                            inner.submit(GATED + 2);
                            return inner;
                        })
                        .result();
            }
        });
        assertThatExceptionOfType(DispatcherClosedException.class).isThrownBy(() -> dispatcher.trySubmit(1));
        crew.run(dispatcher::close);
        DispatcherStats stats = dispatcher.stats();
        assertThat(stats.dead() + stats.handedBack()).isEqualTo(3);
        assertThat(dispatcher.shutdownNow()).hasSize((int) stats.handedBack());
    }

    @Test
    void aHandlerThatIgnoresTheEndOfItsScopeKeepsNobodyFromAnAnswer() throws Exception {
        Channel<Dispatcher<Integer>> built = chan(1);
        Party<Void> opener = crew.start(() -> {
            try (Scope scope = Scope.open()) {
                scope.go(() -> {
                            Dispatcher<Integer> inner = Dispatcher.<Integer>builder(this::ignoreInterrupts)
                                    .workers(1, 1)
                                    .build();
                            inner.submit(1);
                            inner.submit(2);
                            built.send(inner);
                        })
                        .join();
            }
        });
        Dispatcher<Integer> dispatcher = built.receive();
        Await.until("it is told to end", dispatcher::isShutdown);
        assertThat(dispatcher.shutdownNow().size() + dispatcher.stats().running())
                .isEqualTo(2);
        gate.close();
        opener.join();
        assertThat(dispatcher.stats().workers()).isZero();
    }

    private void ignoreInterrupts(Integer job) {
        Fibers.uninterrupted(gate::receiveOrClosed);
    }

    @Test
    void oneThatIsBuiltInAScopeThatHasEndedTakesNothing() throws Exception {
        crew.run(() -> {
            try (Scope scope = Scope.open()) {
                scope.go(() -> {
                    scope.cancel();
                    Dispatcher<Integer> dispatcher =
                            Dispatcher.<Integer>builder(this::handle).build();
                    assertThatExceptionOfType(DispatcherClosedException.class)
                            .isThrownBy(() -> dispatcher.trySubmit(1));
                    dispatcher.close();
                });
                scope.join();
            }
        });
    }
}
