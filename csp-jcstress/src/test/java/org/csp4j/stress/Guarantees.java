package org.csp4j.stress;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The sources: what each stress test says that it attacks, and what the library and the pages say. */
final class Guarantees {
    static final Path ROOT =
            Path.of(System.getProperty("basedir", "."), "..").toAbsolutePath().normalize();

    /** The Javadoc of a nested test up to its colon, and its name: {@code RunQueue I2, L1} of {@code PopAgainstSteal}. */
    private static final Pattern GUARANTEE = Pattern.compile(
            "/\\*\\*[\\s*]+((?:[A-Z]\\w+(?: [A-Z]\\d*,?)+"
                    + " ?)+):(?:(?!\\*/).)*\\*/\\s+@JCStressTest(?:(?!@JCStressTest).)*? class (\\w+) ",
            Pattern.DOTALL);

    private static final Path TESTS = ROOT.resolve("csp-jcstress/src/main/java");
    private static final List<Path> LIBRARY =
            List.of(ROOT.resolve("csp-core/src/main/java"), ROOT.resolve("csp-patterns/src/main/java"));

    private Guarantees() {}

    /** The labels that each nested test attacks, by the name of the test as the harness knows it. */
    static Map<String, String> labels() {
        Map<String, String> labels = new TreeMap<>();
        for (Path file : filesUnder(TESTS, "Stress.java")) {
            String outer =
                    TESTS.relativize(file).toString().replace(".java", "").replace('/', '.');
            Matcher matcher = GUARANTEE.matcher(read(file));
            while (matcher.find()) {
                labels.put(outer + "." + matcher.group(2), matcher.group(1));
            }
        }
        return labels;
    }

    /** The source of a class of the library, by its simple name. */
    static String library(String simpleName) {
        return LIBRARY.stream()
                .flatMap(module -> filesUnder(module, "/" + simpleName + ".java").stream())
                .findFirst()
                .map(Guarantees::read)
                .orElseThrow(() -> new AssertionError("the library has no class " + simpleName));
    }

    static String page(String name) {
        return read(ROOT.resolve("docs").resolve(name));
    }

    private static List<Path> filesUnder(Path directory, String suffix) {
        try (Stream<Path> files = Files.walk(directory)) {
            return files.filter(file -> file.toString().endsWith(suffix))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
