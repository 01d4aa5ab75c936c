package org.csp4j.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.csp4j.examples.TourProcess.Jvm;
import org.csp4j.examples.TourProcess.Result;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledIf;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** {@code dispatcher PATH}, with real requests. */
class UploadsTest {
    private static final int FILES = 120;
    private static final Pattern NUMBER = Pattern.compile("\\d+");

    @TempDir
    private Path tree;

    @ParameterizedTest
    @EnumSource(Jvm.class)
    void everyFileArrivesThoughRequestsFail(Jvm jvm) throws Exception {
        Random random = new Random(1);
        for (int i = 0; i < FILES; i++) {
            byte[] content = new byte[i % 10 == 0 ? 0 : random.nextInt(200_000)];
            random.nextBytes(content);
            Path file = tree.resolve(i % 3 == 0 ? "sub/deep" : "sub").resolve("file %" + i + "?.bin");
            Files.createDirectories(file.getParent());
            Files.write(file, content);
        }

        List<String> lines = TourProcess.on(jvm)
                .in(Map.of("MAX_WORKERS", "4", "MAX_QUEUE", "2"))
                .run("dispatcher", tree.toString())
                .isGood()
                .outLines();

        assertThat(lines).hasSize(3);
        assertThat(lines.get(0)).isEqualTo("files 120, arrived 120, unharmed 120");
        List<Integer> figures = numbers(lines.get(1)); // tries, failed, by the server, given up
        assertThat(figures.get(0)).isEqualTo(FILES + figures.get(1));
        assertThat(figures.get(1)).isPositive(); // one request in five
        assertThat(figures.get(2)).isPositive();
        assertThat(figures.get(3)).isZero();
        assertThat(numbers(lines.get(2)).getFirst()).isBetween(1, 4);
    }

    private static List<Integer> numbers(String line) {
        return NUMBER.matcher(line)
                .results()
                .map(MatchResult::group)
                .map(Integer::valueOf)
                .toList();
    }

    @Test
    void aFolderWithoutFilesIsDoneAtOnce() throws Exception {
        assertThat(TourProcess.runTour("dispatcher", tree.toString()).isGood().outLines())
                .startsWith("files 0, arrived 0, unharmed 0", "tries 0, failed 0, by the server 0, given up 0");
    }

    @Test
    @DisabledIf("nothingIsForbidden")
    void aFileThatCannotBeReadIsGivenUpAndTheProgramFails() throws Exception {
        Files.writeString(tree.resolve("good"), "good");
        Path bad = Files.writeString(tree.resolve("bad"), "bad");
        assertThat(bad.toFile().setReadable(false)).isTrue();

        Result run = TourProcess.runTour("dispatcher", tree.toString());

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err()).contains("given up", "bad");
    }

    static boolean nothingIsForbidden() {
        return System.getProperty("user.name").equals("root");
    }

    @Test
    void aVariableThatIsNoPositiveNumberIsRefused() throws Exception {
        TourProcess.on(Jvm.PLAIN)
                .in(Map.of("MAX_WORKERS", "none"))
                .run("dispatcher", tree.toString())
                .isRefused("'none'", "MAX_WORKERS is a whole number from 1", "accepted: dispatcher PATH");
        TourProcess.on(Jvm.PLAIN)
                .in(Map.of("MAX_QUEUE", "0"))
                .run("dispatcher", tree.toString())
                .isRefused("'0'", "MAX_QUEUE is a whole number from 1");
    }
}
