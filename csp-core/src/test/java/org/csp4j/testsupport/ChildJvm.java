package org.csp4j.testsupport;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A JVM of its own that runs a program of the test class path: for what only a flag, a tool or an agent can do to a JVM. One
 * that does not do what it should in time is dumped, killed, and fails the test.
 */
public final class ChildJvm implements AutoCloseable {
    /** Opens what the work-stealing engine needs. */
    public static final String OPENED = "--add-opens=java.base/java.lang=ALL-UNNAMED";

    private static final Path TOOLS = Path.of(System.getProperty("java.home"), "bin");
    private static final Duration PATIENCE_WITH_A_DUMP = Duration.ofSeconds(10);

    private final Process process;
    private final List<String> lines = new ArrayList<>(); // guarded by itself
    private boolean hasEnded; // its output; guarded by the lines

    private ChildJvm(Process process) {
        this.process = process;
        Thread.ofPlatform().daemon().name("output of JVM " + process.pid()).start(this::read);
    }

    /** Starts a program with these flags and no others; its input stays open until {@link #endInput()}. */
    public static ChildJvm start(List<String> flags, Class<?> program, String... arguments) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(TOOLS.resolve("java").toString());
        command.add("-XX:+ErrorFileToStdout"); // should it crash
        command.addAll(flags);
        command.add("-cp");
        command.add(System.getProperty("java.class.path"));
        command.add(program.getName());
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment()
                .keySet()
                .removeIf(name -> name.endsWith("JAVA_OPTIONS") || name.equals("JAVA_TOOL_OPTIONS"));
        return new ChildJvm(builder.start());
    }

    private void read() {
        try (BufferedReader in = process.inputReader(StandardCharsets.UTF_8)) {
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                synchronized (lines) {
                    lines.add(line);
                    lines.notifyAll();
                }
            }
        } catch (IOException e) {
            synchronized (lines) {
                lines.add("cannot be read any more: " + e);
            }
        } finally {
            synchronized (lines) {
                hasEnded = true;
                lines.notifyAll();
            }
        }
    }

    private boolean hasEnded() {
        synchronized (lines) {
            return hasEnded;
        }
    }

    public long pid() {
        return process.pid();
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    /** What it has printed so far, to both streams. */
    public String output() {
        synchronized (lines) {
            return String.join("\n", lines);
        }
    }

    /** Waits until it has printed a line that contains this, and returns that line. */
    public String awaitLine(String part) throws InterruptedException {
        return awaitLine(part, 1);
    }

    /** Waits until it has printed so many lines that contain this, and returns the last of them. */
    public String awaitLine(String part, int occurrence) throws InterruptedException {
        long deadline = System.nanoTime() + Delays.PATIENCE_WITH_A_JVM.toNanos();
        int found = 0;
        synchronized (lines) {
            for (int i = 0; ; i++) {
                while (i == lines.size()) {
                    long left = deadline - System.nanoTime();
                    if (hasEnded || left <= 0) {
                        throw stuck("it prints '" + part + "', time " + occurrence);
                    }
                    TimeUnit.NANOSECONDS.timedWait(lines, left);
                }
                if (lines.get(i).contains(part) && ++found == occurrence) {
                    return lines.get(i);
                }
            }
        }
    }

    /** Writes one byte to its standard input. */
    public void input(char character) throws IOException {
        process.getOutputStream().write(character);
        process.getOutputStream().flush();
    }

    /** Ends its standard input. */
    public void endInput() throws IOException {
        process.getOutputStream().close();
    }

    /** Waits until it has ended and all of its output is there; returns its exit code. */
    public int awaitEnd() throws InterruptedException {
        return awaitEnd(Delays.PATIENCE_WITH_A_JVM);
    }

    /** Waits until it has ended, for so long; returns its exit code. */
    public int awaitEnd(Duration patience) throws InterruptedException {
        if (!process.waitFor(patience.toNanos(), TimeUnit.NANOSECONDS)) {
            throw stuck("it ends");
        }
        synchronized (lines) {
            while (!hasEnded) {
                lines.wait();
            }
        }
        return process.exitValue();
    }

    /** Sends it a command of jcmd; returns the answer. */
    public String jcmd(String... command) throws IOException, InterruptedException {
        List<String> arguments = new ArrayList<>(List.of(Long.toString(pid())));
        arguments.addAll(List.of(command));
        return toolOnIt("jcmd", arguments);
    }

    /** Runs jstack on it; returns what that prints. */
    public String jstack() throws IOException, InterruptedException {
        return toolOnIt("jstack", List.of(Long.toString(pid())));
    }

    private String toolOnIt(String name, List<String> arguments) throws IOException, InterruptedException {
        try {
            return tool(name, Delays.PATIENCE_WITH_A_JVM, arguments);
        } catch (AssertionError e) {
            throw stuck("it answers. " + e.getMessage());
        }
    }

    private static String tool(String name, Duration patience, List<String> arguments)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(TOOLS.resolve(name).toString()));
        command.addAll(arguments);
        Path output = Files.createTempFile("csp4j-" + name, ".txt");
        try {
            Process tool = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile())
                    .start();
            boolean isInTime = tool.waitFor(patience.toNanos(), TimeUnit.NANOSECONDS);
            if (!isInTime) {
                tool.destroyForcibly();
            }
            String text = Files.readString(output);
            if (!isInTime || tool.exitValue() != 0) {
                throw new AssertionError(String.join(" ", command) + (isInTime ? " failed:\n" : " hangs:\n") + text);
            }
            return text;
        } finally {
            Files.delete(output);
        }
    }

    /** What to throw if something does not happen: with all that can be learned of the JVM, which is killed. */
    private AssertionError stuck(String what) throws InterruptedException {
        if (hasEnded()) { // its output; then it is about to end itself
            process.waitFor(PATIENCE_WITH_A_DUMP.toNanos(), TimeUnit.NANOSECONDS);
        }
        AssertionError error = new AssertionError("This does not happen in JVM " + pid() + " ("
                + (process.isAlive() ? "alive" : "ended with " + process.exitValue()) + "): " + what
                + "\nIt has printed:\n" + output()
                + (process.isAlive() ? "\nAll threads:\n" + dump() : ""));
        process.destroyForcibly();
        return error;
    }

    /** The virtual threads last: a JDK before 26 can crash over them (JDK-8364343). */
    private String dump() {
        String pid = Long.toString(pid());
        StringBuilder dump = new StringBuilder();
        try {
            dump.append(tool("jcmd", PATIENCE_WITH_A_DUMP, List.of(pid, "Thread.print")));
            Path file = Files.createTempFile("csp4j-dump", ".txt");
            try {
                tool("jcmd", PATIENCE_WITH_A_DUMP, List.of(pid, "Thread.dump_to_file", "-overwrite", file.toString()));
                dump.append(Files.readString(file));
            } finally {
                Files.delete(file);
            }
        } catch (IOException | InterruptedException | AssertionError e) {
            dump.append("no dump: ").append(e);
        }
        return dump.toString();
    }

    /** Kills it, if it is still alive. */
    @Override
    public void close() {
        process.destroyForcibly();
    }
}
