/** The benchmarks, each named after the question that it puts. They use what any user of the library can, hence a package of their own. */
@org.jspecify.annotations.NullMarked
package org.csp4j.benchmarks;
