package org.csp4j.examples;

import static org.csp4j.Csp.*;

import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import org.csp4j.Action;
import org.csp4j.Channel;
import org.csp4j.DeadlockException;
import org.csp4j.Fiber;
import org.csp4j.Scheduler;
import org.jspecify.annotations.Nullable;

/**
 * Runs a program of the tour; without arguments, lists them.
 *
 * <p>Exit codes: that of the program, which is 0 unless the program says otherwise; 1 when a fiber of the program fails, whichever
 * it is, as a panic ends a Go program; 2 when the arguments are not what is accepted, which one line on stderr then says; 2, too,
 * when all fibers of the program are asleep for ever, as a deadlock ends a Go program.
 */
public final class Tour {
    private static final int FAILED = 1;
    private static final int REFUSED = 2;
    private static final int DEADLOCKED = 2;
    private static final int DEFAULT_TOP = 20;
    private static final int DEFAULT_MAX_WORKERS = 8;
    private static final int DEFAULT_MAX_QUEUE = 100;

    private static final List<Program> PROGRAMS = List.of(
            program("ping", "a fiber sends a message, another receives it", Ping::main),
            program("try-send", "sends and receives that do not wait, or not for long", TrySend::main),
            program("range", "a loop over a channel, until it is closed", Range::main),
            program("buffered", "a channel that stores two elements", Buffered::main),
            program("sync", "waits until a fiber says that it has finished", Sync::main),
            program("directions", "methods that can only send, or only receive", Directions::main),
            program("select", "waits for two channels at once", Select::main),
            program("timeout", "gives up waiting after a while", Timeouts::main),
            program("nonblocking", "selects with a default do not wait", NonBlocking::main),
            program("full", "notices that a channel has no room", Full::main),
            program("close", "tells a worker that there are no more jobs", Close::main),
            program("timer", "one timer fires, another is stopped", Timers::main),
            program("ticker", "ticks every 500 ms, for 1,600 ms", Tickers::main),
            program("generator", "five numbers of an endless random service", Generator::main),
            program("multiplex", "ten numbers of two generators merged into one", Multiplex::main),
            program("future", "a query that is started before its argument is known", Future::main),
            new Program("primes", "N", "the first N primes, by a daisy chain of filters", 1, 1, Tour::primes),
            program("shared-variable", "a fiber owns a value that others read and write", SharedVariable::main),
            new Program("deadlock", "[buffered]", "sends what nobody receives, and is told so", 0, 1, Tour::deadlock),
            new Program(
                    "wordcount",
                    "PATH [TOP]",
                    "the TOP (20) most frequent words of the files under PATH",
                    1,
                    2,
                    Tour::wordCount),
            new Program(
                    "runner",
                    "SECONDS",
                    "tasks of 0, 1 and 2 s; ends with 1 on a timeout, 2 on an interrupt",
                    1,
                    1,
                    Tour::runner),
            program("pool", "25 queries over 2 connections to a database", Queries::main),
            program("work", "500 tasks for 2 workers", Work::main),
            new Program(
                    "dispatcher",
                    "PATH",
                    "uploads the files under PATH to a server that fails; heeds MAX_WORKERS and MAX_QUEUE",
                    1,
                    1,
                    Tour::dispatcher));

    /** One program: what it is called, what arguments it takes, and what it shows. */
    private record Program(
            String name, String parameters, String shows, int minArguments, int maxArguments, Preparation preparation) {
        String usage() {
            return parameters.isEmpty() ? name : name + " " + parameters;
        }
    }

    /** Makes of a program's arguments what is to be run. */
    private interface Preparation {
        Body prepare(List<String> arguments) throws RefusedException;
    }

    /** What is run; returns the program's exit code. */
    private interface Body {
        int run() throws Exception;
    }

    /** Arguments are not what is accepted. */
    private static final class RefusedException extends Exception {
        RefusedException(String message) {
            super(message);
        }
    }

    /** A fiber of the program has thrown. */
    private record Failure(Fiber<?> fiber, Throwable thrown) {}

    private Tour() {}

    /** Runs the program that the first argument names, with the others as its arguments. */
    public static void main(String[] arguments) throws InterruptedException {
        int exitCode = run(List.of(arguments));
        if (System.out.checkError()) { // flushes, too
            complain("standard output could not be written");
            exitCode = Math.max(exitCode, FAILED);
        }
        System.exit(exitCode);
    }

    private static int run(List<String> arguments) throws InterruptedException {
        if (arguments.isEmpty()) {
            PROGRAMS.forEach(program -> IO.println("%-20s  %s".formatted(program.usage(), program.shows)));
            return 0;
        }
        Program program;
        Body body;
        try {
            program = find(arguments.getFirst());
            body = prepare(program, arguments.subList(1, arguments.size()));
        } catch (RefusedException e) {
            complain(e.getMessage());
            return REFUSED;
        }
        return run(program, body);
    }

    private static Program find(String name) throws RefusedException {
        for (Program program : PROGRAMS) {
            if (program.name.equals(name)) {
                return program;
            }
        }
        String known = PROGRAMS.stream().map(Program::usage).collect(Collectors.joining(", "));
        throw new RefusedException("no program '" + name + "'; accepted: " + known);
    }

    private static Body prepare(Program program, List<String> arguments) throws RefusedException {
        try {
            if (arguments.size() < program.minArguments) {
                throw new RefusedException("an argument is missing");
            }
            if (arguments.size() > program.maxArguments) {
                throw new RefusedException("'" + arguments.get(program.maxArguments) + "' is one argument too many");
            }
            return program.preparation.prepare(arguments);
        } catch (RefusedException e) {
            throw new RefusedException(e.getMessage() + "; accepted: " + program.usage());
        }
    }

    /** Runs a program in a fiber, on a scheduler that tells of every fiber that fails. */
    private static int run(Program program, Body body) throws InterruptedException {
        Channel<Failure> failures = chan(1); // room for the first; more need not be told
        // Not closed: the JVM ends with the program, and takes the fibers that the program has left with it.
        Scheduler scheduler = Scheduler.builder()
                .uncaughtHandler((fiber, thrown) -> failures.trySend(new Failure(fiber, thrown)))
                .build();
        Channel<Integer> exitCode = chan(1);
        scheduler.go(program.name, () -> exitCode.send(body.run()));
        return prioritySelect( // a fiber of it may have failed although it has an exit code
                receive(failures, failure -> {
                    if (failure.thrown instanceof DeadlockException deadlock) {
                        System.err.println("fatal error: " + deadlock.report());
                        return DEADLOCKED;
                    }
                    complain(program.name + " failed in fiber '" + failure.fiber.name() + "': " + failure.thrown);
                    failure.thrown.printStackTrace();
                    return FAILED;
                }),
                receive(exitCode));
    }

    private static Program program(String name, String shows, Action action) {
        return new Program(name, "", shows, 0, 0, _ -> ending(action));
    }

    /** A program that has no exit code of its own. */
    private static Body ending(Action action) {
        return () -> {
            action.run();
            return 0;
        };
    }

    private static Body primes(List<String> arguments) throws RefusedException {
        int count = positive("N", arguments.getFirst());
        return ending(() -> Primes.main(count));
    }

    private static Body deadlock(List<String> arguments) throws RefusedException {
        if (arguments.isEmpty()) {
            return ending(Deadlock::main);
        }
        if (!arguments.getFirst().equals("buffered")) {
            throw new RefusedException("there is no variant '" + arguments.getFirst() + "'");
        }
        return ending(Deadlock::buffered);
    }

    private static Body wordCount(List<String> arguments) throws RefusedException {
        Path root = existing(arguments.getFirst());
        int top = arguments.size() < 2 ? DEFAULT_TOP : positive("TOP", arguments.get(1));
        return ending(() -> WordCount.main(root, top));
    }

    private static Body runner(List<String> arguments) throws RefusedException {
        Duration timeout = Duration.ofSeconds(positive("SECONDS", arguments.getFirst()));
        return () -> Batch.main(timeout);
    }

    private static Body dispatcher(List<String> arguments) throws RefusedException {
        Path root = existing(arguments.getFirst());
        int maxWorkers = positiveVariable("MAX_WORKERS", DEFAULT_MAX_WORKERS);
        int maxQueue = positiveVariable("MAX_QUEUE", DEFAULT_MAX_QUEUE);
        return () -> Uploads.main(root, maxWorkers, maxQueue);
    }

    private static int positiveVariable(String variable, int unlessSet) throws RefusedException {
        String value = System.getenv(variable);
        return value == null ? unlessSet : positive(variable, value);
    }

    private static int positive(String parameter, String argument) throws RefusedException {
        try {
            int number = Integer.parseInt(argument);
            if (number > 0) {
                return number;
            }
        } catch (NumberFormatException e) {
            // refused below, as is what is not positive
        }
        throw new RefusedException(
                parameter + " is a whole number from 1 to " + Integer.MAX_VALUE + ", not '" + argument + "'");
    }

    private static Path existing(String argument) throws RefusedException {
        try {
            Path path = Path.of(argument);
            if (!argument.isEmpty() && Files.exists(path)) {
                return path;
            }
        } catch (InvalidPathException e) {
            // refused below
        }
        throw new RefusedException("PATH is a file or directory that exists, unlike '" + argument + "'");
    }

    private static void complain(@Nullable String what) {
        System.err.println(oneLine("csp-tour: " + what));
    }

    /** The text without what would break the line or the terminal: names of files may contain anything. */
    static String oneLine(String text) {
        return text.replaceAll("[\\p{Cc}\\u2028\\u2029]", "?");
    }
}
