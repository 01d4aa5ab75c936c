package org.csp4j.internal.runtime;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/** A fiber that was started by a scope's own methods: the scope counts it, and knows when it succeeds. */
final class ScopeFiber<T extends @Nullable Object> extends MemberFiber<T> {
    /*
     * I1  Each watcher is told of the end once: it is pushed before ENDED is swapped in, and told by the fiber; or finds ENDED.
     * E1  What the fiber has done, its rank too, happens-before what its watchers do: by the swap, or by reading ENDED.
     */
    private static final Watcher ENDED = new Watcher(null, null);
    private static final VarHandle WATCHERS;

    static {
        try {
            WATCHERS = MethodHandles.lookup().findVarHandle(ScopeFiber.class, "watchers", Watcher.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    /** One who is told of the end, and the others. */
    private record Watcher(
            @Nullable ScopeResults<?> results, @Nullable Watcher next) {}

    private final FiberScope scope;
    private @Nullable ScopeRoom
            room; // that it takes up; by who starts the fiber until it is started, then by the fiber
    private long rank; // by the fiber, before it ends (E1)
    private volatile @Nullable Watcher watchers; // through WATCHERS

    ScopeFiber(
            CspRuntime runtime,
            FiberScope scope,
            @Nullable String givenName,
            Object site,
            boolean returnsValue,
            Object body) {
        super(runtime, scope, givenName, site, returnsValue, body);
        this.scope = scope;
    }

    boolean isOf(FiberScope which) {
        return scope == which;
    }

    /** The fiber takes up room in its scope until it ends. */
    void takesRoom(ScopeRoom taken) {
        this.room = taken;
    }

    /** The fiber takes up no more room, or was not started. Can be repeated. */
    void freeRoom() {
        ScopeRoom taken = room;
        if (taken != null) {
            room = null;
            taken.free();
        }
    }

    /** As which one of its scope it has succeeded, from 1; 0 if it has not. Once it has ended, as {@link #watch} says. */
    long rank() {
        return rank;
    }

    /** Whether its watchers have been told, or are being told, of the end. */
    boolean hasToldOfItsEnd() {
        return watchers == ENDED;
    }

    /** Tells these results of the end, when it comes; false if it has come. */
    boolean watch(ScopeResults<?> results) {
        while (true) {
            Watcher first = watchers;
            if (first == ENDED) {
                return false;
            }
            if (WATCHERS.compareAndSet(this, first, new Watcher(results, first))) {
                return true; // I1
            }
        }
    }

    @Override
    protected void returned(@Nullable Object result) {
        super.returned(result);
        rank = scope.succeeded(); // before it has ended, for those who join it
    }

    @Override
    protected void ended() {
        freeRoom();
        scope.endIfComplete(rank);
        for (Watcher each = (Watcher) WATCHERS.getAndSet(this, ENDED); each != null; each = each.next) { // I1
            if (each.results != null) {
                each.results.ended(this);
            }
        }
        super.ended();
    }
}
