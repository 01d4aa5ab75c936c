package org.csp4j.internal.diag;

import static org.assertj.core.api.Assertions.assertThat;
import static org.csp4j.Csp.chan;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.csp4j.Channel;
import org.csp4j.diagnostics.DeadlockReport;
import org.csp4j.internal.engine.PlatformEngine;
import org.csp4j.testsupport.Await;
import org.csp4j.testsupport.CapturedErr;
import org.csp4j.testsupport.Delays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A watch whose looks are the test's. */
class WatchTest {
    private static final WatchLimits IMPATIENT = new WatchLimits(Duration.ofNanos(1), Duration.ofNanos(1));

    private final Members members = new Members(new PlatformEngine());
    private final List<DeadlockReport> told = new ArrayList<>();
    private final Channel<Integer> channel = chan("numbers"); // has no home
    private final CountDownLatch end = new CountDownLatch(1);
    private final Thread holder = Thread.ofPlatform().name("holder").unstarted(this::holdOut);

    private void holdOut() {
        try {
            end.await(Delays.LONG.toNanos(), TimeUnit.NANOSECONDS); // awake, for all that can be seen
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @AfterEach
    void end() throws Exception {
        end.countDown();
        holder.join();
        channel.close();
        members.close();
    }

    private Watch watch(WatchLimits limits) {
        return new Watch(members.group(), null, limits, told::add, _ -> {});
    }

    private void sleep() {
        Thread sleeper = members.start(channel::receiveOrClosed).thread();
        Await.until("it is asleep", () -> sleeper.getState() == Thread.State.WAITING);
    }

    private void lookUntilTold(Watch watch, int reports) {
        Await.until("it is told", () -> {
            watch.look(false);
            return told.size() == reports;
        });
    }

    private static void lookForAWhile(Watch watch) {
        long begin = System.nanoTime();
        while (System.nanoTime() - begin < Delays.BEYOND_DETECTION.toNanos()) {
            watch.look(false);
        }
    }

    @Test
    void warnsOfWhoMayStillWakeThemAndTellsWhenThatOneHasEnded() throws Exception {
        try (CapturedErr err = new CapturedErr()) {
            Watch watch = watch(IMPATIENT);
            sleep();
            holder.start();
            Await.until("a warning", () -> {
                watch.look(false);
                return err.text().contains("only thread 'holder' may wake them");
            });
            assertThat(err.text())
                    .contains("WARN", "all fibers of a group are asleep", "[receive on numbers]")
                    .contains("all fibers are asleep - deadlock!");
            lookForAWhile(watch); // more than once, though it pauses in between
            assertThat(err.count("WARN")).isOne();
            assertThat(told).isEmpty();
            end.countDown();
            holder.join();
            lookUntilTold(watch, 1);
            assertThat(told.getFirst().fiberCount()).isOne();
        }
    }

    @Test
    void doesNotWarnBeforeItsTime() {
        try (CapturedErr err = new CapturedErr()) {
            Watch watch = watch(new WatchLimits(Duration.ofNanos(1), Delays.LONG));
            sleep();
            holder.start();
            for (int i = 0; i < 1_000; i++) {
                watch.look(false);
            }
            assertThat(err.text()).isEmpty();
            assertThat(told).isEmpty();
        }
    }

    @Test
    void doesNotTellWhileTheDetectorIsLate() {
        Watch watch = watch(IMPATIENT);
        sleep();
        for (int i = 0; i < 1_000; i++) {
            watch.look(true);
        }
        assertThat(told).isEmpty();
        lookUntilTold(watch, 1);
    }

    @Test
    void tellsAgainAsLongAsItIsOpen() {
        Watch watch = watch(IMPATIENT);
        sleep();
        lookUntilTold(watch, 3);
        assertThat(told.getLast()).isNotSameAs(told.getFirst());
    }

    @Test
    void tellsNothingInARehearsal() {
        Watch watch = watch(IMPATIENT);
        watch.rehearse();
        sleep();
        for (int i = 0; i < 1_000; i++) {
            watch.rehearse();
        }
        assertThat(told).isEmpty();
        lookUntilTold(watch, 1);
    }

    @Test
    void hasNothingToTellOfNobody() {
        Watch watch = watch(IMPATIENT);
        for (int i = 0; i < 1_000; i++) {
            watch.look(false);
        }
        assertThat(told).isEmpty();
    }

    @Test
    void waitsForAPeriodAfterThemAllHaveBeenSeenAsleep() {
        Watch watch = watch(new WatchLimits(Delays.LONG, Delays.LONG));
        sleep();
        for (int i = 0; i < 1_000; i++) {
            watch.look(false);
        }
        assertThat(told).isEmpty();
    }
}
