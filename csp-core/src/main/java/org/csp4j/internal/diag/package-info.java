/** Looks at fibers from outside: whether all that could wake each other are asleep. */
@NullMarked
package org.csp4j.internal.diag;

import org.jspecify.annotations.NullMarked;
