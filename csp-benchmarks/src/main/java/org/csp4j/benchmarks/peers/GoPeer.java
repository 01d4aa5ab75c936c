package org.csp4j.benchmarks.peers;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * Go: a process that is told by its standard input what to run, and answers when it has. The pipe costs some ten
 * microseconds a workload, which run for milliseconds.
 */
public final class GoPeer extends Peer {
    private final Process process;
    private final Writer requests;
    private final BufferedReader answers;
    private Usage usage;

    GoPeer() throws IOException {
        process = new ProcessBuilder(GoProgram.path().toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        requests = process.outputWriter();
        answers = process.inputReader();
        usage = Usage.NONE;
        ask("version");
    }

    /** What {@code go version} says; empty where there is no such command. */
    public static Optional<String> version() {
        return Command.output("go", "version");
    }

    /** Has a workload run, and returns its results. */
    private long[] ask(String workload, int... numbers) throws IOException {
        StringBuilder line = new StringBuilder(workload);
        for (int n : numbers) {
            line.append(' ').append(n);
        }
        requests.write(line.append('\n').toString());
        requests.flush();
        String answer = answers.readLine();
        if (answer == null) {
            throw new IOException(
                    "the Go program has ended in: " + line.toString().strip());
        }
        long[] values =
                Stream.of(answer.split(" ", -1)).mapToLong(Long::parseLong).toArray();
        usage = new Usage(values[0], values[1]);
        return Arrays.copyOfRange(values, 2, values.length);
    }

    @Override
    public void pingPong(int rounds) throws IOException {
        ask("pingPong", rounds);
    }

    @Override
    public void timedPingPong(int rounds) throws IOException {
        ask("timedPingPong", rounds);
    }

    @Override
    public void handOff(int capacity, int senders, int receivers, int elements) throws IOException {
        ask("handOff", capacity, senders, receivers, elements);
    }

    @Override
    public void pairs(int pairs, int elements) throws IOException {
        ask("pairs", pairs, elements);
    }

    @Override
    public void select(int channels, int capacity, int elements) throws IOException {
        ask("select", channels, capacity, elements);
    }

    @Override
    public void selectWithTimeout(int elements) throws IOException {
        ask("selectWithTimeout", elements);
    }

    @Override
    public void fanIn(int sources, int elements) throws IOException {
        ask("fanIn", sources, elements);
    }

    @Override
    public void ring(int parties, int rounds) throws IOException {
        ask("ring", parties, rounds);
    }

    @Override
    public void daisyChain(int parties, int rounds) throws IOException {
        ask("daisyChain", parties, rounds);
    }

    @Override
    public int sieve(int primes) throws IOException {
        return (int) ask("sieve", primes, Primes.limit(primes))[0];
    }

    @Override
    public void spawn(int fibers) throws IOException {
        ask("spawn", fibers);
    }

    @Override
    public void timers(int count) throws IOException {
        ask("timers", count);
    }

    @Override
    public void sleepers(int fibers) throws IOException {
        ask("sleepers", fibers);
    }

    @Override
    public long[] wakeUps(int count, int millis) throws IOException {
        return ask("wakeUps", count, millis);
    }

    @Override
    public void park(int fibers) throws IOException {
        ask("park", fibers);
    }

    @Override
    public void armTimers(int count) throws IOException {
        ask("armTimers", count);
    }

    @Override
    public long usedBytes() throws IOException {
        return ask("usedBytes")[0];
    }

    @Override
    public Usage foreignUsage() {
        return usage;
    }

    @Override
    public String name() {
        return Peers.GO;
    }

    @Override
    public void close() throws IOException, InterruptedException {
        requests.close(); // the program ends with its input
        if (!process.waitFor(10, TimeUnit.SECONDS)) {
            process.destroyForcibly();
        }
    }
}
