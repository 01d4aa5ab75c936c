package org.csp4j.patterns.internal;

import org.csp4j.Action;
import org.csp4j.Channel;
import org.csp4j.Csp;
import org.csp4j.Fiber;

/** What patterns do with fibers that they start. */
public final class Fibers {
    private Fibers() {}

    /**
     * Starts a fiber in the caller's run or scope, and waits until it has begun: one that is cancelled before it begins, with that or by
     * whoever has its handle, tells nobody but who looks at its {@code done()}, and those who wait for what it would have done would
     * wait for ever.
     *
     * @param ifNeverBegun what to do, in the caller, in the place of a body that never begins
     */
    public static Fiber<?> start(String name, Action body, Runnable ifNeverBegun) {
        Channel<Void> begun = Csp.chan("begun"); // closed by the fiber
        Fiber<?> fiber = Csp.go(name, () -> {
            begun.close();
            body.run();
        });
        if (!awaitBeginning(begun, fiber)) {
            ifNeverBegun.run();
        }
        return fiber;
    }

    private static boolean awaitBeginning(Channel<Void> begun, Fiber<?> fiber) {
        uninterrupted(() ->
                Csp.select(Csp.onReceive(begun, _ -> {}, () -> {}), Csp.onReceive(fiber.done(), _ -> {}, () -> {})));
        return begun.isClosed();
    }

    /** Waits until the fiber has ended. If the caller is interrupted, it waits on, and returns with the interrupt status set. */
    public static void join(Fiber<?> fiber) {
        uninterrupted(fiber::join);
    }

    /** What waits, and has had no effect when it is interrupted. */
    public interface Wait {
        void run() throws InterruptedException;
    }

    /** Waits until that is over. If the caller is interrupted, it waits on, and returns with the interrupt status set. */
    public static void uninterrupted(Wait wait) {
        boolean wasInterrupted = false;
        while (true) {
            try {
                wait.run();
                break;
            } catch (InterruptedException e) {
                wasInterrupted = true;
            }
        }
        if (wasInterrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
