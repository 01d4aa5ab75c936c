package org.csp4j.examples.snippets;

import static org.csp4j.Csp.*;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Queue;
import org.csp4j.Channel;
import org.csp4j.Deadline;
import org.csp4j.Fiber;
import org.csp4j.ReceiveChannel;
import org.csp4j.Selector;
import org.csp4j.SendChannel;

/** For the guide's page on select, and the Javadoc of select. */
final class SelectSnippets {
    // @start region="fibonacci"
    /** Sends the Fibonacci numbers to whoever wants one, until told to stop. */
    static void fibonacci(SendChannel<Long> numbers, ReceiveChannel<String> stop) throws InterruptedException {
        long current = 0;
        long next = 1;
        boolean isWanted = true;
        while (isWanted) {
            isWanted = select(send(numbers, current, () -> true), receive(stop, _ -> false));
            long sum = current + next;
            current = next;
            next = sum;
        }
    }

    static List<Long> firstFibonacciNumbers(int count) throws InterruptedException {
        Channel<Long> numbers = chan();
        Channel<String> stop = chan();
        go(() -> fibonacci(numbers, stop));

        List<Long> first = new ArrayList<>();
        while (first.size() < count) {
            first.add(numbers.receive());
        }
        stop.send("enough");
        return first;
    }
    // @end

    static String returning(ReceiveChannel<Integer> c1, SendChannel<Integer> c2) throws InterruptedException {
        // @start region="returning"
        String first = select(
                receive(c1, v -> "received " + v),
                send(c2, 42, () -> "sent"),
                timeout(Duration.ofSeconds(1), () -> "timed out"));
        // @end
        return first;
    }

    static List<String> effects(ReceiveChannel<String> names, SendChannel<String> greetings)
            throws InterruptedException {
        List<String> seen = new ArrayList<>();
        // @start region="effects"
        select(
                onReceive(names, name -> seen.add(name)),
                onSend(greetings, "hello", () -> seen.add("greeted")),
                onElse(() -> seen.add("nobody there")));
        // @end
        return seen;
    }

    static String closedBranch(ReceiveChannel<String> lines) throws InterruptedException {
        // @start region="closed"
        String next = select(
                receive(lines, line -> "line: " + line, () -> "end of text"),
                timeout(Duration.ofSeconds(1), () -> "silence"));
        // @end
        return next;
    }

    // @start region="guards"
    /** A buffer, by a fiber: a full one does not receive, an empty one does not send. */
    static <T> void buffer(int capacity, ReceiveChannel<T> in, SendChannel<T> out) throws InterruptedException {
        Queue<T> stored = new ArrayDeque<>();
        while (true) {
            select(
                    when(stored.size() < capacity, receive(in, stored::add)),
                    when(!stored.isEmpty(), sendFrom(out, stored::element, stored::remove)));
        }
    }
    // @end

    static String priority(ReceiveChannel<String> alarms, ReceiveChannel<String> news) throws InterruptedException {
        // @start region="priority"
        String first = prioritySelect(
                receive(alarms, alarm -> "alarm: " + alarm), // whenever there is one
                receive(news, item -> "news: " + item));
        // @end
        return first;
    }

    static String tiers(ReceiveChannel<String> alarms, ReceiveChannel<String> left, ReceiveChannel<String> right)
            throws InterruptedException {
        // @start region="tiers"
        String first = tieredSelect(
                tier(receive(alarms, alarm -> "alarm: " + alarm)), // before all others
                tier(receive(left), receive(right)), // fair among themselves
                tier(orElse(() -> "idle")));
        // @end
        return first;
    }

    static int deadlines(ReceiveChannel<Integer> numbers) throws InterruptedException {
        // @start region="deadline"
        Deadline deadline = Deadline.after(Duration.ofMillis(100)); // for all turns together
        int count = 0;
        boolean isOver = false;
        while (!isOver) {
            isOver = select(receive(numbers, _ -> false), deadline(deadline, () -> true));
            count++;
        }
        // @end
        return count - 1;
    }

    static int loop(List<? extends ReceiveChannel<Integer>> sources) throws InterruptedException {
        // @start region="selector"
        int sum = 0;
        try (Selector<Integer> selector = selector()) {
            for (ReceiveChannel<Integer> source : sources) {
                selector.add(receive(source, number -> number, () -> 0)); // a closed source leaves the selector
            }
            while (selector.size() > 0) {
                sum += selector.select();
            }
        }
        // @end
        return sum;
    }

    static int sendFromSelector(Iterator<Integer> tasks, SendChannel<Integer> left, SendChannel<Integer> right)
            throws InterruptedException {
        // @start region="send-from"
        int sent = 0;
        Queue<Integer> next = new ArrayDeque<>();
        try (Selector<Integer> selector =
                selector(sendFrom(left, next::element, next::remove), sendFrom(right, next::element, next::remove))) {
            while (tasks.hasNext()) {
                next.add(tasks.next());
                selector.select(); // to whoever takes it first
                sent++;
            }
        }
        // @end
        return sent;
    }

    static List<String> merged(ReceiveChannel<String> left, ReceiveChannel<String> right) {
        List<String> seen = new ArrayList<>();
        // @start region="fan-in"
        for (String element : fanIn(left, right)) {
            seen.add(element); // ends when both have closed
        }
        // @end
        return seen;
    }

    static String fiberEnds(ReceiveChannel<String> progress, Fiber<String> fiber) throws InterruptedException {
        // @start region="done"
        String news = select(receive(progress), receive(fiber.done(), _ -> "never said", fiber::result));
        // @end
        return news;
    }
}
