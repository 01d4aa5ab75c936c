/** Points in time and the timers that wait for them: a clock, a timing wheel, and the service that makes it thread-safe. */
@NullMarked
package org.csp4j.internal.time;

import org.jspecify.annotations.NullMarked;
