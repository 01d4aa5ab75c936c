package org.csp4j.patterns.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.csp4j.Csp.chan;
import static org.csp4j.diagnostics.WaitReason.Kind.RECEIVE;
import static org.csp4j.testsupport.Await.await;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.csp4j.Channel;
import org.csp4j.Received;
import org.csp4j.patterns.task.CspFuture;
import org.csp4j.patterns.task.FutureCancelledException;
import org.csp4j.testsupport.Await;
import org.csp4j.testsupport.Delays;
import org.csp4j.testsupport.Party;
import org.csp4j.testsupport.Setting;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** {@link WorkPool}: taking tasks, and running them. */
@Tag("engine")
@ParameterizedClass(name = "{0}")
@MethodSource("org.csp4j.testsupport.Setting#all")
class WorkPoolTest extends WorkPoolFixture {
    WorkPoolTest(Setting setting) {
        super(setting);
    }

    // Handing over to a worker

    @Test
    void everyTaskRunsOnceByOneOfTheWorkers() throws Exception {
        WorkPool pool = pool(2);
        Set<String> workers = ConcurrentHashMap.newKeySet();
        Channel<Integer> numbers = chan(100);
        crew.run(() -> {
            for (int i = 0; i < 100; i++) {
                int number = i;
                pool.run(() -> {
                    workers.add(Thread.currentThread().getName());
                    numbers.send(number);
                });
            }
            pool.awaitIdle();
        });
        assertThat(numbers.cancel()).hasSize(100).doesNotHaveDuplicates();
        assertThat(workers).isSubsetOf("works-worker-1", "works-worker-2");
    }

    @Test
    void runWaitsUntilAWorkerHasTakenTheTask() throws Exception {
        WorkPool pool = pool(1);
        occupy(pool);
        Party<WorkTask<Void>> waiting = crew.start(() -> pool.run(() -> {}));
        await(waiting).toPark(RECEIVE);
        assertThat(pool.stats().waiting()).isEqualTo(1);
        openGate();
        waiting.result().join();
    }

    @Test
    void thoseWhoWaitAreServedInOrder() throws Exception {
        WorkPool pool = pool(1);
        occupy(pool);
        Channel<Integer> order = chan(3);
        for (int i = 0; i < 3; i++) {
            int number = i;
            await(crew.start(() -> pool.run(() -> order.send(number)))).toPark(RECEIVE);
        }
        openGate();
        assertThat(List.of(order.receive(), order.receive(), order.receive())).containsExactly(0, 1, 2);
    }

    @Test
    void tryRunTakesATaskOnlyIfAWorkerIsFree() throws Exception {
        WorkPool pool = pool(2);
        assertThat(pool.tryRun(gated())).isPresent(); // also before the workers' fibers have begun
        assertThat(pool.tryRun(gated())).isPresent();
        assertThat(pool.tryRun(() -> {
                    throw new AssertionError("it was not taken");
                }))
                .isEmpty();
        openGate();
    }

    @Test
    void aWorkerIsFreeWhenTheResultOfItsTaskIsThere() throws Exception {
        WorkPool pool = pool(1);
        crew.run(() -> {
            for (int i = 0; i < 1_000; i++) {
                int number = i;
                assertThat(pool.tryCall(() -> number).orElseThrow().result()).isEqualTo(number);
            }
        });
    }

    @Test
    void aTimedRunGivesUpAndTheTaskNeverRuns() throws Exception {
        WorkPool pool = pool(1);
        occupy(pool);
        crew.run(() -> {
            assertThat(pool.tryRun(() -> crew.start(() -> {}), Delays.SHORT)).isEmpty();
            assertThat(pool.tryCall(() -> 1, Delays.NEGATIVE)).isEmpty();
        });
        openGate();
        crew.run(() -> assertThat(
                        pool.tryCall(() -> 2, Delays.LONG).orElseThrow().result())
                .isEqualTo(2));
        assertThat(pool.stats().accepted()).isEqualTo(2);
    }

    @Test
    void anInterruptEndsAWaitAndTheTaskNeverRuns() throws Exception {
        WorkPool pool = pool(1);
        occupy(pool);
        Party<WorkTask<Void>> waiting = crew.start(() -> pool.run(() -> {}));
        await(waiting).toPark(RECEIVE);
        waiting.interrupt();
        assertThat(waiting.failure()).isInstanceOf(InterruptedException.class);
        assertThat(pool.stats().waiting()).isZero();
        openGate();
        assertThat(crew.start(() -> {
                            Thread.currentThread().interrupt();
                            pool.run(() -> {});
                        })
                        .failure())
                .isInstanceOf(InterruptedException.class);
        assertThat(pool.stats().accepted()).isEqualTo(1);
    }

    // The queue

    @Test
    void theQueueStoresWhatItHasRoomForAndLetsOthersWait() throws Exception {
        WorkPool pool = pool(1, settings -> settings.queue(2));
        occupy(pool);
        Channel<Integer> order = chan(4);
        crew.run(() -> {
            pool.queued().run(() -> order.send(1));
            pool.queued().run(() -> order.send(2));
        });
        assertThat(pool.queued().tryRun(() -> {})).isEmpty();
        await(crew.start(() -> pool.queued().run(() -> order.send(3)))).toPark(RECEIVE);
        await(crew.start(() -> pool.run(() -> order.send(4)))).toPark(RECEIVE);
        assertThat(pool.stats().queued()).isEqualTo(2);
        assertThat(pool.stats().waiting()).isEqualTo(2);
        openGate();
        assertThat(List.of(order.receive(), order.receive(), order.receive(), order.receive()))
                .containsExactly(1, 2, 3, 4);
    }

    @Test
    void whoWaitsForRoomHasItWhenATaskIsCancelled() throws Exception {
        WorkPool pool = pool(1, settings -> settings.queue(1));
        occupy(pool);
        WorkTask<Integer> stored = crew.call(() -> pool.queued().call(() -> 1));
        Party<WorkTask<Integer>> waiting = crew.start(() -> pool.queued().call(() -> 2));
        await(waiting).toPark(RECEIVE);
        assertThat(stored.cancel()).isTrue();
        WorkTask<Integer> second = waiting.result();
        assertThat(second.state()).isEqualTo(WorkTask.State.WAITING);
        openGate();
        assertThat(crew.call(second::result)).isEqualTo(2);
    }

    @Test
    void aQueueWithoutRoomIsNone() throws Exception {
        WorkPool pool = pool(1, settings -> settings.queue(0));
        assertThat(pool.queued().tryRun(gated())).isPresent();
        assertThat(pool.queued().tryRun(gated())).isEmpty();
        Party<WorkTask<Integer>> waiting = crew.start(() -> pool.queued().call(() -> 1));
        await(waiting).toPark(RECEIVE);
        openGate();
        assertThat(crew.call(waiting.result()::result)).isEqualTo(1);
    }

    // Results

    @Test
    void aResultIsWaitedForAndSelected() throws Exception {
        WorkPool pool = pool(1);
        WorkTask<Integer> task = crew.call(() -> pool.call(() -> {
            gated().run();
            return 42;
        }));
        Party<Integer> waiting = crew.start(task::result);
        await(waiting).toPark(RECEIVE);
        crew.run(() -> assertThat(task.join(Delays.SHORT)).isFalse());
        openGate();
        assertThat(waiting.result()).isEqualTo(42);
        assertThat(crew.call(() -> task.done().receiveOrClosed())).isInstanceOf(Received.Closed.class);
        assertThat(task.state()).isEqualTo(WorkTask.State.DONE);
        assertThat(task.cancel()).isFalse();
    }

    @Test
    void aResultIsAFutureToo() throws Exception {
        WorkPool pool = pool(1, settings -> settings.policy(WorkPolicy.SUPERVISE));
        WorkTask<Void> running = occupy(pool);
        WorkTask<Integer> early = crew.call(() -> pool.queued().call(() -> 1));
        CspFuture<Integer> first = early.future();
        CspFuture<Integer> second = crew.call(() -> pool.queued().call(() -> 2)).future();
        CspFuture<List<Integer>> both = CspFuture.all(List.of(first, second));
        WorkTask<Integer> failing = crew.call(() -> pool.queued().call(() -> {
            throw new IllegalStateException("bad");
        }));
        WorkTask<Integer> cancelled = crew.call(() -> pool.queued().call(() -> 3));
        cancelled.future().cancel();
        assertThat(cancelled.state()).isEqualTo(WorkTask.State.CANCELLED);
        openGate();
        assertThat(crew.call(both::get)).containsExactly(1, 2);
        assertThat(crew.start(() -> failing.future().get()).failure()).hasCauseInstanceOf(WorkFailedException.class);
        assertThat(early.future()).isSameAs(first);
        assertThat(crew.start(() -> running.future().get()).failure()).hasCauseInstanceOf(NullPointerException.class);
    }

    @Test
    void toCancelATaskCancelsItsFuture() throws Exception {
        WorkPool pool = pool(1);
        WorkTask<Void> running = occupy(pool);
        CspFuture<Void> future = running.future();
        running.cancel();
        assertThat(crew.start(future::get).failure()).isInstanceOf(FutureCancelledException.class);
    }

    @Test
    void aTaskThatWaitsIsTakenBackByACancel() throws Exception {
        WorkPool pool = pool(1);
        occupy(pool);
        WorkTask<Integer> task = crew.call(() -> pool.queued().call(() -> 1));
        assertThat(task.cancel()).isTrue();
        assertThat(crew.start(task::result).failure())
                .isInstanceOf(WorkCancelledException.class)
                .hasMessageContaining("pool 'works'");
        assertThat(pool.stats().queued()).isZero();
        assertThat(pool.shutdownNow()).isEmpty(); // whoever has cancelled it knows
    }

    @Test
    void aTaskThatRunsIsInterruptedByACancelAndTheWorkerGoesOn() throws Exception {
        WorkPool pool = pool(1);
        WorkTask<Void> task = occupy(pool);
        assertThat(task.cancel()).isTrue();
        assertThat(crew.start(task::result).failure()).isInstanceOf(WorkCancelledException.class);
        crew.run(() -> assertThat(pool.call(Thread::interrupted).result()).isFalse());
    }

    @Test
    void anInterruptThatATaskLeavesPendingDoesNotReachTheNext() throws Exception {
        WorkPool pool = pool(1);
        WorkTask<Integer> task = crew.call(() -> pool.call(() -> {
            while (!Thread.currentThread().isInterrupted()) {
                Thread.yield();
            }
            return 1;
        }));
        awaitState(task, WorkTask.State.RUNNING);
        WorkTask<Boolean> next = crew.call(() -> pool.queued().call(Thread::interrupted));
        task.cancel();
        assertThat(crew.call(task::result)).isEqualTo(1);
        assertThat(crew.call(next::result)).isFalse();
    }

    @Test
    void anInterruptedWorkerThatIsIdleGoesOn() throws Exception {
        WorkPool pool = pool(1);
        Thread worker = crew.call(() -> pool.call(Thread::currentThread).result());
        Await.until("it is idle", () -> worker.getState() == Thread.State.WAITING);
        worker.interrupt();
        crew.run(() -> assertThat(pool.call(Thread::currentThread).result()).isSameAs(worker));
    }

    // Size

    @Test
    void aPoolGrowsAndShrinksWhileItRuns() throws Exception {
        WorkPool pool = pool(1);
        occupy(pool);
        assertThat(pool.tryRun(gated())).isEmpty();
        pool.resize(3);
        List<WorkTask<Void>> more = new ArrayList<>();
        more.add(pool.tryRun(gated()).orElseThrow());
        more.add(pool.tryRun(gated()).orElseThrow());
        assertThat(pool.tryRun(gated())).isEmpty();
        pool.resize(1);
        assertThat(pool.stats().workers()).isEqualTo(3); // until their tasks have ended
        WorkTask<Void> waiting = crew.call(() -> pool.queued().run(() -> {}));
        more.getFirst().cancel();
        more.getLast().cancel();
        Await.until("two have ended", () -> pool.stats().workers() == 1);
        assertThat(waiting.state()).isEqualTo(WorkTask.State.WAITING);
        openGate();
        crew.run(waiting::join);
        assertThat(pool.size()).isEqualTo(1);
    }

    @Test
    void idleWorkersThatAreTooManyEndAtOnce() throws Exception {
        WorkPool pool = pool(3);
        pool.resize(2);
        assertThat(pool.stats().workers()).isEqualTo(2);
        assertThat(pool.stats().idle()).isEqualTo(2);
    }

    // Arguments

    @Test
    void whatIsWrongIsRefusedWithItsNameAndValue() throws Exception {
        assertThatIllegalArgumentException().isThrownBy(() -> WorkPool.open(0)).withMessage("size 0 is less than 1");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> WorkPool.builder(1).queue(-1))
                .withMessage("queue -1 is less than 0");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> WorkPool.builder(1).name(" "))
                .withMessage("name ' ' is blank");
        WorkPool pool = pool(1);
        assertThatIllegalArgumentException().isThrownBy(() -> pool.resize(0)).withMessage("size 0 is less than 1");
        assertThatNullPointerException().isThrownBy(() -> pool.tryRun(null)).withMessage("task");
        assertThatNullPointerException().isThrownBy(() -> pool.keyed(null)).withMessage("key");
    }
}
