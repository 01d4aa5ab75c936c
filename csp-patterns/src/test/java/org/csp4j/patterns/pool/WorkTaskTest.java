package org.csp4j.patterns.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.csp4j.diagnostics.WaitReason.Kind.RECEIVE;
import static org.csp4j.testsupport.Await.await;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.csp4j.Channel;
import org.csp4j.Csp;
import org.csp4j.ReceiveChannel;
import org.csp4j.testsupport.Delays;
import org.csp4j.testsupport.Party;
import org.csp4j.testsupport.Race;
import org.csp4j.testsupport.Rounds;
import org.csp4j.testsupport.Setting;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** {@link WorkTask}: waiting for its end, and cancelling it, at any moment. */
@Tag("engine")
@ParameterizedClass(name = "{0}")
@MethodSource("org.csp4j.testsupport.Setting#all")
class WorkTaskTest extends WorkPoolFixture {
    private static final Duration NONE = Duration.ZERO;

    private WorkTask<?> raced;
    private ReceiveChannel<Void> done;

    WorkTaskTest(Setting setting) {
        super(setting);
    }

    // Its end

    @Test
    void doneClosesHoweverEarlyOrLateItIsAskedFor() throws Exception {
        WorkPool pool = pool(1);
        WorkTask<Void> task = occupy(pool);
        ReceiveChannel<Void> early = task.done();
        assertThat(early.isDrained()).isFalse();
        assertThat(task.done().isDrained()).isFalse();
        openGate();
        crew.run(task::join);
        assertThat(task.done().isDrained()).isTrue();
        crew.run(early::receiveOrClosed);
    }

    @Test
    void doneThatIsAskedForAtTheMomentOfTheEndCloses() throws Exception { // I1
        WorkState pool = new WorkState("race", WorkPolicy.FAIL_FAST, 0, 1, _ -> {});
        new Race(crew, Rounds.of(20_000))
                .setUp(() -> raced = new WorkTask<>(pool, null, false, () -> 1, true))
                .leg(() -> {
                    if (raced.end(WorkTask.State.DONE)) {
                        raced.closeDone();
                    }
                })
                .leg(() -> done = raced.done())
                .check(() -> assertThat(done.isDrained()).isTrue())
                .run();
    }

    @Test
    void whoCancelsDoneGivesItUpForOthersAndFoolsNoJoin() throws Exception { // I2
        WorkPool pool = pool(1);
        WorkTask<Void> task = occupy(pool);
        Party<Void> joining = crew.start(() -> task.join());
        Party<Boolean> joiningForLong = crew.start(() -> task.join(Delays.LONG));
        await(joining).toPark(RECEIVE);
        await(joiningForLong).toPark(RECEIVE);
        ReceiveChannel<Void> given = task.done();
        given.cancel();
        assertThat(given.isDrained()).isTrue();
        assertThat(task.done().isDrained()).isFalse();
        await(joining).toPark(RECEIVE);
        await(joiningForLong).toPark(RECEIVE);
        crew.run(() -> assertThat(task.join(Delays.SHORT)).isFalse());
        openGate();
        joining.join();
        assertThat(joiningForLong.result()).isTrue();
        assertThat(task.done().isDrained()).isTrue();
    }

    @Test
    void toJoinWhatHasEndedWaitsForNothingButIsRefusedToWhoIsInterrupted() throws Exception {
        WorkPool pool = pool(1);
        WorkTask<Integer> task = crew.call(() -> pool.call(() -> 1));
        crew.run(() -> {
            task.join();
            assertThat(task.join(NONE)).isTrue();
            assertThat(task.join(Delays.NEGATIVE)).isTrue();
            Thread.currentThread().interrupt();
            assertThatExceptionOfType(InterruptedException.class)
                    .isThrownBy(task::result)
                    .withMessageContaining("pool 'works'");
            Thread.currentThread().interrupt();
            assertThatExceptionOfType(InterruptedException.class).isThrownBy(() -> task.join(Delays.LONG));
        });
    }

    // Cancelling it

    @Test
    void aTaskThatIsCancelledWhileItIsTakenRunsOrIsTakenBack() throws Exception { // L2 of WorkBoard
        WorkPool pool = pool(1);
        AtomicInteger runs = new AtomicInteger();
        AtomicReference<WorkTask<?>> handedOver = new AtomicReference<>();
        new Race(crew, Rounds.of(5_000))
                .setUp(() -> {
                    handedOver.set(null);
                    runs.set(0);
                })
                .leg(() -> handedOver.set(
                        pool.queued().tryRun(runs::incrementAndGet).orElseThrow()))
                .leg(() -> {
                    while (handedOver.get() == null) {
                        Thread.onSpinWait();
                    }
                    handedOver.get().cancel();
                })
                .check(() -> {
                    handedOver.get().join();
                    assertThat(handedOver.get().state() == WorkTask.State.DONE ? 1 : 0)
                            .isEqualTo(runs.get());
                    pool.awaitIdle();
                })
                .run();
    }

    @Test
    void aTaskThatIsCancelledBeforeItsWorkerHasToldOfTheLastOneIsTakenBack() throws Exception {
        WorkPool pool = pool(1);
        WorkTask<Void> first = occupy(pool);
        AtomicInteger runs = new AtomicInteger();
        WorkTask<Integer> second = crew.call(() -> pool.queued().call(runs::incrementAndGet));
        Channel<Boolean> wasInterrupted = Csp.chan(1);
        first.future()
                .onSettled(
                        _ -> { // on the worker, which has taken the second one by now
                            second.cancel();
                            wasInterrupted.trySend(Thread.interrupted());
                        });
        openGate();
        assertThat(wasInterrupted.receive()).isFalse();
        crew.run(() -> pool.awaitIdle());
        assertThat(second.state()).isEqualTo(WorkTask.State.CANCELLED);
        assertThat(runs).hasValue(0);
    }

    @Test
    void anInterruptThatComesAtTheEndOfItsTaskDoesNotReachTheNext() throws Exception { // I1 of Worker
        WorkPool pool = pool(1);
        AtomicBoolean isToEnd = new AtomicBoolean();
        AtomicReference<WorkTask<Boolean>> next = new AtomicReference<>();
        new Race(crew, Rounds.of(3_000))
                .setUp(() -> {
                    isToEnd.set(false);
                    raced = pool.queued().call(() -> {
                        while (!isToEnd.get()) {
                            Thread.yield();
                        }
                        return 1;
                    });
                    next.set(pool.queued().call(() -> {
                        raced.join();
                        return Thread.currentThread().isInterrupted();
                    }));
                    awaitState(raced, WorkTask.State.RUNNING);
                })
                .leg(() -> raced.cancel())
                .leg(() -> isToEnd.set(true))
                .check(() -> assertThat(next.get().result()).isFalse())
                .run();
    }

    @Test
    void theHookForFailuresIsNotInterruptedForTheTask() throws Exception { // I1 of Worker
        AtomicReference<WorkTask<?>> failing = new AtomicReference<>();
        Channel<Boolean> wasInterrupted = Csp.chan(1);
        WorkPool pool = pool(
                1,
                settings -> settings.policy(WorkPolicy.SUPERVISE).onFailure(_ -> {
                    failing.get().cancel();
                    wasInterrupted.trySend(Thread.interrupted());
                }));
        failing.set(crew.call(() -> pool.run(() -> {
            gated().run();
            throw new IllegalStateException("bad");
        })));
        openGate();
        assertThat(wasInterrupted.receive()).isFalse();
        crew.run(() -> failing.get().join());
        assertThat(failing.get().state()).isEqualTo(WorkTask.State.FAILED);
    }

    @Test
    void theHookForFailuresMayNotWaitForThePool() throws Exception {
        AtomicReference<WorkPool> pool = new AtomicReference<>();
        Channel<String> refusal = Csp.chan(1);
        pool.set(pool(
                1,
                settings -> settings.policy(WorkPolicy.SUPERVISE).onFailure(_ -> {
                    try {
                        pool.get().awaitIdle(Delays.LONG);
                    } catch (IllegalStateException | InterruptedException e) {
                        refusal.trySend(e.getMessage());
                    }
                })));
        crew.run(() -> pool.get().run(() -> {
            throw new IllegalStateException("bad");
        }));
        assertThat(refusal.receive()).contains("would wait for itself");
    }
}
