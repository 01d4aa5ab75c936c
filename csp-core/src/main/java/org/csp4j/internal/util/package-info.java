/** What every other package may use, and what knows nothing of channels, fibers or time. */
@NullMarked
package org.csp4j.internal.util;

import org.jspecify.annotations.NullMarked;
