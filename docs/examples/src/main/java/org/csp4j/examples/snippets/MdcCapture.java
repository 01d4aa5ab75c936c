package org.csp4j.examples.snippets;

import java.util.Map;
import org.csp4j.ContextCapture;
import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;

// @start region="program"
/** Carries the diagnostic context of SLF4J, which loggers add to each line, into the fibers of a scope. */
final class MdcCapture implements ContextCapture {
    @Override
    public Captured capture() {
        Map<String, String> captured = MDC.getCopyOfContextMap();
        return body -> {
            Map<String, String> before = MDC.getCopyOfContextMap();
            replace(captured);
            try {
                body.run();
            } finally {
                replace(before);
            }
        };
    }

    private static void replace(@Nullable Map<String, String> context) {
        if (context == null) {
            MDC.clear();
        } else {
            MDC.setContextMap(context);
        }
    }
}
// @end
