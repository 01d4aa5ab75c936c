package org.csp4j.diagnostics;

import java.util.List;
import java.util.Optional;

/**
 * What a fiber was doing when it was looked at.
 *
 * @param name its name
 * @param creationSite where it was started; see {@link org.csp4j.Fiber#creationSite()}
 * @param waitReason what it waited for, if it was parked in an operation of this library
 * @param stack where it was: the part of its stack that is the user's, the innermost frame first. What the library and the JDK do for
 *     that frame is left out, and so is what has called the fiber's body
 */
public record FiberSnapshot(
        String name, String creationSite, Optional<WaitReason> waitReason, List<StackTraceElement> stack) {
    public FiberSnapshot {
        stack = List.copyOf(stack);
    }

    /** What there is to know, for people: a line, and the stack below it. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder("fiber '").append(name).append('\'');
        waitReason.ifPresent(reason -> text.append(" [").append(reason).append(']'));
        text.append(':');
        stack.forEach(frame -> text.append("\n    at ").append(frame));
        return text.toString();
    }
}
