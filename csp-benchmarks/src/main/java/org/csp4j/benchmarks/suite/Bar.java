package org.csp4j.benchmarks.suite;

import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.stream.Stream;
import org.csp4j.benchmarks.peers.Peers;

/**
 * What the work-stealing engine is to reach: a time, or another figure, of at most so many times the best rival's.
 *
 * @param limit the ratio
 * @param figure the name of the figure; empty for the time
 * @param rivals who counts
 */
record Bar(
        String title,
        String unit,
        double limit,
        String question,
        String operation,
        Map<String, String> parameters,
        String figure,
        List<Rival> rivals) {

    /** A column of the table: the best of its peers that are in the results. */
    enum Rival {
        GO("Go"),
        KOTLIN("Kotlin"),
        JOX("Jox"),
        JUC("j.u.c.");

        final String title;

        Rival(String title) {
            this.title = title;
        }

        private List<String> peers() {
            return switch (this) {
                case GO -> List.of(Peers.GO);
                case KOTLIN -> List.of(Peers.KOTLIN);
                case JOX -> List.of(Peers.JOX);
                case JUC -> List.of(Peers.SYNCHRONOUS, Peers.TRANSFER, Peers.ARRAY, Peers.VIRTUAL_THREADS);
            };
        }
    }

    private static final List<Rival> ALL = List.of(Rival.values());
    private static final Map<String, String> NONE = Map.of();

    static final List<Bar> BARS = List.of(
            time("unbuffered ping-pong, round trip", 1.0, "RendezvousPingPong", "roundTrip", NONE),
            time("unbuffered 1:1", 1.0, "RendezvousHandOff", "element", Map.of("parties", "1:1")),
            time("buffered(128) 1:1", 0.5, "BufferedHandOff", "element", Map.of("capacity", "128", "parties", "1:1")),
            time("buffered(1024) 4:4", 0.5, "BufferedHandOff", "element", Map.of("capacity", "1024", "parties", "4:4")),
            time("unbuffered 100:100", 0.7, "RendezvousHandOff", "element", Map.of("parties", "100:100")),
            time("select over 2 unbuffered", 1.0, "SelectFanIn", "element", Map.of("channels", "2 of 0")),
            time("select over 8 buffered(16)", 0.5, "SelectFanIn", "element", Map.of("channels", "8 of 16")),
            time("fan-in of 10, two hops", 1.0, "FanIn", "element", NONE),
            time("ring of 1,000, hop", 1.0, "RingHop", "hop", NONE),
            new Bar("prime sieve to the 1,000th", "ms", 1.0, "PrimeSieve", "toTheThousandth", NONE, "", ALL),
            time("daisy chain of 10,000, hop", 1.2, "DaisyChain", "hop", NONE),
            time("spawn and finish", 1.0, "SpawnAndFinish", "fiber", NONE),
            new Bar(
                    "parked fiber, heap",
                    "B",
                    0.8,
                    "ParkedMemory",
                    "fibers",
                    NONE,
                    "bytesPerFiber",
                    List.of(Rival.JUC)),
            time("timer create + stop", 1.0, "TimerChurn", "timer", Map.of("outstanding", "0")),
            time("the same beside 1,000,000 timers", 0.8, "TimerChurn", "timer", Map.of("outstanding", "1000000")),
            time("select of a ready receive with a timeout", 0.5, "SelectWithTimeout", "element", NONE));

    private static Bar time(
            String title, double limit, String question, String operation, Map<String, String> parameters) {
        return new Bar(title, "ns", limit, question, operation, parameters, "", ALL);
    }

    OptionalDouble of(Results results, String peer) {
        Stream<Row> rows = results.rows().stream()
                .filter(row ->
                        row.question().equals(question) && row.operation().equals(operation))
                .filter(row -> row.parameters().equals(parameters) && row.peer().equals(peer));
        return rows.mapToDouble(
                        row -> figure.isEmpty() ? row.median() : row.figures().getOrDefault(figure, Double.NaN))
                .findFirst();
    }

    OptionalDouble of(Results results, Rival rival) {
        return rival.peers().stream()
                .map(peer -> of(results, peer))
                .flatMapToDouble(OptionalDouble::stream)
                .min();
    }

    /** Ours to the best rival's; empty where one of the two was not measured. */
    OptionalDouble ratio(Results results) {
        OptionalDouble ours = of(results, Peers.CSP);
        OptionalDouble best = rivals.stream()
                .map(rival -> of(results, rival))
                .flatMapToDouble(OptionalDouble::stream)
                .min();
        return ours.isPresent() && best.isPresent()
                ? OptionalDouble.of(ours.getAsDouble() / best.getAsDouble())
                : OptionalDouble.empty();
    }
}
