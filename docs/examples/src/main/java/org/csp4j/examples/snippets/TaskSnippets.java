package org.csp4j.examples.snippets;

import static org.csp4j.Csp.*;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.csp4j.Action;
import org.csp4j.ReceiveChannel;
import org.csp4j.patterns.flow.Pipeline;
import org.csp4j.patterns.task.CspFuture;
import org.csp4j.patterns.task.ErrorGroup;
import org.csp4j.patterns.task.Promise;
import org.csp4j.patterns.task.SingleFlight;
import org.csp4j.patterns.task.WaitGroup;

/** For the guide's page on tasks, and the Javadoc of what belongs to them. */
final class TaskSnippets {
    // @start region="program"
    /** The price of everything in the cart, of whichever shop answers first for each; or word that it takes too long. */
    static String total(List<String> cart, List<Shop> shops) throws InterruptedException {
        List<CspFuture<Integer>> prices = new ArrayList<>();
        for (String item : cart) {
            List<CspFuture<Integer>> offers = new ArrayList<>();
            for (Shop shop : shops) {
                offers.add(CspFuture.async(() -> shop.price(item)));
            }
            prices.add(CspFuture.firstSuccess(offers)); // the other shops are not asked any more
        }
        CspFuture<List<Integer>> all = CspFuture.all(prices);
        CspFuture<Integer> total =
                all.then(each -> each.stream().mapToInt(price -> price).sum());
        try {
            return select(
                    total.settled(sum -> sum.isSuccess() ? "costs " + total.get() : "not for sale"),
                    timeout(Duration.ofSeconds(2), () -> "takes too long"));
        } finally {
            all.cancel(); // whatever still runs
        }
    }
    // @end

    /** Sells, perhaps. */
    interface Shop {
        int price(String item) throws Exception;
    }

    static String promise(ReceiveChannel<String> lines) throws InterruptedException {
        // @start region="promise"
        Promise<String> greeting = new Promise<>("greeting");
        go(() -> greeting.complete(lines.receive())); // false if it was settled before
        String text = greeting.future().get(); // any number may wait
        // @end
        return text;
    }

    static List<Integer> chain(Callable<List<String>> download) throws InterruptedException {
        // @start region="chain"
        CspFuture<List<String>> page = CspFuture.async("page", download);
        List<Integer> lengths = Pipeline.from(page.toChannel()) // the list, once it is there
                .flatMap(lines -> lines)
                .map(String::length)
                .toList();
        // @end
        return lengths;
    }

    static void errorGroup(List<Action> uploads) throws InterruptedException {
        // @start region="error-group"
        try (ErrorGroup group = ErrorGroup.withLimit(8)) {
            for (Action upload : uploads) {
                if (!group.go(upload)) { // waits while eight run
                    break; // one has failed
                }
            }
            group.await(); // ErrorGroupFailedException, if one has failed
        }
        // @end
    }

    static String waitGroup(List<Action> jobs, ReceiveChannel<String> aborts) throws InterruptedException {
        // @start region="wait-group"
        WaitGroup group = new WaitGroup();
        for (Action job : jobs) {
            group.go(job);
        }
        String outcome = select(group.ended(() -> "all have ended"), receive(aborts));
        // @end
        return outcome;
    }

    static Optional<String> singleFlight(String user, Callable<String> query) throws InterruptedException {
        // @start region="single-flight"
        SingleFlight<String, String> lookups = new SingleFlight<>();
        String name = lookups.get(user, query); // one query, however many ask for this user meanwhile
        Optional<String> soon = lookups.get(user, query, Duration.ofMillis(100)); // leaves the others alone
        // @end
        return soon.map(other -> name + " and " + other);
    }
}
