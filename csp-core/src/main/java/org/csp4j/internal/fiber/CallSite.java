package org.csp4j.internal.fiber;

import java.lang.StackWalker.StackFrame;
import java.util.List;

/** Where in the user's code a call into the library was made. */
public final class CallSite {
    private static final String LIBRARY = "org.csp4j.";
    private static final String INTERNALS = "org.csp4j.internal.";

    private CallSite() {}

    /** The line of code that called the library. Costs about a microsecond. */
    public static String ofCaller() {
        return StackWalker.getInstance()
                .walk(frames -> frames.filter(frame -> !isOfLibrary(frame.getClassName()))
                        .findFirst()
                        .map(CallSite::describe)
                        .orElse("an unknown place"));
    }

    /** The class in whose code a lambda stands, or the class itself: what can be told without a walk of the stack. */
    public static String ofClass(Class<?> type) {
        String name = type.getName();
        int lambda = name.indexOf("$$Lambda");
        return lambda < 0 ? name : name.substring(0, lambda);
    }

    /**
     * The part of a stack that is the user's: from the innermost frame that is neither the library's nor the JDK's to the outermost such
     * one, with whatever is between. The whole stack, if there is none.
     */
    public static List<StackTraceElement> usersPart(StackTraceElement[] stack) {
        int from = 0;
        int to = stack.length;
        while (from < to && !isOfUser(stack[from])) {
            from++;
        }
        while (from < to && !isOfUser(stack[to - 1])) {
            to--;
        }
        return from < to ? List.of(stack).subList(from, to) : List.of(stack);
    }

    private static boolean isOfUser(StackTraceElement frame) {
        return !isOfLibrary(frame.getClassName()) && !isOfJdk(frame.getClassName());
    }

    /** Whether a class is one of the JDK's. */
    public static boolean isOfJdk(String className) {
        return className.startsWith("java.") || className.startsWith("jdk.") || className.startsWith("sun.");
    }

    private static String describe(StackFrame frame) {
        return frame.toStackTraceElement().toString();
    }

    private static boolean isOfLibrary(String className) {
        return className.startsWith(INTERNALS) || isPublicType(className);
    }

    /** Whether it is one of the types of the public package through which calls come in; patterns and tests are users. */
    private static boolean isPublicType(String className) {
        return switch (className.startsWith(LIBRARY) ? className.substring(LIBRARY.length()) : "") {
            case "Csp", "Scheduler", "Scope", "Channel", "SendChannel", "ReceiveChannel", "ChannelIterator" -> true;
            default -> false;
        };
    }
}
