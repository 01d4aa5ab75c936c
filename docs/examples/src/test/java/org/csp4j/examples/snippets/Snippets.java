package org.csp4j.examples.snippets;

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

/** The regions of the snippet files, and the pages that show them. */
final class Snippets {
    static final Path ROOT = Path.of(System.getProperty("basedir", "."), "../..")
            .toAbsolutePath()
            .normalize();

    private static final Path SOURCES = ROOT.resolve("docs/examples/src/main/java");
    private static final Pattern REGION =
            Pattern.compile("^ *// @start region=\"([^\"]+)\"\n(.*?)^ *// @end$", Pattern.MULTILINE | Pattern.DOTALL);

    private Snippets() {}

    /** Where a region is, to what it says; as a Javadoc names it: {@code file="..." region="..."}. */
    static Map<String, String> regions() {
        Map<String, String> regions = new TreeMap<>();
        for (Path file : filesUnder(SOURCES, ".java")) {
            Matcher matcher = REGION.matcher(read(file));
            while (matcher.find()) {
                String where = "file=\"" + SOURCES.relativize(file) + "\" region=\"" + matcher.group(1) + "\"";
                if (regions.put(where, matcher.group(2).stripTrailing().stripIndent()) != null) {
                    throw new AssertionError("two regions are called " + where);
                }
            }
        }
        return regions;
    }

    static List<Path> pages() {
        return Stream.concat(Stream.of(ROOT.resolve("README.md")), filesUnder(ROOT.resolve("docs"), ".md").stream())
                .toList();
    }

    static List<Path> filesUnder(Path directory, String suffix) {
        try (Stream<Path> files = Files.walk(directory)) {
            return files.filter(file -> file.toString().endsWith(suffix))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
