/** State that several look at: a variable behind a fiber, a latest value, a broadcast. */
@NullMarked
package org.csp4j.patterns.state;

import org.jspecify.annotations.NullMarked;
