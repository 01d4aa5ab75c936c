package org.csp4j.examples;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.csp4j.examples.TourProcess.Jvm;
import org.csp4j.examples.TourProcess.Result;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledIf;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The program against a count that reads one file after the other, each of them whole. */
class WordCountTest {
    private static final Pattern WORD = Pattern.compile("\\p{L}+");
    private static final String ALL = String.valueOf(Integer.MAX_VALUE);
    private static final byte[] NOT_UTF_8 = {'b', 'a', 'd', ' ', (byte) 0xff};

    @TempDir
    private Path tree;

    @ParameterizedTest
    @EnumSource(Jvm.class)
    void printsTheMostFrequentWordsFirstThenByWord(Jvm jvm) throws Exception {
        write("a.txt", "b a c b");
        write("sub/b.txt", "C B d");

        assertThat(TourProcess.on(jvm)
                        .run("wordcount", tree.toString(), "3")
                        .isGood()
                        .outLines())
                .containsExactly("3 b", "2 c", "1 a");
    }

    @Test
    void printsTwentyUnlessTold() throws Exception {
        write("a.txt", "a b c d e f g h i j k l m n o p q r s t u v w x y z");

        assertThat(wordCount()).hasSize(20).startsWith("1 a").endsWith("1 t");
        assertThat(wordCount("26")).hasSize(26);
        assertThat(wordCount("1000")).hasSize(26);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void agreesWithASequentialCountOnRandomTrees(long seed) throws Exception {
        RandomTree random = new RandomTree(seed);
        random.fill(tree, 4);

        Result run = TourProcess.runTour("wordcount", tree.toString(), ALL);

        assertThat(run.exitCode()).isZero();
        assertThat(run.outLines()).isEqualTo(sequentialCount(tree));
        assertThat(run.errLines())
                .hasSize(random.badFiles)
                .allMatch(line -> line.startsWith("wordcount: skipped ") && line.endsWith("bad: not UTF-8"));
    }

    @Test
    void agreesWithASequentialCountOnTheSourcesOfThisModule() throws Exception {
        Path sources = Path.of("src").toAbsolutePath();

        List<String> lines = TourProcess.runTour("wordcount", sources.toString(), ALL)
                .isGood()
                .outLines();

        assertThat(lines).isEqualTo(sequentialCount(sources)).hasSizeGreaterThan(100);
    }

    @Test
    void agreesWithASequentialCountOnTheJdksOwnLegalTexts() throws Exception {
        Path legal = Path.of(System.getProperty("java.home"), "legal");
        Path texts = Files.isDirectory(legal) ? legal : Path.of(System.getProperty("java.home"), "conf");

        Result run = TourProcess.runTour("wordcount", texts.toString(), ALL);

        assertThat(run.exitCode()).isZero();
        assertThat(run.outLines()).isEqualTo(sequentialCount(texts));
    }

    @Test
    void aFileThatIsBadAtItsVeryEndAddsNothing() throws Exception {
        write("good", "word");
        Path bad = tree.resolve("bad");
        try (OutputStream out = Files.newOutputStream(bad)) {
            out.write("word ".repeat(200_000).getBytes(UTF_8));
            out.write(0xc3);
        }

        Result run = TourProcess.runTour("wordcount", tree.toString());

        assertThat(run.outLines()).containsExactly("1 word");
        assertThat(run.errLines()).containsExactly("wordcount: skipped " + bad + ": not UTF-8");
        assertThat(run.exitCode()).isZero();
    }

    @Test
    @DisabledIf("nothingIsUnreadable")
    void whatCannotBeReadOrListedIsReportedAndSkipped() throws Exception {
        write("good", "word");
        Path file = write("secret", "hidden");
        Path directory = Files.createDirectories(tree.resolve("closed"));
        write("closed/inside", "hidden");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("---------"));
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("---------"));
        try {
            Result run = TourProcess.runTour("wordcount", tree.toString());

            assertThat(run.outLines()).containsExactly("1 word");
            assertThat(run.errLines())
                    .containsExactlyInAnyOrder(
                            "wordcount: skipped " + file + ": permission denied",
                            "wordcount: skipped " + directory + ": permission denied");
            assertThat(run.exitCode()).isZero();
        } finally {
            Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwx------"));
        }
    }

    /** So it is for root. */
    static boolean nothingIsUnreadable() throws IOException {
        Path probe = Files.createTempFile(
                "probe", null, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("---------")));
        boolean isReadable = Files.isReadable(probe);
        Files.delete(probe);
        return isReadable;
    }

    @Test
    void thePathMayBeOneFile() throws Exception {
        Path file = write("file", "one file");

        assertThat(TourProcess.runTour("wordcount", file.toString()).isGood().outLines())
                .containsExactly("1 file", "1 one");
    }

    @Test
    void anEmptyDirectoryHasNoWords() throws Exception {
        Files.createDirectories(tree.resolve("empty/emptier"));

        assertThat(wordCount()).isEmpty();
    }

    @Test
    void aDeepDirectoryIsWalkedToItsEnd() throws Exception {
        Path directory = tree;
        for (int i = 0; i < 300; i++) {
            directory = directory.resolve("d");
        }
        Files.createDirectories(directory);
        Files.writeString(directory.resolve("bottom"), "treasure");

        assertThat(wordCount()).containsExactly("1 treasure");
    }

    @Test
    void linksBelowThePathAreNotFollowed() throws Exception {
        Path file = write("sub/file", "word");
        Files.createSymbolicLink(tree.resolve("sub/cycle"), tree);
        Files.createSymbolicLink(tree.resolve("link"), file);
        Files.createSymbolicLink(tree.resolve("dangling"), tree.resolve("nowhere"));
        Path toTree = Files.createSymbolicLink(tree.resolve("tree"), tree.resolve("sub"));

        assertThat(wordCount()).containsExactly("1 word");
        assertThat(TourProcess.runTour("wordcount", toTree.toString()).isGood().outLines())
                .containsExactly("1 word"); // the path itself may be a link
    }

    /** A file of 64 MB in one line, and many small ones, in a heap of 16. */
    @Test
    void memoryDoesNotGrowWithTheLengthOrTheNumberOfFiles() throws Exception {
        byte[] words =
                "the quick brown f\u00f6x jumps over the lazy dog ".repeat(1000).getBytes(UTF_8);
        int repetitions = (64 << 20) / words.length;
        try (OutputStream out = Files.newOutputStream(tree.resolve("huge"))) {
            for (int i = 0; i < repetitions; i++) {
                out.write(words);
            }
        }
        for (int i = 0; i < 2000; i++) {
            write("many/" + i, "fox");
        }

        Result run = TourProcess.on(Jvm.PLAIN).with("-Xmx16m").run("wordcount", tree.toString(), "3");

        assertThat(run.isGood().outLines())
                .containsExactly(
                        2000L * repetitions + " the", 1000L * repetitions + " brown", 1000L * repetitions + " dog");
    }

    @Test
    void theLocaleChangesNothing() throws Exception {
        write("\u00fcber.txt", "gr\u00f6\u00dfe \u65e5\u672c");
        Files.write(tree.resolve("bad\nname"), NOT_UTF_8);

        Result run = TourProcess.on(Jvm.PLAIN)
                .in(Map.of("LC_ALL", "POSIX", "LANG", "C"))
                .run("wordcount", tree.toString());

        assertThat(run.outLines()).containsExactly("1 gr\u00f6\u00dfe", "1 \u65e5\u672c");
        assertThat(run.errLines()).containsExactly("wordcount: skipped " + tree.resolve("bad?name") + ": not UTF-8");
    }

    private List<String> wordCount(String... top) throws Exception {
        String[] arguments = Stream.concat(Stream.of("wordcount", tree.toString()), Stream.of(top))
                .toArray(String[]::new);
        return TourProcess.runTour(arguments).isGood().outLines();
    }

    private Path write(String path, String text) throws IOException {
        Path file = tree.resolve(path);
        Files.createDirectories(file.getParent());
        return Files.writeString(file, text);
    }

    private static List<String> sequentialCount(Path root) throws IOException {
        Map<String, Long> counts = new HashMap<>();
        try (Stream<Path> paths = Files.walk(root)) {
            for (Path path : (Iterable<Path>) paths::iterator) {
                if (Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS)) {
                    addWords(path, counts);
                }
            }
        }
        return counts.entrySet().stream()
                .sorted(Comparator.comparing((Map.Entry<String, Long> entry) -> -entry.getValue())
                        .thenComparing(Map.Entry::getKey))
                .map(entry -> entry.getValue() + " " + entry.getKey())
                .toList();
    }

    private static void addWords(Path file, Map<String, Long> counts) throws IOException {
        String text;
        try {
            text = UTF_8.newDecoder()
                    .decode(ByteBuffer.wrap(Files.readAllBytes(file)))
                    .toString();
        } catch (CharacterCodingException e) {
            return;
        }
        WORD.matcher(text)
                .results()
                .map(MatchResult::group)
                .forEach(word -> counts.merge(word.toLowerCase(Locale.ROOT), 1L, Long::sum));
    }

    /** Directories and files of all sizes, some of them not UTF-8. */
    private static final class RandomTree {
        private static final String[] PIECES = {
            "a",
            "B",
            "c",
            "D",
            "\u00e4",
            "\u00df",
            "\u0130",
            "\u03a3",
            "\u65e5",
            "\ud801\udc00",
            "\ud835\udd38",
            "\u00aa",
            " ",
            "\n",
            "-",
            "7",
            "\u0301",
            "\ud83d\ude00",
            "\u0000",
            "\ufeff"
        };

        private final Random random;
        private int badFiles;

        RandomTree(long seed) {
            this.random = new Random(seed);
        }

        void fill(Path directory, int depth) throws IOException {
            Files.createDirectories(directory);
            for (int i = random.nextInt(12); i >= 0; i--) {
                if (random.nextInt(8) == 0) {
                    badFiles++;
                    Files.write(directory.resolve(i + "bad"), NOT_UTF_8);
                } else {
                    Files.writeString(directory.resolve(i + ".txt"), text());
                }
            }
            for (int i = depth == 0 ? 0 : random.nextInt(5); i > 0; i--) {
                fill(directory.resolve("d" + i), depth - 1);
            }
        }

        private String text() {
            int length = random.nextInt(10) == 0 ? random.nextInt(100_000) : random.nextInt(200);
            StringBuilder text = new StringBuilder();
            for (int i = 0; i < length; i++) {
                text.append(PIECES[random.nextInt(PIECES.length)]);
            }
            return text.toString();
        }
    }
}
