/**
 * The code that README, guide and Javadoc show, between {@code @start} and {@code @end}. It is compiled and tested here; a
 * test holds the pages to it.
 */
@NullMarked
package org.csp4j.examples.snippets;

import org.jspecify.annotations.NullMarked;
