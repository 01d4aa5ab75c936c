package org.csp4j.internal.runtime;

import org.csp4j.ScopeOwnerException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A scope as a block of the thread that has opened it: who may end it, and what is open around it and inside. */
public final class ScopeBlock {
    private static final Logger LOG = LoggerFactory.getLogger(ScopeBlock.class);

    private final FiberScope scope;
    private final Thread opener = Thread.currentThread();
    private final String openerName = OpenScopes.nameOfCaller();
    private final @Nullable ScopeBlock around = OpenScopes.innermost();
    private @Nullable ScopeBlock inner; // that is open inside; by the opener alone, or in its place (OpenScopes)
    private @Nullable Thread watch; // likewise, as is what follows
    private boolean isReported;
    private boolean hasEnded;

    private ScopeBlock(ScopeConfig config) {
        this.scope = new FiberScope(config, true);
    }

    /** Opens a block of the calling thread, which is to close it. */
    public static ScopeBlock open(ScopeConfig config) {
        ScopeBlock block = new ScopeBlock(config);
        block.watch = OpenScopes.opened(block);
        if (block.around != null) {
            block.around.inner = block;
            block.around.scope.enclose(block.scope);
        }
        return block;
    }

    public FiberScope scope() {
        return scope;
    }

    @Nullable ScopeBlock around() {
        return around;
    }

    @Nullable ScopeBlock inner() {
        return inner;
    }

    /** Whether it has been closed. For the opener, and those who know that it has ended. */
    boolean hasEnded() {
        return hasEnded;
    }

    /** Waits until no fiber is here. */
    public void join() throws InterruptedException {
        checkOpener("join");
        scope.awaitEmpty();
        report(scope.failureAtJoin());
    }

    /** Cancels what is here, and waits until none is. */
    public void close() {
        checkOpener("close");
        if (!hasEnded) {
            OpenScopes.endInside(this);
            Throwable failure = end();
            if (!isReported) {
                report(failure);
            }
        }
    }

    /** The opener has left this block open: ends it in the opener's place. */
    void abandon(String why) {
        String what = "scope '" + scope.name() + "', opened by '" + openerName + "', was left open: " + why;
        IllegalStateException ofThis = new IllegalStateException(what);
        scope.fail(ofThis);
        Throwable failure = end();
        RuntimeException toTell = failure == null ? null : scope.toThrow(failure);
        boolean tellsMore = toTell != null && (failure != ofThis || toTell.getSuppressed().length > 0);
        LOG.warn("{}; its fibers were cancelled", what, tellsMore ? toTell : null);
    }

    private @Nullable Throwable end() {
        Throwable failure = scope.end();
        hasEnded = true;
        if (around != null) {
            around.inner = null;
            around.scope.enclose(null);
        }
        OpenScopes.ended(this, watch);
        return failure;
    }

    private void report(@Nullable Throwable failure) {
        if (failure != null) {
            isReported = true;
            throw scope.toThrow(failure);
        }
    }

    private void checkOpener(String what) {
        if (Thread.currentThread() != opener) {
            throw new ScopeOwnerException(what + " of scope '" + scope.name() + "' by '" + OpenScopes.nameOfCaller()
                    + "': only '" + openerName + "' may, which has opened it");
        }
    }
}
