package org.csp4j.examples;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.nio.file.LinkOption.NOFOLLOW_LINKS;
import static java.util.Comparator.reverseOrder;
import static org.csp4j.Csp.*;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.CharacterCodingException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.csp4j.Channel;
import org.csp4j.Fiber;
import org.csp4j.ReceiveChannel;
import org.csp4j.SendChannel;

/**
 * {@code wordcount PATH [TOP]}: how often each word occurs in the UTF-8 files under a path, most frequent first, words of
 * the same count in the order of {@link String#compareTo}. {@link Words} says what a word is. Prints UTF-8, whatever the
 * locale.
 *
 * <p>What cannot be listed or read, or is not UTF-8, is reported on stderr, one line each, and does not count at all. Below
 * the path, symbolic links are not followed, so that each file counts once and no cycle is walked; what is neither a file nor
 * a directory (a pipe, a device) is passed over.
 */
final class WordCount {
    /*
     *   walker --paths--> reader 1..n --counts of a file--> (fan-in) --> merger --> the program
     *
     * What is held at any time, however large the tree:
     *   an open directory for each level between PATH and where the walker is;
     *   PATHS_AHEAD paths, after which the walker waits for the readers;
     *   for each reader a buffer, and the counts of one file: its vocabulary, not its length;
     *   in the merger the counts of all files so far: their vocabulary, and nothing for each file.
     *
     * A file's counts leave its reader when the whole file has been read, so that one that turns out bad adds nothing. Each
     * channel is closed by the fiber that fills it, with the cause if that fails: so a failure arrives at the program.
     */
    private static final int PATHS_AHEAD = 128;

    private static final int READERS = Math.max(2, Runtime.getRuntime().availableProcessors());

    /** What a fiber does that fills a channel. */
    private interface Source<T> {
        void sendTo(SendChannel<T> out) throws InterruptedException;
    }

    static void main(Path root, int top) throws InterruptedException {
        ReceiveChannel<Path> files = produce("walker", PATHS_AHEAD, paths -> walk(root, paths));

        List<ReceiveChannel<Map<String, Long>>> readers = new ArrayList<>();
        for (int i = 1; i <= READERS; i++) {
            readers.add(produce("reader-" + i, 0, counts -> readAll(files, counts)));
        }

        Fiber<Map<String, Long>> merger = async("merger", () -> mergeAll(fanIn(readers)));

        print(merger.result(), top);
    }

    /** Starts a fiber that fills a channel and closes it; with the cause, should it fail. */
    private static <T> ReceiveChannel<T> produce(String name, int capacity, Source<T> source) {
        Channel<T> out = chan(name, capacity);
        go(name, () -> {
            try {
                source.sendTo(out);
                out.close();
            } catch (Throwable e) { // also an OutOfMemoryError is for the program to know
                out.close(e);
            }
        });
        return out.receiveOnly();
    }

    private static void walk(Path root, SendChannel<Path> files) throws InterruptedException {
        if (Files.isDirectory(root)) {
            walkDirectory(root, files);
        } else {
            files.send(root); // named by the user: even a link or a pipe
        }
    }

    private static void walkDirectory(Path directory, SendChannel<Path> files) throws InterruptedException {
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory)) {
            for (Path entry : entries) {
                walkEntry(entry, files);
            }
        } catch (IOException | DirectoryIteratorException e) {
            reportSkipped(directory, e);
        }
    }

    private static void walkEntry(Path entry, SendChannel<Path> files) throws InterruptedException {
        try {
            BasicFileAttributes attributes = Files.readAttributes(entry, BasicFileAttributes.class, NOFOLLOW_LINKS);
            if (attributes.isDirectory()) {
                walkDirectory(entry, files);
            } else if (attributes.isRegularFile()) {
                files.send(entry);
            }
        } catch (IOException e) {
            reportSkipped(entry, e);
        }
    }

    private static void readAll(ReceiveChannel<Path> files, SendChannel<Map<String, Long>> counts)
            throws InterruptedException {
        for (Path file : files) {
            try {
                counts.send(Words.countIn(file));
            } catch (IOException e) {
                reportSkipped(file, e);
            }
        }
    }

    private static Map<String, Long> mergeAll(ReceiveChannel<Map<String, Long>> counts) {
        Map<String, Long> total = new HashMap<>();
        for (Map<String, Long> ofOneFile : counts) {
            ofOneFile.forEach((word, count) -> total.merge(word, count, Long::sum));
        }
        return total;
    }

    private static void print(Map<String, Long> total, int top) {
        PrintWriter out = new PrintWriter(System.out, false, UTF_8);
        total.entrySet().stream()
                .sorted(Map.Entry.<String, Long>comparingByValue(reverseOrder())
                        .thenComparing(Map.Entry.comparingByKey()))
                .limit(top)
                .forEach(entry -> out.println(entry.getValue() + " " + entry.getKey()));
        out.flush();
    }

    private static void reportSkipped(Path path, Exception why) {
        System.err.println(Tour.oneLine("wordcount: skipped " + path + ": " + describe(why)));
    }

    private static String describe(Exception why) {
        return switch (why) {
            case CharacterCodingException _ -> "not UTF-8";
            case AccessDeniedException _ -> "permission denied";
            case NoSuchFileException _ -> "it is gone";
            case DirectoryIteratorException e when e.getCause() != null -> describe(e.getCause());
            case FileSystemException e when e.getReason() != null -> e.getReason();
            default -> why.getMessage() != null ? why.getMessage() : why.toString();
        };
    }
}
