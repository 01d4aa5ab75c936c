package org.csp4j.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.csp4j.examples.TourProcess.runTour;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.csp4j.examples.TourProcess.Jvm;
import org.csp4j.examples.TourProcess.Result;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class TourTest {
    private static final List<String> NAMES = List.of(
            "ping",
            "try-send",
            "range",
            "buffered",
            "sync",
            "directions",
            "select",
            "timeout",
            "nonblocking",
            "full",
            "close",
            "timer",
            "ticker",
            "generator",
            "multiplex",
            "future",
            "primes",
            "shared-variable",
            "deadlock",
            "wordcount",
            "runner",
            "pool",
            "work",
            "dispatcher");

    @ParameterizedTest
    @EnumSource(Jvm.class)
    void withoutArgumentsItListsTheProgramsOneLineEach(Jvm jvm) throws Exception {
        Result list = TourProcess.on(jvm).run().isGood();

        assertThat(list.outLines()).allMatch(line -> line.matches("[a-z-]+( [A-Za-z\\[\\] ]+)?  +\\S.*"));
        assertThat(list.outLines().stream().map(line -> line.split(" ")[0])).isEqualTo(NAMES);
    }

    @Test
    void anUnknownProgramIsRefusedWithAListOfThoseThereAre() throws Exception {
        Result unknown = runTour("pong");

        unknown.isRefused("'pong'");
        assertThat(unknown.err()).contains(NAMES);
    }

    @ParameterizedTest
    @ValueSource(strings = {"--help", "Ping", "", "pi\nng"})
    void whatIsAlmostAProgramIsRefusedInOneLine(String name) throws Exception {
        runTour(name).isRefused("ping, try-send");
    }

    @Test
    void aSurplusArgumentIsRefused() throws Exception {
        runTour("ping", "twice").isRefused("'twice'", "accepted: ping");
        runTour("primes", "1", "2").isRefused("'2'", "accepted: primes N");
        runTour("wordcount", ".", "1", "2").isRefused("'2'", "accepted: wordcount PATH [TOP]");
    }

    @Test
    void aVariantThatThereIsNotIsRefused() throws Exception {
        runTour("deadlock", "twice").isRefused("'twice'", "accepted: deadlock [buffered]");
    }

    @Test
    void aMissingArgumentIsRefused() throws Exception {
        runTour("primes").isRefused("missing", "accepted: primes N");
        runTour("wordcount").isRefused("missing", "accepted: wordcount PATH [TOP]");
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "-1", "abc", "1.5", "", " 7", "99999999999"})
    void whatIsNoPositiveNumberIsRefused(String number) throws Exception {
        runTour("primes", number).isRefused("'" + number + "'", "from 1 to 2147483647", "accepted: primes N");
        runTour("runner", number)
                .isRefused("'" + number + "'", "SECONDS is a whole number", "accepted: runner SECONDS");
    }

    @Test
    void aTopThatIsNoPositiveNumberIsRefusedBeforeAnythingIsRead() throws Exception {
        runTour("wordcount", ".", "0").isRefused("'0'", "TOP is a whole number from 1", "wordcount PATH [TOP]");
        runTour("wordcount", ".", "many").isRefused("'many'", "TOP is a whole number from 1", "wordcount PATH [TOP]");
    }

    @Test
    void aPathThatDoesNotExistIsRefused() throws Exception {
        runTour("wordcount", "no/such/path").isRefused("'no/such/path'", "wordcount PATH [TOP]");
        runTour("dispatcher", "no/such/path").isRefused("'no/such/path'", "dispatcher PATH");
        runTour("wordcount", "").isRefused("''", "wordcount PATH [TOP]");
    }

    /** The readers fail, not the fiber that the program began with. */
    @Test
    void aProgramFailsWhenItsFibersDo(@TempDir Path directory) throws Exception {
        Path file = directory.resolve("more-words-than-memory");
        Files.writeString(file, distinctWords(400_000));

        Result run = TourProcess.on(Jvm.PLAIN).with("-Xmx12m").run("wordcount", file.toString());

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.out()).isEmpty();
        assertThat(run.err()).startsWith("csp-tour: wordcount failed").contains("OutOfMemoryError");
    }

    private static String distinctWords(int count) {
        Random random = new Random(1);
        return Stream.generate(() -> random.ints(14, 'a', 'z' + 1)
                        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append))
                .limit(count)
                .collect(Collectors.joining(" "));
    }

    @Test
    @EnabledIf("aFullDeviceExists")
    void outputThatCannotBeWrittenFailsTheProgram() throws Exception {
        Path err = Files.createTempFile("tour", ".err");
        Process process = new ProcessBuilder(TourProcess.on(Jvm.PLAIN).command("range"))
                .redirectOutput(new File("/dev/full"))
                .redirectError(err.toFile())
                .start();

        assertThat(TourProcess.await(process)).isEqualTo(1);
        assertThat(Files.readString(err)).contains("could not be written").hasLineCount(1);
        Files.delete(err);
    }

    static boolean aFullDeviceExists() {
        return new File("/dev/full").exists();
    }
}
