package org.csp4j.stress;

import java.util.List;

/**
 * One run of the harness.
 *
 * @param name what its log is called
 * @param filter the tests, by a regular expression that is looked for in their names
 * @param options how long and in which ways each is run, in the words of jcstress
 */
record Part(String name, String filter, List<String> options) {}
