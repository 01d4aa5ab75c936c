package org.csp4j.examples.snippets;

import static org.csp4j.Csp.*;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.csp4j.Deadline;
import org.csp4j.Fiber;
import org.csp4j.ReceiveChannel;
import org.csp4j.Received;
import org.csp4j.Scheduler;
import org.csp4j.Ticker;
import org.csp4j.Timer;
import org.csp4j.VirtualClock;

/** For the guide's page on time, and the Javadoc of timers. */
final class TimeSnippets {
    // @start region="countdown"
    /** Counts down once a second; an abort ends it. */
    static List<String> countDown(int from, ReceiveChannel<String> aborts) throws InterruptedException {
        List<String> said = new ArrayList<>();
        Ticker ticker = tick(Duration.ofSeconds(1));
        for (int i = from; i > 0; i--) {
            said.add(i + " ...");
            boolean isAborted = select(receive(ticker, _ -> false), receive(aborts, _ -> true));
            if (isAborted) {
                said.add("aborted");
                return said;
            }
        }
        said.add("lift-off");
        return said;
    }
    // @end

    static List<Instant> moments() throws InterruptedException {
        // @start region="moments"
        sleep(Duration.ofMillis(20));

        ReceiveChannel<Instant> soon = after(Duration.ofMillis(20)); // counts from now
        Instant due = soon.receive();

        ReceiveChannel<Instant> onTime = at(due.plusMillis(20)); // by the wall clock
        Instant later = onTime.receive();
        // @end
        return List.of(due, later);
    }

    static List<Boolean> timers() throws InterruptedException {
        // @start region="timer"
        Timer timer = timer(Duration.ofSeconds(10));
        boolean wasRunning = timer.reset(Duration.ofMillis(20)); // true: it had not delivered
        Instant due = timer.receive();
        boolean isStopped = timer.stop(); // false: it has delivered
        // @end
        return List.of(wasRunning, isStopped, due.isAfter(Instant.EPOCH));
    }

    // @start region="debounce"
    /** The last of several keystrokes, once there has been none for a while. */
    static String afterTheLast(ReceiveChannel<String> keystrokes, Duration quiet) throws InterruptedException {
        String[] last = {keystrokes.receive()};
        Timer silence = timer(quiet);
        boolean isTyping = true;
        while (isTyping) {
            isTyping = select(
                    receive(keystrokes, key -> {
                        last[0] = key;
                        silence.reset(quiet); // an earlier setting cannot fire any more
                        return true;
                    }),
                    receive(silence, _ -> false));
        }
        return last[0];
    }
    // @end

    static int ticker() throws InterruptedException {
        // @start region="ticker"
        Ticker ticker = tick(Duration.ofMillis(10));
        int ticks = 0;
        while (ticks < 3) {
            Instant due = ticker.receive(); // 10, 20, 30 ms after the start, however long each turn takes
            assert due.isAfter(Instant.EPOCH);
            ticks++;
        }
        ticker.stop();
        // @end
        return ticks;
    }

    // @start region="deadline"
    /** Both answers, if they come within the time that is given for both together. */
    static List<String> both(ReceiveChannel<String> left, ReceiveChannel<String> right, Duration limit)
            throws InterruptedException {
        Deadline deadline = Deadline.after(limit);
        List<String> answers = new ArrayList<>();
        for (ReceiveChannel<String> side : List.of(left, right)) {
            if (side.tryReceive(deadline) instanceof Received.Value(var answer)) {
                answers.add(answer);
            }
        }
        return answers;
    }
    // @end

    static String virtualClock() throws InterruptedException {
        // @start region="virtual-clock"
        VirtualClock clock = VirtualClock.create();
        try (Scheduler scheduler = Scheduler.builder().clock(clock).build()) {
            Fiber<String> sleeper = scheduler.async(() -> {
                sleep(Duration.ofDays(365));
                return "a year later";
            });
            while (clock.waiting() == 0) {
                Thread.onSpinWait(); // the fiber is on its way to sleep
            }
            clock.advance(Duration.ofDays(365));

            return sleeper.result();
        }
        // @end
    }
}
