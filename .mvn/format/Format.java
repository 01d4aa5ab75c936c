import com.palantir.javaformat.java.Formatter;
import com.palantir.javaformat.java.FormatterException;
import com.palantir.javaformat.java.JavaFormatterOptions;
import com.palantir.javaformat.java.JavaFormatterOptions.Style;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Runs palantir-java-format over the Java sources of every module: {@code check} names the files that it would change,
 * {@code apply} changes them.
 */
final class Format {
    private static final int MAX_COLUMNS = 120;

    // A type-use annotation belongs to the type that follows; the formatter gives it a line like any other annotation.
    private static final Pattern LONELY_NULLABLE = Pattern.compile(
            "^( *)@Nullable\n\\1(?!@|(?:public|protected|private|abstract|static|final|default)\\b)(\\S.*)$",
            Pattern.MULTILINE);

    private final Queue<String> changed = new ConcurrentLinkedQueue<>();
    private final Queue<String> failed = new ConcurrentLinkedQueue<>();
    private final boolean applies;

    private Format(boolean applies) {
        this.applies = applies;
    }

    public static void main(String[] args) throws IOException {
        if (args.length != 1 || !List.of("check", "apply").contains(args[0])) {
            System.err.println("Format takes one argument: check or apply");
            System.exit(2);
        }
        var format = new Format(args[0].equals("apply"));
        sources().parallelStream().forEach(format::format);
        System.exit(format.report() ? 0 : 1);
    }

    private static List<Path> sources() throws IOException {
        try (Stream<Path> files = Files.walk(Path.of(""))) {
            return files.filter(file -> file.toString().endsWith(".java"))
                    .filter(file -> Stream.of("target", ".git").noneMatch(name -> contains(file, name)))
                    .toList();
        }
    }

    private static boolean contains(Path file, String directory) {
        for (Path name : file) {
            if (name.toString().equals(directory)) return true;
        }
        return false;
    }

    private void format(Path file) {
        try {
            String source = Files.readString(file);
            String formatted = formatted(source);
            if (formatted.equals(source)) return;
            changed.add(file.toString());
            if (applies) Files.writeString(file, formatted);
        } catch (FormatterException refused) {
            refused.diagnostics().forEach(why -> failed.add(file + ":" + why));
        } catch (IOException unreadable) {
            throw new UncheckedIOException(file.toString(), unreadable);
        }
    }

    private static String formatted(String source) throws FormatterException {
        var options = JavaFormatterOptions.builder().style(Style.PALANTIR).build();
        String formatted = Formatter.createFormatter(options).formatSourceAndFixImports(source);
        return LONELY_NULLABLE.matcher(formatted).replaceAll(found -> {
            String joined = found.group(1) + "@Nullable " + found.group(2);
            return Matcher.quoteReplacement(joined.length() <= MAX_COLUMNS ? joined : found.group());
        });
    }

    /** Says what was found; false if that is to fail the build. */
    private boolean report() {
        if (!failed.isEmpty()) {
            System.err.println("The formatter cannot read these lines:");
            failed.stream().sorted().forEach(line -> System.err.println("    " + line));
            System.err.println("It does not know `_` alone in a record pattern, nor module imports: write `var _`.");
        }
        if (applies) {
            changed.stream().sorted().forEach(file -> System.out.println("formatted " + file));
            return failed.isEmpty();
        }
        if (!changed.isEmpty()) {
            System.err.println("These files are not formatted:");
            changed.stream().sorted().forEach(file -> System.err.println("    " + file));
            System.err.println("This command formats them: mvn -Pformat");
        }
        return failed.isEmpty() && changed.isEmpty();
    }
}
