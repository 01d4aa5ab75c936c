/** What the patterns share, and nobody else sees: fibers that stand between channels, and their ways in and out. */
@NullMarked
package org.csp4j.patterns.internal;

import org.jspecify.annotations.NullMarked;
