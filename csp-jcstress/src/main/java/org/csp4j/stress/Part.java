package org.csp4j.stress;

import java.util.List;
import java.util.regex.Pattern;
import org.openjdk.jcstress.infra.runners.TestList;

/**
 * One run of the harness.
 *
 * @param name what its log is called
 * @param filter the tests, by a regular expression that is looked for in their names
 * @param options how long and in which ways each is run, in the words of jcstress
 */
record Part(String name, String filter, List<String> options) {
    /** The names of the tests. */
    List<String> tests() {
        Pattern pattern = Pattern.compile(filter);
        return TestList.tests().stream()
                .filter(test -> pattern.matcher(test).find())
                .toList();
    }
}
