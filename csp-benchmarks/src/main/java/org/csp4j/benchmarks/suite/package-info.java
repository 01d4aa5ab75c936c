/** Runs the benchmarks, keeps their results, and makes the page of them. */
@org.jspecify.annotations.NullMarked
package org.csp4j.benchmarks.suite;
