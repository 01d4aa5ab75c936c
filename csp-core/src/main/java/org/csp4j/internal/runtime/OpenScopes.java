package org.csp4j.internal.runtime;

import org.csp4j.internal.fiber.FiberGroup;
import org.jspecify.annotations.Nullable;

/** Which scopes a thread has open: the innermost one, which knows those around it. */
final class OpenScopes {
    /*
     * A fiber keeps the innermost one itself, in a field that it does not use while its body runs (RuntimeFiber I3), and looks there when
     * the body has ended. Other threads keep it in a thread local, and nobody calls when they end: from their outermost scope's opening to
     * its close another thread, the watch, waits for that.
     *
     * Rejected: a Cleaner on what the thread local holds. It would come when the garbage collector does, or never.
     */
    private static final ThreadLocal<@Nullable FiberScope> OF_OTHERS = new ThreadLocal<>();

    private OpenScopes() {}

    /** The innermost scope that the calling thread has open; null if it has none. */
    static @Nullable FiberScope innermost() {
        RuntimeFiber<?> fiber = RuntimeFiber.current();
        return fiber == null ? OF_OTHERS.get() : fiber.innermost();
    }

    /** What the calling thread is in: the innermost scope that it has open, else the group of its fiber, if that is in one. */
    static @Nullable FiberGroup enclosing() {
        FiberScope scope = innermost();
        return scope != null ? scope : CspRuntime.groupOfCaller();
    }

    /** The scope that a group is, or that it was opened in; null if there is none. */
    static @Nullable FiberScope nearest(@Nullable FiberGroup group) {
        FiberGroup nearest = group;
        while (nearest != null && !(nearest instanceof FiberScope)) {
            nearest = nearest.outer();
        }
        return (FiberScope) nearest;
    }

    /** Who is calling, for people. */
    static String nameOfCaller() {
        RuntimeFiber<?> fiber = RuntimeFiber.current();
        if (fiber != null) {
            return fiber.name();
        }
        Thread thread = Thread.currentThread();
        return thread.getName().isEmpty() ? "thread-" + thread.threadId() : thread.getName();
    }

    /** The calling thread has opened a scope, inside of those that it has open. Returns the watch, if the scope is to have one. */
    static @Nullable Thread opened(FiberScope scope) {
        RuntimeFiber<?> fiber = RuntimeFiber.current();
        if (fiber != null) {
            fiber.innermost(scope);
            return null;
        }
        OF_OTHERS.set(scope);
        Thread opener = Thread.currentThread();
        return scope.around() != null
                ? null
                : Thread.ofVirtual()
                        .name("watch over " + scope.name())
                        .inheritInheritableThreadLocals(false)
                        .start(() -> endWith(opener, scope));
    }

    /** The innermost scope of the calling thread has ended. */
    static void ended(FiberScope scope, @Nullable Thread watch) {
        RuntimeFiber<?> fiber = RuntimeFiber.current();
        FiberScope around = scope.around();
        if (fiber != null) {
            fiber.innermost(around);
        } else if (around != null) {
            OF_OTHERS.set(around);
        } else {
            OF_OTHERS.remove();
        }
        if (watch != null) {
            watch.interrupt();
        }
    }

    /** The calling thread is about to close a scope: ends those inside, which it has left open. */
    static void endInside(FiberScope scope) {
        for (FiberScope inner = innermost(); inner != null && inner != scope; inner = innermost()) {
            inner.abandon("'" + scope.name() + "', which is around it, was closed");
        }
    }

    /** The calling thread ends: ends the scopes that it has left open. */
    static void endAll() {
        for (FiberScope inner = innermost(); inner != null; inner = innermost()) {
            inner.abandon("its opener has ended");
        }
    }

    /** What the watch does. */
    private static void endWith(Thread opener, FiberScope outermost) {
        try {
            opener.join();
        } catch (InterruptedException e) {
            return; // the scope has ended
        }
        if (outermost.hasEnded()) {
            return; // as well, and the opener after it: the interrupt came too late, or before the watch had begun
        }
        FiberScope innermost = outermost;
        for (FiberScope inner = outermost.inner(); inner != null; inner = inner.inner()) {
            innermost = inner;
        }
        OF_OTHERS.set(innermost); // the watch takes the opener's place
        endAll();
    }
}
