package org.csp4j.examples.snippets;

import static org.csp4j.Csp.*;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.csp4j.Channel;
import org.csp4j.ReceiveChannel;
import org.csp4j.Received;
import org.csp4j.Scheduler;
import org.csp4j.SendChannel;
import org.csp4j.Ticker;
import org.csp4j.Timer;

/** The right column of README's table, word for word. */
final class GoTable {
    private final Duration d = Duration.ofMillis(1);
    private final List<Object> seen = new ArrayList<>();

    private void f() {
        seen.add("f");
    }

    List<Object> channels() throws InterruptedException {
        Channel<Boolean> ended = chan(1);
        go(() -> {
            go(() -> f()).join();
            ended.send(true);
        });
        ended.receive();

        Channel<Integer> rendezvous = chan();
        seen.add(rendezvous.capacity());
        Channel<Integer> c = chan(8);
        c.send(1);
        c.send(2);
        c.send(3);
        seen.add(c.size());
        seen.add(c.capacity());
        int v = c.receive();
        seen.add(v);
        if (c.receiveOrClosed() instanceof Received.Value(var w)) {
            seen.add(w);
        }
        c.close();
        for (int u : c) {
            seen.add(u);
        }
        SendChannel<Integer> in = c.sendOnly();
        ReceiveChannel<Integer> out = c.receiveOnly();
        seen.add(in.isClosed());
        seen.add(out.isDrained());
        return seen;
    }

    List<Object> selects() throws InterruptedException {
        Channel<Integer> a = chan(1);
        Channel<Integer> b = chan(1);
        a.send(1);
        seen.add(select(receive(a, v -> v + 10)));
        seen.add(select(send(b, 7, () -> "sent")));
        seen.add(select(receive(a, v -> v + 10), orElse(() -> 0)));
        seen.add(select(receive(a, v -> v + 10), timeout(d, () -> -1)));
        boolean wanted = false;
        seen.add(select(when(wanted, receive(b, v -> v + 10)), orElse(() -> 0)));
        ReceiveChannel<Integer> nil = never();
        seen.add(select(receive(nil), orElse(() -> -2)));
        return seen;
    }

    List<Object> times() throws InterruptedException {
        sleep(d);
        seen.add(after(d).receive());
        Timer timer = timer(d);
        Ticker ticker = tick(d);
        Instant due = timer.receive();
        Instant tick = ticker.receive();
        seen.add(due);
        seen.add(tick);
        seen.add(timer.stop());
        ticker.stop();
        return seen;
    }

    List<Object> runtimes() {
        seen.add(Scheduler.shared().parallelism());
        seen.add(Scheduler.shared().stats().live());
        return seen;
    }
}
