package org.csp4j.patterns.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.csp4j.diagnostics.WaitReason.Kind.SEND;
import static org.csp4j.testsupport.Await.await;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.csp4j.Received;
import org.csp4j.testsupport.Await;
import org.csp4j.testsupport.Delays;
import org.csp4j.testsupport.Party;
import org.csp4j.testsupport.Setting;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** {@link Dispatcher}: taking jobs, and handling them. */
@Tag("engine")
@ParameterizedClass(name = "{0}")
@MethodSource("org.csp4j.testsupport.Setting#all")
class DispatcherTest extends DispatcherFixture {
    DispatcherTest(Setting setting) {
        super(setting);
    }

    // Handling

    @Test
    void everyJobIsHandledOnceInOrderByOneWorker() throws Exception {
        Dispatcher<Integer> dispatcher = dispatcher(settings -> settings.queue(2));
        submit(dispatcher, 1, 2, 3, 4, 5, 6, 7, 8);
        crew.run(() -> dispatcher.awaitIdle());
        assertThat(handled).containsExactly(1, 2, 3, 4, 5, 6, 7, 8);
    }

    @Test
    void noJobWaitsBehindASlowOneWhileAWorkerIsFree() throws Exception {
        Dispatcher<Integer> dispatcher = dispatcher(settings -> settings.workers(2, 2));
        submit(dispatcher, GATED, 1, 2, 3);
        Await.until("the others are done", () -> dispatcher.stats().done() == 3); // a handler ends before that counts
        assertThat(handled).containsExactlyInAnyOrder(1, 2, 3);
        assertThat(dispatcher.stats().running()).isEqualTo(1);
    }

    // A full queue

    @Test
    void submitWaitsWhileTheQueueIsFull() throws Exception {
        Dispatcher<Integer> dispatcher = dispatcher(settings -> settings.queue(1));
        occupy(dispatcher);
        submit(dispatcher, 2);
        Party<Void> waiting = crew.start(() -> dispatcher.submit(3));
        await(waiting).toPark(SEND);
        assertThat(dispatcher.trySubmit(4)).isFalse();
        crew.run(() -> assertThat(dispatcher.trySubmit(5, Delays.SHORT)).isFalse());
        gate.close();
        waiting.join();
        crew.run(() -> assertThat(dispatcher.trySubmit(6, Delays.LONG)).isTrue());
        crew.run(() -> dispatcher.awaitIdle());
        assertThat(handled).containsExactly(GATED, 1, 2, 3, 6);
        assertThat(dispatcher.stats().rejected()).isEqualTo(2);
    }

    @Test
    void anInterruptEndsAWaitAndTheJobIsNotTaken() throws Exception {
        Dispatcher<Integer> dispatcher = dispatcher(settings -> settings.queue(1));
        occupy(dispatcher);
        submit(dispatcher, 2);
        Party<Void> waiting = crew.start(() -> dispatcher.submit(3));
        await(waiting).toPark(SEND);
        waiting.interrupt();
        assertThat(waiting.failure()).isInstanceOf(InterruptedException.class);
        assertThat(dispatcher.stats().accepted()).isEqualTo(3);
    }

    @Test
    void aFullQueueRejectsIfItIsTo() throws Exception {
        Dispatcher<Integer> dispatcher =
                dispatcher(settings -> settings.queue(1).whenFull(WhenFull.REJECT));
        occupy(dispatcher);
        submit(dispatcher, 2);
        Throwable thrown = crew.start(() -> dispatcher.submit(3)).failure();
        assertThat(thrown).isInstanceOf(DispatcherFullException.class).hasMessageContaining("'jobs'", "with 1");
        assertThat(((DispatcherFullException) thrown).dispatcherName()).isEqualTo("jobs");
    }

    @Test
    void aFullQueueDropsTheOldestIfItIsToAndTellsTheHook() throws Exception {
        List<Integer> dropped = Collections.synchronizedList(new ArrayList<>());
        Dispatcher<Integer> dispatcher =
                dispatcher(settings -> settings.queue(2).dropOldest(dropped::add));
        occupy(dispatcher);
        submit(dispatcher, 2, 3, 4, 5);
        assertThat(dropped).containsExactly(2, 3);
        gate.close();
        crew.run(() -> dispatcher.awaitIdle());
        assertThat(handled).containsExactly(GATED, 1, 4, 5);
        assertThat(dispatcher.stats().dropped()).isEqualTo(2);
    }

    // Retries

    @Test
    void aJobThatFailsIsTriedAgainAndThenGivenUp() throws Exception {
        Dispatcher<Integer> dispatcher = dispatcher(settings -> settings.tries(3));
        failuresLeft.put(1, 2);
        failuresLeft.put(2, 3);
        submit(dispatcher, 1, 2);
        DeadLetter<Integer> dead = crew.call(() -> dispatcher.deadLetters().receive());
        assertThat(dead.job()).isEqualTo(2);
        assertThat(dead.tries()).isEqualTo(3);
        assertThat(dead.dispatcher()).isEqualTo("jobs");
        assertThat(dead.worker()).isEqualTo("jobs-worker-1");
        assertThat(dead.failure()).isInstanceOf(IOException.class).hasMessage("no route for 2");
        crew.run(() -> dispatcher.shutdown());
        assertThat(handled).containsExactly(1);
        assertThat(dispatcher.stats().tries()).isEqualTo(6);
        assertThat(crew.call(() -> dispatcher.deadLetters().receiveOrClosed())).isEqualTo(new Received.Closed<>(null));
    }

    @Test
    void whatIsNotWorthItIsNotTriedAgain() throws Exception {
        Dispatcher<Integer> picky =
                dispatcher(settings -> settings.tries(9).retryIf(failure -> !(failure instanceof IOException)));
        Dispatcher<Integer> broken = dispatcher(settings -> settings.tries(9).retryIf(_ -> {
            throw new IllegalStateException("the predicate fails");
        }));
        for (Dispatcher<Integer> dispatcher : List.of(picky, broken)) {
            failuresLeft.put(1, 1);
            submit(dispatcher, 1);
            assertThat(crew.call(() -> dispatcher.deadLetters().receive()).tries())
                    .isEqualTo(1);
        }
    }

    @Test
    void anErrorOrAnInterruptOfAHandlerDoesNotEndTheWorker() throws Exception {
        List<Integer> seen = Collections.synchronizedList(new ArrayList<>());
        Dispatcher<Integer> dispatcher = crew.call(() -> Dispatcher.<Integer>builder(job -> {
                    if (job == 1) {
                        throw new StackOverflowError();
                    }
                    if (job == 2) {
                        Thread.currentThread().interrupt();
                    }
                    seen.add(Thread.currentThread().isInterrupted() ? -job : job);
                })
                .workers(1, 1)
                .build());
        submit(dispatcher, 1, 2, 3);
        crew.run(() -> dispatcher.shutdown());
        assertThat(seen).containsExactly(-2, 3);
        assertThat(crew.call(() -> dispatcher.deadLetters().receive()).failure())
                .isInstanceOf(StackOverflowError.class);
    }

    // Workers

    @Test
    void workersAreStoppedOneByOneAndReplacedIfTooFewAreLeft() throws Exception {
        Dispatcher<Integer> dispatcher = dispatcher(settings -> settings.workers(2, 2));
        submit(dispatcher, GATED);
        Await.until("one is busy", () -> dispatcher.workers().stream().anyMatch(DispatcherWorker::isBusy));
        DispatcherWorker busy = dispatcher.workers().stream()
                .filter(DispatcherWorker::isBusy)
                .findFirst()
                .orElseThrow();
        assertThat(dispatcher.stopWorker(busy.name())).isTrue();
        assertThat(dispatcher.stopWorker(busy.name())).isFalse();
        assertThat(dispatcher.stopWorker("nobody")).isFalse();
        submit(dispatcher, 1);
        Await.until("the other goes on", () -> handled.size() == 1);
        assertThat(dispatcher.workers())
                .contains(new DispatcherWorker(busy.name(), true, true, 1))
                .hasSize(2);
        gate.close();
        Await.until(
                "it is replaced",
                () -> dispatcher.workers().stream().map(DispatcherWorker::name).anyMatch("jobs-worker-3"::equals));
        assertThat(dispatcher.workers()).extracting(DispatcherWorker::name).doesNotContain(busy.name());
    }

    @Test
    void anIdleWorkerIsStoppedAtOnce() throws Exception {
        Dispatcher<Integer> dispatcher = dispatcher(settings -> settings);
        Await.until("it is idle", () -> dispatcher.stats().idle() == 1);
        assertThat(dispatcher.stopWorker("jobs-worker-1")).isTrue();
        Await.until("it is replaced", () -> dispatcher.stopWorker("jobs-worker-2"));
        submit(dispatcher, 1);
        Await.until("another one goes on", () -> handled.size() == 1);
    }

    @Test
    void whoWaitsForNoTimeHasWorkersStartedUpToTheMost() throws Exception {
        Dispatcher<Integer> dispatcher =
                dispatcher(settings -> settings.workers(1, 3).growAfter(Duration.ZERO));
        submit(dispatcher, GATED, GATED + 1, GATED + 2, GATED + 3);
        Await.until("three work", () -> dispatcher.stats().running() == 3);
        Await.until("one waits", () -> dispatcher.stats().held() == 1);
        assertThat(dispatcher.stats().workers()).isEqualTo(3);
    }

    // Arguments

    @Test
    void whatIsWrongIsRefusedWithItsNameAndValue() throws Exception {
        DispatcherBuilder<Integer> builder = Dispatcher.builder(this::handle);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> builder.workers(0, 1))
                .withMessage("least 0 is less than 1");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> builder.workers(3, 2))
                .withMessage("least 3 is more than most 2");
        assertThatIllegalArgumentException().isThrownBy(() -> builder.queue(0)).withMessage("queue 0 is less than 1");
        assertThatIllegalArgumentException().isThrownBy(() -> builder.tries(0)).withMessage("tries 0 is less than 1");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> builder.jitter(1.5))
                .withMessage("jitter 1.5 is not from 0 to 1");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> builder.growAfter(Delays.NEGATIVE))
                .withMessage("growAfter PT-0.005S is negative");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> builder.shrinkAfter(Duration.ZERO))
                .withMessage("shrinkAfter PT0S is not positive");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> builder.backoff(Delays.LONG, Delays.SHORT))
                .withMessage("first PT1H is more than max PT0.005S");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> builder.backoff(Duration.ZERO, Delays.SHORT))
                .withMessage("first PT0S is not positive");
        assertThatIllegalArgumentException().isThrownBy(() -> builder.name("")).withMessage("name '' is blank");
        assertThatNullPointerException()
                .isThrownBy(() -> dispatcher(settings -> settings).trySubmit(null))
                .withMessage("job");
    }
}
