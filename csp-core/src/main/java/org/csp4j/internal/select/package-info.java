/** One thread that waits on many channels at once; knows no channel class, only what a channel offers to a select. */
@NullMarked
package org.csp4j.internal.select;

import org.jspecify.annotations.NullMarked;
