package org.csp4j.internal.sched;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;
import org.csp4j.internal.util.LibraryThread;
import org.csp4j.testsupport.Await;
import org.csp4j.testsupport.Delays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("opened")
class SpacersTest {
    private static final Duration SLICE = Duration.ofMillis(5);
    private static final Duration NEVER_LOOKS = Delays.LONG;
    private static final Duration SOON = Duration.ofMillis(1);

    private final Queue<Thread> started = new ConcurrentLinkedQueue<>(); // in this order
    private volatile Predicate<Thread> fails = _ -> false;
    private final List<WorkStealingEngine> engines = new ArrayList<>();
    private final CountDownLatch goOn = new CountDownLatch(1);
    private final AtomicReference<Throwable> failure = new AtomicReference<>();

    /** The first one in the life of a JVM tries out direct parking. */
    @BeforeAll
    static void anEngineHasBeenThere() {
        new WorkStealingEngine("first", SchedulerLimits.standard()).close();
    }

    private WorkStealingEngine engine(int parallelism, Duration timeSlice, Duration keepAlive) {
        SchedulerLimits limits = new SchedulerLimits(parallelism, 100, timeSlice, Delays.LONG).withKeepAlive(keepAlive);
        WorkStealingEngine engine = new WorkStealingEngine("spaced", limits, _ -> {}, this::start);
        engines.add(engine);
        return engine;
    }

    private void start(Thread thread) {
        if (fails.test(thread)) {
            throw new OutOfMemoryError("unable to create native thread");
        }
        started.add(thread);
        thread.start();
    }

    @AfterEach
    void everyThreadEnds() {
        goOn.countDown();
        engines.forEach(WorkStealingEngine::close);
        Await.until("all threads have ended", () -> started.stream().noneMatch(Thread::isAlive));
        assertThat(failure.get()).isNull();
    }

    private Thread go(WorkStealingEngine engine, Runnable body) {
        TestFiber fiber = new TestFiber(body::run, failure);
        engine.start(fiber);
        return fiber.thread();
    }

    /** A fiber that keeps its carrier until the end of the test, and has begun. */
    private void hog(WorkStealingEngine engine) throws InterruptedException {
        CountDownLatch holds = new CountDownLatch(1);
        go(engine, () -> {
            holds.countDown();
            while (goOn.getCount() > 0) {
                Thread.onSpinWait();
            }
        });
        holds.await();
    }

    private static boolean isSpacer(Thread thread) {
        return thread.getName().endsWith("-spacer");
    }

    private List<Thread> spacers() {
        return started.stream().filter(SpacersTest::isSpacer).toList();
    }

    /** Those of one carrier, and it, in the order of their start. */
    private List<String> namesAround(String carrier) {
        return started.stream()
                .map(Thread::getName)
                .filter(name -> name.matches(carrier + "(-.*)?"))
                .toList();
    }

    private void awaitSpacers(int count) {
        Await.until(
                "all spacers were started",
                () -> spacers().size() == count
                        && spacers().stream().noneMatch(spacer -> spacer.getState() == Thread.State.NEW));
    }

    private void awaitEndOfAll() {
        Await.until("all have ended", () -> started.stream().noneMatch(Thread::isAlive));
    }

    @Test
    void eachCarrierWithAPlaceIsStartedBetweenTwo() throws Exception {
        WorkStealingEngine engine = engine(3, NEVER_LOOKS, Delays.LONG);
        for (int i = 0; i < 3; i++) {
            hog(engine);
        }
        awaitSpacers(6);
        for (String carrier : List.of("spaced-carrier-1", "spaced-carrier-2", "spaced-carrier-3")) {
            assertThat(namesAround(carrier)).containsExactly(carrier + "-spacer", carrier, carrier + "-spacer");
        }
        assertThat(spacers()).allSatisfy(spacer -> assertThat(spacer).isInstanceOf(LibraryThread.class));
    }

    @Test
    void theyLiveAsLongAsTheirCarrierAndComeBackWithTheNext() throws Exception {
        WorkStealingEngine engine = engine(1, NEVER_LOOKS, SOON);
        for (int i = 1; i <= 3; i++) {
            CountDownLatch mayEnd = new CountDownLatch(1);
            go(engine, () -> {
                while (mayEnd.getCount() > 0) {
                    Thread.onSpinWait();
                }
            });
            awaitSpacers(2 * i);
            assertThat(spacers().subList(2 * i - 2, 2 * i)).allMatch(Thread::isAlive);
            mayEnd.countDown();
            awaitEndOfAll();
        }
    }

    @Test
    void theyEndWhenTheEngineIsClosed() throws Exception {
        WorkStealingEngine engine = engine(1, NEVER_LOOKS, Delays.LONG);
        go(engine, () -> {}).join();
        awaitSpacers(2);
        Await.until("the carrier sleeps", () -> engine.idle.awake() == 0);
        assertThat(spacers()).allMatch(Thread::isAlive);
        engine.close();
        awaitEndOfAll();
    }

    @Test
    void aCarrierThatTakesOverHasItsOwnAndThoseOfTheStuckOneEndWithThat() throws Exception {
        WorkStealingEngine engine = engine(1, SLICE, Delays.LONG);
        hog(engine);
        go(engine, () -> {}).join();
        awaitSpacers(4);
        assertThat(spacers()).allMatch(Thread::isAlive);
        goOn.countDown();
        Await.until(
                "the stuck one's have ended",
                () -> spacers().stream()
                        .filter(Thread::isAlive)
                        .map(Thread::getName)
                        .toList()
                        .equals(List.of("spaced-carrier-2-spacer", "spaced-carrier-2-spacer")));
    }

    @Test
    void fourCarriersForEachPlaceHaveTwoAndThoseBeyondThemNone() throws Exception {
        WorkStealingEngine engine = engine(1, SLICE, Delays.LONG);
        for (int i = 0; i < 7; i++) {
            hog(engine);
        }
        assertThat(engine.carriers()).hasSizeGreaterThanOrEqualTo(7);
        awaitSpacers(8);
        assertThat(spacers()).allMatch(spacer -> spacer.getName().matches("spaced-carrier-[1-4]-spacer"));
    }

    @Test
    void aCarrierRunsWithoutThoseThatCannotBeStarted() throws Exception {
        WorkStealingEngine engine = engine(2, NEVER_LOOKS, Delays.LONG);
        fails = SpacersTest::isSpacer;
        hog(engine);
        go(engine, () -> {}).join();
        assertThat(engine.carriers()).hasSize(2);
        assertThat(engine.idle.carriers()).isEqualTo(2);
        assertThat(spacers()).isEmpty();
    }

    @Test
    void theyEndIfTheCarrierCannotBeStarted() {
        WorkStealingEngine engine = engine(1, NEVER_LOOKS, Delays.LONG);
        fails = thread -> thread instanceof Carrier;
        assertThatThrownBy(() -> go(engine, () -> {})).isInstanceOf(OutOfMemoryError.class);
        assertThat(spacers()).hasSize(1);
        awaitEndOfAll();
    }

    @Test
    void oneThatTakesTheLastThreadIsGoneWhenACarrierIsStartedAgain() throws Exception {
        WorkStealingEngine engine = engine(1, NEVER_LOOKS, SOON);
        fails = _ -> started.stream().anyMatch(Thread::isAlive); // there can be one thread
        assertThatThrownBy(() -> go(engine, () -> {})).isInstanceOf(OutOfMemoryError.class);
        awaitEndOfAll();
        go(engine, () -> {}).join();
        assertThat(spacers()).hasSize(1);
        awaitEndOfAll();
        fails = _ -> false;
        go(engine, () -> {}).join();
        awaitSpacers(3);
    }

    @Test
    void anInterruptEndsNone() throws Exception {
        WorkStealingEngine engine = engine(1, NEVER_LOOKS, Delays.LONG);
        go(engine, () -> {}).join();
        awaitSpacers(2);
        for (Thread spacer : spacers()) {
            Await.until("it waits", () -> spacer.getState() == Thread.State.WAITING);
            spacer.interrupt();
            Await.until("it waits again", () -> !spacer.isInterrupted() && spacer.getState() == Thread.State.WAITING);
        }
    }

    @Test
    void oneThatIsStartedWhenTheCarrierHasEndedEnds() {
        Spacers spacers = new Spacers("ended");
        spacers.end();
        spacers.start(this::start);
        assertThat(started).hasSize(1);
        awaitEndOfAll();
    }
}
