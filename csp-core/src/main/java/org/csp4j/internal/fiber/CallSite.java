package org.csp4j.internal.fiber;

import java.lang.StackWalker.StackFrame;

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

    private static String describe(StackFrame frame) {
        return frame.toStackTraceElement().toString();
    }

    private static boolean isOfLibrary(String className) {
        return className.startsWith(INTERNALS) || isPublicType(className);
    }

    /** Whether it is one of the types of the public package through which calls come in; patterns and tests are users. */
    private static boolean isPublicType(String className) {
        return switch (className.startsWith(LIBRARY) ? className.substring(LIBRARY.length()) : "") {
            case "Csp", "Scheduler", "Scope", "Channel", "SendChannel", "ReceiveChannel" -> true;
            default -> false;
        };
    }
}
