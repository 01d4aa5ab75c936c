/** How the stress tests are run, and what they share. The tests stand in the packages of what they attack. */
@NullMarked
package org.csp4j.stress;

import org.jspecify.annotations.NullMarked;
