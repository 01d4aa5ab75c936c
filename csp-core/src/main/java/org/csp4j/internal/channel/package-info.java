/** The channels: one lock-based core, and what is stored, dropped or due in each kind. */
@NullMarked
package org.csp4j.internal.channel;

import org.jspecify.annotations.NullMarked;
