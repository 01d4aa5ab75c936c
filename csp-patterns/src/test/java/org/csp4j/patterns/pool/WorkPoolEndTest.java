package org.csp4j.patterns.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.csp4j.diagnostics.WaitReason.Kind.RECEIVE;
import static org.csp4j.testsupport.Await.await;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.csp4j.Scope;
import org.csp4j.testsupport.Delays;
import org.csp4j.testsupport.Party;
import org.csp4j.testsupport.Setting;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** {@link WorkPool}: failures, waiting for the end, and ending. */
@Tag("engine")
@ParameterizedClass(name = "{0}")
@MethodSource("org.csp4j.testsupport.Setting#all")
class WorkPoolEndTest extends WorkPoolFixture {
    WorkPoolEndTest(Setting setting) {
        super(setting);
    }

    private static void fail(String why) throws IOException {
        throw new IOException(why);
    }

    // Failures

    @Test
    void aFailureFailsThePoolAtOnce() throws Exception {
        WorkPool pool = pool(2, settings -> settings.queue(1));
        WorkTask<Void> running = occupy(pool);
        WorkTask<Void> failing = crew.call(() -> pool.run(() -> {
            while (pool.stats().queued() + pool.stats().waiting() < 2) {
                Thread.yield();
            }
            fail("no route");
        }));
        WorkTask<Integer> queued = crew.call(() -> pool.queued().call(() -> 1));
        Party<WorkTask<Void>> waiting = crew.start(() -> pool.run(() -> {}));

        assertThat(waiting.failure())
                .isInstanceOf(WorkRejectedException.class)
                .hasMessageContaining("pool 'works' takes no more tasks")
                .hasMessageContaining("no route")
                .hasCauseInstanceOf(WorkFailedException.class);
        assertThat(crew.start(queued::result).failure())
                .isInstanceOf(WorkCancelledException.class)
                .hasCauseInstanceOf(WorkFailedException.class);
        assertThat(crew.start(running::result).failure()).isInstanceOf(WorkCancelledException.class);
        WorkFailedException thrown =
                (WorkFailedException) crew.start(() -> pool.awaitIdle()).failure();
        assertThat(thrown).hasMessageContaining("pool 'works'").hasCauseInstanceOf(IOException.class);
        assertThat(thrown.poolName()).isEqualTo("works");
        assertThat(thrown.workerName()).startsWith("works-worker-");
        assertThat(thrown.taskNumber()).isEqualTo(failing.number());
        assertThatExceptionOfType(WorkRejectedException.class).isThrownBy(() -> pool.tryRun(() -> {}));
        assertThat(pool.shutdownNow()).isEqualTo(List.of(queued));
        assertThat(pool.shutdownNow()).isEmpty();
    }

    @Test
    void aFailureIsThrownByCloseUnlessItWasThrownBefore() throws Exception {
        WorkPool pool = pool(1);
        WorkPool told = pool(1);
        crew.run(() -> {
            pool.run(() -> fail("bad")).join();
            assertThatExceptionOfType(WorkFailedException.class).isThrownBy(pool::close);
            pool.close();
            told.run(() -> fail("bad")).join();
            assertThatExceptionOfType(WorkFailedException.class).isThrownBy(told::awaitIdle);
            told.close();
        });
    }

    @Test
    void anErrorIsAFailureToo() throws Exception {
        WorkPool pool = pool(1, settings -> settings.policy(WorkPolicy.SUPERVISE));
        WorkTask<Void> task = crew.call(() -> pool.call(() -> {
            throw new StackOverflowError();
        }));
        assertThat(crew.start(task::result).failure()).hasCauseInstanceOf(StackOverflowError.class);
        crew.run(() -> assertThat(pool.call(() -> 1).result()).isEqualTo(1));
    }

    @Test
    void underSupervisionAFailureIsForWhoAsksOrElseForTheHook() throws Exception {
        List<WorkFailedException> told = Collections.synchronizedList(new ArrayList<>());
        WorkPool pool = pool(
                1,
                settings -> settings.policy(WorkPolicy.SUPERVISE).onFailure(failure -> {
                    told.add(failure);
                    throw new IllegalStateException("the hook fails, too");
                }));
        crew.run(() -> {
            pool.run(() -> fail("nobody asks"));
            pool.call(() -> {
                fail("somebody may ask");
                return 1;
            });
            pool.run(() -> {});
            pool.awaitIdle();
        });
        assertThat(told)
                .singleElement()
                .satisfies(failure ->
                        assertThat(failure).hasMessageContaining("nobody asks").hasMessageContaining("works-worker-1"));
        assertThat(pool.stats().failed()).isEqualTo(2);
        assertThat(pool.stats().done()).isEqualTo(1);
    }

    @Test
    void collectingRunsAllAndTellsOfAllFailures() throws Exception {
        WorkPool pool = pool(1, settings -> settings.policy(WorkPolicy.COLLECT_ALL));
        crew.run(() -> {
            pool.run(() -> fail("one"));
            pool.run(() -> fail("two"));
            pool.run(() -> {});
        });
        Throwable thrown = crew.start(() -> pool.awaitIdle()).failure();
        assertThat(thrown).isInstanceOf(WorkFailedException.class).hasMessageContaining("one");
        assertThat(thrown.getSuppressed())
                .singleElement()
                .satisfies(other -> assertThat(other).hasMessageContaining("two"));
        assertThat(pool.stats().done()).isEqualTo(1);
        assertThat(pool.isShutdown()).isFalse();
    }

    // Waiting

    @Test
    void awaitIdleWaitsForWhatWaitsAndRuns() throws Exception {
        WorkPool pool = pool(1);
        crew.run(() -> pool.awaitIdle());
        occupy(pool);
        WorkTask<Void> queued = crew.call(() -> pool.queued().run(() -> {}));
        crew.run(() -> assertThat(pool.awaitIdle(Delays.SHORT)).isFalse());
        Party<Void> waiting = crew.start(() -> pool.awaitIdle());
        await(waiting).toPark(RECEIVE);
        openGate();
        waiting.join();
        assertThat(queued.state()).isEqualTo(WorkTask.State.DONE);
        crew.run(() -> assertThat(pool.awaitIdle(Delays.LONG)).isTrue());
    }

    @Test
    void aTaskThatWaitsForItsOwnPoolIsRefused() throws Exception {
        WorkPool pool = pool(1, settings -> settings.policy(WorkPolicy.SUPERVISE));
        for (WorkTask<?> task : List.of(
                crew.<WorkTask<?>>call(() -> pool.call(() -> pool.awaitIdle(Delays.LONG))),
                crew.<WorkTask<?>>call(() -> pool.call(() -> pool.shutdown(Delays.LONG))),
                crew.<WorkTask<?>>call(() -> pool.call(() -> {
                    pool.close();
                    return true;
                })))) {
            assertThat(crew.start(() -> task.result()).failure())
                    .cause()
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("would wait for itself");
        }
        assertThat(pool.isShutdown()).isFalse();
    }

    // Ending

    @Test
    void aShutdownRunsWhatWasTakenAndRejectsTheRest() throws Exception {
        WorkPool pool = pool(1);
        occupy(pool);
        WorkTask<Integer> queued = crew.call(() -> pool.queued().call(() -> 1));
        Party<WorkTask<Void>> waiting = crew.start(() -> pool.run(() -> {}));
        await(waiting).toPark(RECEIVE);
        crew.run(() -> assertThat(pool.shutdown(Delays.SHORT)).isFalse());
        assertThat(waiting.failure()).isInstanceOf(WorkRejectedException.class);
        Throwable late = crew.start(() -> pool.run(() -> {})).failure();
        assertThat(late)
                .isInstanceOf(WorkRejectedException.class)
                .hasMessage("pool 'works' takes no more tasks: it was shut down");
        assertThat(((WorkRejectedException) late).poolName()).isEqualTo("works");
        Party<Void> shutdown = crew.start(() -> pool.shutdown());
        await(shutdown).toPark(RECEIVE);
        openGate();
        shutdown.join();
        assertThat(crew.call(queued::result)).isEqualTo(1);
        crew.run(() -> pool.shutdown());
        assertThat(pool.stats().rejected()).isEqualTo(2);
    }

    @Test
    void anInterruptEndsTheWaitOfAShutdownNotTheShutdown() throws Exception {
        WorkPool pool = pool(1);
        WorkTask<Void> running = occupy(pool);
        Party<Void> shutdown = crew.start(() -> pool.shutdown());
        await(shutdown).toPark(RECEIVE);
        shutdown.interrupt();
        assertThat(shutdown.failure()).isInstanceOf(InterruptedException.class);
        assertThat(pool.isShutdown()).isTrue();
        assertThat(running.state()).isEqualTo(WorkTask.State.RUNNING);
    }

    @Test
    void shutdownNowInterruptsWhatRunsAndHandsBackWhatNeverRan() throws Exception {
        WorkPool pool = pool(1);
        WorkTask<Void> running = occupy(pool);
        WorkTask<Integer> first = crew.call(() -> pool.queued().call(() -> 1));
        WorkTask<Integer> second = crew.call(() -> pool.queued().keyed("a").call(() -> 2));
        WorkTask<Integer> third = crew.call(() -> pool.queued().keyed("a").call(() -> 3));
        assertThat(pool.shutdownNow()).isEqualTo(List.of(first, second, third));
        assertThat(crew.start(running::result).failure()).isInstanceOf(WorkCancelledException.class);
        assertThat(crew.start(second::result).failure())
                .isInstanceOf(WorkCancelledException.class)
                .hasNoCause();
        assertThat(pool.shutdownNow()).isEmpty();
        crew.run(pool::close);
    }

    @Test
    void closeWaitsAndAnInterruptStopsIt() throws Exception {
        WorkPool pool = pool(1);
        WorkTask<Void> running = occupy(pool);
        WorkTask<Integer> queued = crew.call(() -> pool.queued().call(() -> 1));
        Party<Boolean> closing = crew.start(() -> {
            pool.close();
            return Thread.interrupted();
        });
        await(closing).toPark(RECEIVE);
        closing.interrupt();
        assertThat(closing.result()).isTrue();
        assertThat(running.state()).isEqualTo(WorkTask.State.CANCELLED);
        assertThat(pool.shutdownNow()).isEqualTo(List.of(queued));
    }

    @Test
    void anInterruptThatATaskIgnoresIsWaitedFor() throws Exception {
        WorkPool pool = pool(1);
        WorkTask<Integer> stubborn = crew.call(() -> pool.call(() -> {
            try {
                gated().run();
                return 0;
            } catch (InterruptedException e) {
                return 1;
            }
        }));
        awaitState(stubborn, WorkTask.State.RUNNING);
        pool.shutdownNow();
        crew.run(pool::close);
        assertThat(crew.call(stubborn::result)).isEqualTo(1);
    }

    @Test
    void theEndOfItsScopeStopsThePool() throws Exception {
        WorkPool pool = crew.call(() -> {
            try (Scope scope = Scope.open()) {
                return scope.async(() -> {
                            WorkPool inner = WorkPool.builder(2).name("inner").build();
                            inner.run(gated());
                            inner.run(gated());
                            inner.queued().run(gated());
                            return inner;
                        })
                        .result();
            }
        });
        assertThat(crew.start(() -> pool.run(() -> {})).failure())
                .isInstanceOf(WorkRejectedException.class)
                .hasMessageContaining("the run or scope has ended");
        crew.run(pool::close);
        assertThat(pool.stats().accepted()).isEqualTo(3);
        assertThat(pool.stats().cancelled()).isEqualTo(3);
        assertThat(pool.stats().workers()).isZero();
        assertThat(pool.shutdownNow()).allMatch(task -> task.state() == WorkTask.State.CANCELLED);
    }

    @Test
    void aPoolThatIsBuiltInAScopeThatHasEndedRejectsEverything() throws Exception {
        crew.run(() -> {
            try (Scope scope = Scope.open()) {
                scope.go(() -> {
                    scope.cancel();
                    WorkPool pool = WorkPool.open(1);
                    assertThatExceptionOfType(WorkRejectedException.class).isThrownBy(() -> pool.tryRun(() -> {}));
                    pool.close();
                });
                scope.join();
            }
        });
    }
}
