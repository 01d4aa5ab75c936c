/** The only code that leans on what the JDK does not promise. */
@NullMarked
package org.csp4j.internal.jdk;

import org.jspecify.annotations.NullMarked;
