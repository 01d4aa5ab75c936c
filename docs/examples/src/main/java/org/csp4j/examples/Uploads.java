package org.csp4j.examples;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.csp4j.patterns.pool.DeadLetter;
import org.csp4j.patterns.pool.Dispatcher;
import org.csp4j.patterns.pool.DispatcherStats;

/**
 * {@code dispatcher PATH}: uploads every file under PATH to a server that fails now and then, until each has arrived. Marcio Castilho,
 * "Handling 1 Million Requests per Minute with Go".
 */
final class Uploads {
    private static final int OK_FROM = 200;
    private static final int OK_TO = 299;
    private static final int TRIES = 30;
    private static final Duration FIRST_PAUSE = Duration.ofMillis(5);
    private static final Duration LONGEST_PAUSE = Duration.ofMillis(200);
    private static final double NANOS_PER_MILLI = 1e6;

    /** A file, and the number by which the server knows it. */
    private record Upload(int number, Path file) {}

    static int main(Path root, int maxWorkers, int maxQueue) throws IOException, InterruptedException {
        List<Upload> uploads = new ArrayList<>();
        try (Inbox inbox = Inbox.open();
                HttpClient client = HttpClient.newHttpClient();
                Dispatcher<Upload> dispatcher = Dispatcher.<Upload>builder(upload -> put(upload, inbox, client))
                        .name("uploads")
                        .workers(1, maxWorkers)
                        .queue(maxQueue)
                        .tries(TRIES)
                        .backoff(FIRST_PAUSE, LONGEST_PAUSE)
                        .build();
                Stream<Path> paths = Files.walk(root)) {
            for (Path file : (Iterable<Path>) paths.filter(Files::isRegularFile)::iterator) {
                Upload upload = new Upload(uploads.size(), file);
                uploads.add(upload);
                dispatcher.submit(upload);
            }
            dispatcher.shutdown();
            for (DeadLetter<Upload> dead : dispatcher.deadLetters()) {
                System.err.println(Tour.oneLine("given up: " + dead.job().file() + ": " + dead.failure()));
            }
            return report(uploads, inbox, dispatcher.stats());
        }
    }

    private static void put(Upload upload, Inbox inbox, HttpClient client) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(inbox.uri(upload.number()))
                .PUT(HttpRequest.BodyPublishers.ofFile(upload.file()))
                .build();
        int status =
                client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
        if (status < OK_FROM || status > OK_TO) {
            throw new IOException("the server has answered " + status);
        }
    }

    private static int report(List<Upload> uploads, Inbox inbox, DispatcherStats stats) {
        long unharmed = uploads.stream()
                .filter(upload -> Inbox.digestOf(upload.file()).equals(inbox.digest(upload.number())))
                .count();
        IO.println("files " + uploads.size() + ", arrived " + inbox.files() + ", unharmed " + unharmed);
        IO.println("tries " + stats.tries() + ", failed " + (stats.tries() - stats.done()) + ", by the server "
                + inbox.failures() + ", given up " + stats.dead());
        IO.println("workers " + stats.mostWorkers() + " at most, wait " + millis(stats.meanWait()) + " ms in the mean, "
                + millis(stats.longestWait()) + " ms at most");
        return unharmed == uploads.size() && inbox.files() == uploads.size() ? 0 : 1;
    }

    private static double millis(Duration length) {
        return Math.round(length.toNanos() / NANOS_PER_MILLI * 10) / 10.0;
    }
}
