package org.csp4j.internal.runtime;

import org.csp4j.internal.fiber.FiberGroup;
import org.csp4j.internal.util.LibraryThread;
import org.jspecify.annotations.Nullable;

/** Which scopes a thread has open: the innermost one, which knows those around it. */
final class OpenScopes {
    /*
     * A fiber keeps the innermost one itself, in a field that it does not use before it ends (RuntimeFiber I3), and looks there when its body
     * has run. Other threads keep it in a thread local, and nobody calls when they end: from their outermost scope's opening to its close
     * another thread, the watch, waits for that. A fiber that has ended is like them: its end may cancel others, and who interrupts runs
     * what the JDK's interruptible channels have to say.
     *
     * Rejected: a Cleaner on what the thread local holds. It would come when the garbage collector does, or never.
     */
    private static final ThreadLocal<@Nullable ScopeBlock> OF_OTHERS = new ThreadLocal<>();

    private OpenScopes() {}

    /** The calling fiber, if it can keep a scope. */
    private static @Nullable RuntimeFiber<?> keeper() {
        RuntimeFiber<?> fiber = RuntimeFiber.current();
        return fiber == null || fiber.hasEnded() ? null : fiber;
    }

    /** The innermost scope that the calling thread has open; null if it has none. */
    static @Nullable ScopeBlock innermost() {
        RuntimeFiber<?> fiber = keeper();
        return fiber == null ? OF_OTHERS.get() : fiber.innermost();
    }

    private static void innermost(@Nullable ScopeBlock block) {
        RuntimeFiber<?> fiber = keeper();
        if (fiber != null) {
            fiber.innermost(block);
        } else if (block != null) {
            OF_OTHERS.set(block);
        } else {
            OF_OTHERS.remove();
        }
    }

    /** What the calling thread is in: the innermost scope that it has open, else the group of its fiber, if that is in one. */
    static @Nullable FiberGroup enclosing() {
        ScopeBlock block = innermost();
        return block != null ? block.scope() : CspRuntime.groupOfCaller();
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

    /** The calling thread has opened a block, inside of those that it has open. Returns the watch, if there is to be one. */
    static @Nullable Thread opened(ScopeBlock block) {
        innermost(block);
        if (keeper() != null || block.around() != null) {
            return null;
        }
        Thread opener = Thread.currentThread();
        return LibraryThread.startVirtual("watch over " + block.scope().name(), () -> endWith(opener, block));
    }

    /** The innermost block of the calling thread has ended. */
    static void ended(ScopeBlock block, @Nullable Thread watch) {
        innermost(block.around());
        if (watch != null) {
            watch.interrupt();
        }
    }

    /** The calling thread is about to close a block: ends those inside, which it has left open. */
    static void endInside(ScopeBlock block) {
        for (ScopeBlock inner = innermost(); inner != null && inner != block; inner = innermost()) {
            inner.abandon("'" + block.scope().name() + "', which is around it, was closed");
        }
    }

    /** The calling thread ends: ends the blocks that it has left open. */
    static void endAll() {
        for (ScopeBlock inner = innermost(); inner != null; inner = innermost()) {
            inner.abandon("its opener has ended");
        }
    }

    /** What the watch does. */
    private static void endWith(Thread opener, ScopeBlock outermost) {
        try {
            opener.join();
        } catch (InterruptedException e) {
            return; // the block has ended
        }
        if (outermost.hasEnded()) {
            return; // as well, and the opener after it: the interrupt came too late, or before the watch had begun
        }
        ScopeBlock innermost = outermost;
        for (ScopeBlock inner = outermost.inner(); inner != null; inner = inner.inner()) {
            innermost = inner;
        }
        innermost(innermost); // the watch takes the opener's place
        endAll();
    }
}
