/** One parked party: how it waits, how it is claimed, how it is woken. */
@NullMarked
package org.csp4j.internal.park;

import org.jspecify.annotations.NullMarked;
