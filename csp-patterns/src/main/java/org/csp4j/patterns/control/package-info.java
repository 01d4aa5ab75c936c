/** How often, how many, for how long: what holds back, spaces out, watches over and tries again. */
@NullMarked
package org.csp4j.patterns.control;

import org.jspecify.annotations.NullMarked;
