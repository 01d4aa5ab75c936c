package org.csp4j.internal.runtime;

import org.csp4j.Channel;
import org.csp4j.Sent;
import org.csp4j.internal.channel.ChannelOptions;
import org.csp4j.internal.channel.LockedChannel;
import org.jspecify.annotations.Nullable;

/** How many fibers of a scope may still be started, if that is limited. */
final class ScopeRoom {
    /*
     * A channel with an element for each fiber that takes up room: those who wait are served in order, wait as others do who wait for
     * a channel, and are told by its close that there is nothing to wait for any more.
     */
    private final @Nullable Channel<Boolean> taken; // null if there is no limit

    /** Room for so many; for any number, if that is 0. */
    ScopeRoom(FiberScope scope, int limit) {
        this.taken = limit == 0
                ? null
                : new LockedChannel<>("limit of " + scope.name(), limit, ChannelOptions.plain(), scope.home());
    }

    /** Waits until there is room for a fiber, and gives it to that; or until no fiber begins any more. */
    void give(ScopeFiber<?> fiber) throws InterruptedException {
        if (taken != null && taken.sendOrClosed(true) instanceof Sent.Ok) {
            fiber.takesRoom(this);
        }
    }

    /** Gives room to a fiber, if there is some; false if there is none. */
    boolean tryGive(ScopeFiber<?> fiber) {
        if (taken == null) {
            return true;
        }
        Sent.Now sent = taken.trySend(true);
        if (sent instanceof Sent.Ok) {
            fiber.takesRoom(this);
        }
        return !(sent instanceof Sent.Full);
    }

    /** One that had room needs it no more. */
    void free() {
        if (taken != null) {
            taken.tryReceive();
        }
    }

    /** No fiber begins any more: nobody has to wait. */
    void open() {
        if (taken != null) {
            taken.close();
        }
    }
}
