/** Wires engine, timers, fibers, channels and selects together; the one door from the public package inwards. */
@NullMarked
package org.csp4j.internal.runtime;

import org.jspecify.annotations.NullMarked;
