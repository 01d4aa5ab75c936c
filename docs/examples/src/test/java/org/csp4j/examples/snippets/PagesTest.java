package org.csp4j.examples.snippets;

import static java.util.function.Predicate.not;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Holds the pages to the code that is compiled and tested. */
class PagesTest {
    private static final Pattern BLOCK = Pattern.compile("^```java\n(.*?)^```$", Pattern.MULTILINE | Pattern.DOTALL);
    private static final Pattern LINK = Pattern.compile("\\]\\(([^)#:]+)(#[^)]*)?\\)");
    private static final Pattern CODE = Pattern.compile("`([^`]+)`");

    static List<Path> pages() {
        return Snippets.pages();
    }

    static List<Path> pagesForUsers() {
        return pages().stream()
                .filter(page -> page.equals(Snippets.ROOT.resolve("README.md"))
                        || page.startsWith(Snippets.ROOT.resolve("docs/guide")))
                .toList();
    }

    @ParameterizedTest
    @MethodSource("pagesForUsers")
    void everyJavaBlockIsARegionOfASnippet(Path page) {
        Collection<String> regions = Snippets.regions().values();

        assertThat(groups(BLOCK, Snippets.read(page)).map(String::strip).filter(not(regions::contains)))
                .isEmpty();
    }

    @ParameterizedTest
    @MethodSource("pages")
    void everyLinkLeadsSomewhere(Path page) {
        assertThat(groups(LINK, Snippets.read(page)).filter(not(link -> Files.exists(page.resolveSibling(link)))))
                .isEmpty();
    }

    @Test
    void everyRegionIsShownSomewhere() {
        String shown = Stream.of(Snippets.pages(), sources("csp-core"), sources("csp-patterns"))
                .flatMap(List::stream)
                .map(Snippets::read)
                .collect(Collectors.joining("\n"));
        List<String> blocks = groups(BLOCK, shown).map(String::strip).toList();

        List<String> unused = new ArrayList<>();
        Snippets.regions().forEach((where, text) -> {
            if (!shown.contains(where) && !blocks.contains(text)) {
                unused.add(where);
            }
        });
        assertThat(unused).isEmpty();
    }

    private static List<Path> sources(String module) {
        return Snippets.filesUnder(Snippets.ROOT.resolve(module + "/src/main/java"), ".java");
    }

    @Test
    void everyPageForUsersShowsCode() {
        assertThat(pagesForUsers())
                .hasSizeGreaterThan(8)
                .allMatch(page -> BLOCK.matcher(Snippets.read(page)).find());
    }

    /** The last column of the table in README, against {@link GoTable}. */
    @Test
    void theTableOfTheReadmeIsCode() {
        String code = Snippets.read(
                Snippets.ROOT.resolve("docs/examples/src/main/java/org/csp4j/examples/snippets/GoTable.java"));
        List<String> cells = Snippets.read(Snippets.ROOT.resolve("README.md"))
                .lines()
                .dropWhile(line -> !line.startsWith("| Go "))
                .skip(2)
                .takeWhile(line -> line.startsWith("|"))
                .map(line -> line.split("(?<!\\\\)\\|")[2])
                .toList();

        assertThat(cells).hasSizeGreaterThan(15);
        assertThat(cells.stream().flatMap(cell -> groups(CODE, cell)).filter(not(code::contains)))
                .isEmpty();
    }

    private static Stream<String> groups(Pattern pattern, String text) {
        return pattern.matcher(text).results().map((MatchResult match) -> match.group(1));
    }
}
