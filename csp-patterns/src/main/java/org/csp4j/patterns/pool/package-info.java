/** A limited number of something: resources that are lent, and workers that work. */
@NullMarked
package org.csp4j.patterns.pool;

import org.jspecify.annotations.NullMarked;
