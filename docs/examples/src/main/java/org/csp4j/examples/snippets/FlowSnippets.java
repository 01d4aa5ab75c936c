package org.csp4j.examples.snippets;

import static org.csp4j.Csp.*;

import java.io.BufferedReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;
import org.csp4j.Channel;
import org.csp4j.Fiber;
import org.csp4j.ReceiveChannel;
import org.csp4j.SendChannel;
import org.csp4j.patterns.flow.Batcher;
import org.csp4j.patterns.flow.Coroutine;
import org.csp4j.patterns.flow.FanOut;
import org.csp4j.patterns.flow.FilterChain;
import org.csp4j.patterns.flow.Generator;
import org.csp4j.patterns.flow.Multiplexer;
import org.csp4j.patterns.flow.OrderedMerge;
import org.csp4j.patterns.flow.ParallelStage;
import org.csp4j.patterns.flow.Pipeline;
import org.csp4j.patterns.flow.Tee;

/** For the guide's page on flow, and the Javadoc of its patterns. */
final class FlowSnippets {
    // @start region="program"
    /** The first lines with this word, in the order of the files: of which some are read at a time, and no more than it takes. */
    static List<String> linesWith(String word, List<Path> files, int count) throws InterruptedException {
        return Pipeline.of(files)
                .parallel(4, Files::readAllLines) // a stage: four files at a time
                .flatMap(lines -> lines) // steps: they need no fiber
                .filter(line -> line.contains(word))
                .take(count) // and then all that is before stops
                .toList(); // throws if a file cannot be read
    }
    // @end

    static List<Integer> asAChannel(ReceiveChannel<String> lines) throws InterruptedException {
        // @start region="pipeline-channel"
        ReceiveChannel<Integer> lengths =
                Pipeline.from(lines).map(String::length).buffer(100).toChannel();
        int first = lengths.receive();
        lengths.cancel(); // everything before it stops, and `lines` is cancelled
        // @end
        return List.of(first);
    }

    static List<String> undelivered(ReceiveChannel<String> letters) throws InterruptedException {
        List<String> lost = new ArrayList<>();
        // @start region="undelivered"
        Pipeline.from(letters, lost::add) // what is still there when the pipeline leaves
                .undelivered(lost::add) // what has come this far, and is not taken behind
                .takeWhile(letter -> !letter.isEmpty())
                .forEach(IO::println);
        // @end
        return lost;
    }

    // @start region="generator"
    /** The first lines of a file that are not blank; no more of it is read than that takes. */
    static List<String> firstLines(Path file, int count) {
        Generator<String> lines = Generator.of(out -> {
            try (BufferedReader reader = Files.newBufferedReader(file)) {
                for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                    out.yield(line); // goes on when the next line is wanted
                }
            } // the file is closed, also if the consumer leaves in the middle
        });
        try (lines) {
            return lines.stream().filter(line -> !line.isBlank()).limit(count).toList();
        }
    }
    // @end

    static List<Integer> generatorChannel() throws InterruptedException {
        // @start region="generator-channel"
        ReceiveChannel<Integer> evens = Generator.channel(out -> {
            for (int n = 0; ; n += 2) {
                out.yield(n);
            }
        });
        int first = evens.receive();
        int second = select(receive(evens));
        evens.cancel(); // the body leaves its yield
        // @end
        return List.of(first, second);
    }

    // @start region="coroutine"
    /** A parser that is fed line by line, and answers with the record that the line completes, or with nothing. */
    static Coroutine<String, String> recordParser() {
        return Coroutine.of("parser", (first, caller) -> {
            String line = first;
            while (true) {
                StringBuilder record = new StringBuilder();
                while (line.endsWith("\\")) { // goes on in the next line
                    record.append(line, 0, line.length() - 1);
                    line = caller.yield("");
                }
                line = caller.yield(record.append(line).toString());
            }
        });
    }

    static List<String> records(List<String> lines) throws InterruptedException {
        List<String> records = new ArrayList<>();
        try (Coroutine<String, String> parser = recordParser()) {
            for (String line : lines) {
                records.add(parser.resume(line));
            }
        }
        return records;
    }
    // @end

    static List<String> parallel(ReceiveChannel<Integer> ids, Function<Integer, String> load)
            throws InterruptedException {
        List<String> loaded = new ArrayList<>();
        // @start region="parallel"
        for (String record : ParallelStage.ordered(ids, 8, load::apply)) { // eight at a time, in the order of the ids
            loaded.add(record);
        }
        // @end
        return loaded;
    }

    static List<Integer> batches(ReceiveChannel<String> rows) throws InterruptedException {
        List<Integer> inserts = new ArrayList<>();
        // @start region="batch"
        for (List<String> batch : Batcher.batches(rows, 500, Duration.ofMillis(50))) { // 500, or what came within 50 ms
            inserts.add(batch.size());
        }
        // @end
        return inserts;
    }

    static List<Long> tee(ReceiveChannel<String> orders) throws InterruptedException {
        // @start region="tee"
        List<ReceiveChannel<String>> copies = Tee.of(orders, 2);
        Fiber<Long> shipped = async(() -> copies.get(0).stream().count());
        Fiber<Long> logged = async(() -> copies.get(1).stream().count());
        // @end
        return List.of(shipped.result(), logged.result());
    }

    static void fanOut(ReceiveChannel<String> events, SendChannel<String> handled) throws InterruptedException {
        // @start region="fan-out"
        List<Fiber<?>> workers = new ArrayList<>();
        for (ReceiveChannel<String> part : FanOut.byKey(events, 3, event -> event.charAt(0))) {
            workers.add(go(() -> part.forEach(handled::trySend))); // all events of one key, one after the other
        }
        // @end
        for (Fiber<?> worker : workers) {
            worker.join();
        }
    }

    static List<String> orderedMerge(ReceiveChannel<String> east, ReceiveChannel<String> west) {
        // @start region="ordered-merge"
        ReceiveChannel<String> log = OrderedMerge.of(Comparator.naturalOrder(), List.of(east, west));
        // @end
        return log.stream().toList();
    }

    static List<String> multiplexer(ReceiveChannel<ReceiveChannel<String>> clients) throws InterruptedException {
        // @start region="multiplexer"
        Multiplexer<String> all = Multiplexer.supervising(failure -> IO.println("a client is gone: " + failure));
        go(() -> {
            clients.forEach(all::add); // whenever one connects
            all.close(); // no more will; the others go on to their ends
        });
        List<String> messages = all.channel().stream().toList();
        // @end
        return messages;
    }

    // @start region="filter-chain"
    /** The first primes: each one adds a filter, which keeps back its multiples. */
    static List<Integer> primes(int count) throws InterruptedException {
        Channel<Integer> numbers = chan();
        go(() -> {
            for (int n = 2; numbers.sendOrClosed(n).isOk(); n++) {}
        });
        List<Integer> primes = new ArrayList<>();
        try (FilterChain<Integer> sieve = FilterChain.of(numbers)) {
            while (primes.size() < count) {
                int prime = sieve.receive();
                primes.add(prime);
                sieve.append(n -> n % prime != 0);
            }
        }
        return primes;
    }
    // @end
}
