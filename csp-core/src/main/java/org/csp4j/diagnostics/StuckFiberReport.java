package org.csp4j.diagnostics;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * A fiber, or another virtual thread, that has held its carrier for long without parking or yielding. The others go on, since
 * another carrier has taken that one's place; but each one that is stuck costs a platform thread, and one that computes costs a
 * processor. Made by the work-stealing engine alone: the JDK's scheduler does not tell.
 *
 * @param name the name of the fiber; of the thread, where it is no fiber
 * @param creationSite where the fiber was started; empty where it is no fiber
 * @param thread the virtual thread that is stuck
 * @param carrier the name of the platform thread that it holds
 * @param heldFor for how long it has held it, at least
 * @param look what it seems to be doing
 * @param stack where it was when it was looked at, the innermost frame first
 */
public record StuckFiberReport(
        String name,
        Optional<String> creationSite,
        Thread thread,
        String carrier,
        Duration heldFor,
        Look look,
        List<StackTraceElement> stack) {
    private static final int FRAMES_SHOWN = 50;

    /** What a thread that is stuck seems to be doing: a guess from its state, its stack and the processor time it takes. */
    public enum Look {
        /** It computes. */
        CPU_LOOP("is computing"),
        /** It waits in a native method: file I/O, most often, or a library's own code. */
        NATIVE_CALL("is blocked in a native or I/O call"),
        /**
         * It waits for something that would let go of the carrier, if it were not pinned to it: by a native method among its
         * callers, or by a class whose initialization is under way.
         */
        PINNED("waits while it is pinned");

        private final String words;

        Look(String words) {
            this.words = words;
        }
    }

    public StuckFiberReport {
        stack = List.copyOf(stack);
    }

    /** What there is to know, for people: a line, and the stack below it. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder(creationSite.isPresent() ? "fiber '" : "thread '")
                .append(name)
                .append('\'');
        creationSite.ifPresent(site -> text.append(", started at ").append(site).append(','));
        text.append(" has held ").append(carrier);
        text.append(" for ").append(heldFor.toMillis()).append(" ms, and ").append(look.words);
        stack.stream()
                .limit(FRAMES_SHOWN)
                .forEach(frame -> text.append("\n    at ").append(frame));
        if (stack.size() > FRAMES_SHOWN) {
            text.append("\n    ... ").append(stack.size() - FRAMES_SHOWN).append(" more");
        }
        return text.toString();
    }
}
