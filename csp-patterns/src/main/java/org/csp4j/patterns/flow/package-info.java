/** Elements on their way: generators, multiplexers, filters and what else stands between two channels. */
@NullMarked
package org.csp4j.patterns.flow;

import org.jspecify.annotations.NullMarked;
