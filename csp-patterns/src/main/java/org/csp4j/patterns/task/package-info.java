/** Work with an end: tasks that run one after another, futures, groups of fibers, and what stops and awaits them. */
@NullMarked
package org.csp4j.patterns.task;

import org.jspecify.annotations.NullMarked;
