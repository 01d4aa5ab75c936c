/** The work-stealing engine: carriers, their queues, and who wakes, relieves and retires them. */
@NullMarked
package org.csp4j.internal.sched;

import org.jspecify.annotations.NullMarked;
