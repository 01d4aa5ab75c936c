/** Work with an end: tasks that run one after another, and what stops them. */
@NullMarked
package org.csp4j.patterns.task;

import org.jspecify.annotations.NullMarked;
