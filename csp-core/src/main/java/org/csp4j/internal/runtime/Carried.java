package org.csp4j.internal.runtime;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.csp4j.Action;
import org.csp4j.ContextCapture;
import org.csp4j.internal.fiber.FiberGroup;
import org.jspecify.annotations.Nullable;

/** A body, and the context that it takes over from who starts it. */
final class Carried {
    private final List<ContextCapture.Captured> contexts; // the outermost first
    private final Action body;
    private boolean hasRun;

    private Carried(List<ContextCapture.Captured> contexts, Action body) {
        this.contexts = contexts;
        this.body = body;
    }

    /** What a fiber of the group is to run in place of the body, an {@code Action} or a {@code Callable}. Called by who starts it. */
    static Object into(FiberGroup group, boolean returnsValue, Object body) {
        FiberScope scope = OpenScopes.nearest(group);
        List<ContextCapture> captures = scope == null ? List.of() : scope.captures();
        if (captures.isEmpty()) {
            return body;
        }
        List<ContextCapture.Captured> contexts = new ArrayList<>(captures.size());
        for (ContextCapture capture : captures) {
            contexts.add(capture.capture());
        }
        return returnsValue ? calling(contexts, (Callable<?>) body) : running(contexts, (Action) body);
    }

    private static Action running(List<ContextCapture.Captured> contexts, Action body) {
        return () -> new Carried(contexts, body).run();
    }

    private static Callable<@Nullable Object> calling(List<ContextCapture.Captured> contexts, Callable<?> body) {
        return () -> {
            @Nullable Object[] result = new Object[1];
            new Carried(contexts, () -> result[0] = body.call()).run();
            return result[0];
        };
    }

    private void run() throws Exception {
        runWithin(0);
        if (!hasRun) {
            throw new IllegalStateException("a ContextCapture has not run the fiber's body: one of " + contexts);
        }
    }

    private void runWithin(int depth) throws Exception {
        if (depth < contexts.size()) {
            contexts.get(depth).around(() -> runWithin(depth + 1));
            return;
        }
        if (hasRun) {
            throw new IllegalStateException("a ContextCapture has run the fiber's body twice: one of " + contexts);
        }
        hasRun = true;
        body.run();
    }
}
