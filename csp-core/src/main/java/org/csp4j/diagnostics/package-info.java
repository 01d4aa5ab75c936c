/** Read-only views of what fibers do, for people and tools. */
@NullMarked
package org.csp4j.diagnostics;

import org.jspecify.annotations.NullMarked;
