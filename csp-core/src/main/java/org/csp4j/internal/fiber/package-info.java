/** What a fiber is to the rest of the library, whichever engine runs it. */
@NullMarked
package org.csp4j.internal.fiber;

import org.jspecify.annotations.NullMarked;
