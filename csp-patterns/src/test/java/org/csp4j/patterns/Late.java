package org.csp4j.patterns;

import static org.csp4j.Csp.never;

import org.csp4j.Action;
import org.csp4j.Fiber;
import org.csp4j.Scope;
import org.csp4j.testsupport.Await;

/** What is started too late: in a scope that is cancelled by then, so that fibers which it starts never begin. */
public final class Late {
    private Late() {}

    /** Runs this in such a scope, and waits for its end. */
    public static void start(Action action) throws InterruptedException {
        try (Scope scope = Scope.open()) {
            Fiber<?> late = scope.go(() -> {
                try {
                    never().receive();
                } catch (InterruptedException e) {
                    action.run();
                }
            });
            Await.until("it waits", () -> late.waitReason().isPresent());
        }
    }
}
