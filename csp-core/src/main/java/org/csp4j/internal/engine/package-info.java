/** Who schedules fibers: the contract, and the engine that leaves it to the JDK. */
@NullMarked
package org.csp4j.internal.engine;

import org.jspecify.annotations.NullMarked;
