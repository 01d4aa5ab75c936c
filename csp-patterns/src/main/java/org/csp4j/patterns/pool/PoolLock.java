package org.csp4j.patterns.pool;

import static org.csp4j.Csp.chan;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.csp4j.Channel;
import org.csp4j.patterns.internal.Fibers;

/** A lock that is held for a few steps, in which nobody waits. Not reentrant, and not fair. */
final class PoolLock {
    /*
     * word:   FREE            HELD                        AWAITED: held, and somebody may wait
     * lock    -> HELD   L1    tries; then -> AWAITED      waits for a turn; then again
     *         -> AWAITED, of who has had to wait   L1
     * unlock                  -> FREE                     -> FREE, and gives a turn
     *
     * A turn is room in a channel of one, which is full while there is none: who waits sends, and who gives a turn receives. So fibers park as
     * they do for channels. Whom the end of that wakes runs where that was: those who fight for the lock gather on one carrier, where they do
     * not meet it held. LockSupport knows nothing of that, and takes longer.
     *
     * I1  Whoever waits for a turn has made the word AWAITED since the last time that it was FREE, or somebody has who has had a turn: it takes
     *     the lock as AWAITED, as it does not know whether others wait. So there is a turn for it when the lock is next released.
     * I2  A turn that nobody waits for stays for the next one, who then tries in vain, and waits again. There is one such at most.
     * E1  What is done under the lock happens-before what is done under it next: both are volatile writes of the word.
     * P   Blocking. A holder that has lost its processor costs the others a park each.
     * Rejected: ReentrantLock, after as many tries: takes 1.1 to 1.5 times as long where eight fibers fight for it; docs/adr/0018.
     * Rejected: to wait by receiving. Who waits for the lock would look like who waits in the pool.
     * Source: the word is that of "Futexes Are Tricky" (Ulrich Drepper, 2011), with a channel for the kernel's queue.
     * Checked by PoolLockTest and PoolLockStress (I1, E1).
     */
    static final int FREE = 0;
    static final int HELD = 1;
    static final int AWAITED = 2;

    /** A microsecond or two: more than the lock is held for, and less than it takes to park on the platform engine. */
    static final int TRIES = 30;

    private static final VarHandle WORD;

    static {
        try {
            WORD = MethodHandles.lookup().findVarHandle(PoolLock.class, "word", int.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final Channel<Boolean> turns;
    private volatile int word; // through WORD

    PoolLock(String name) {
        this.turns = chan(name, 1);
        turns.trySend(true);
    }

    /** Takes the lock. An interrupt changes nothing, and is kept. */
    void lock() {
        if (!WORD.compareAndSet(this, FREE, HELD)) { // L1, E1
            lockContended();
        }
    }

    private void lockContended() {
        for (int i = 0; i < TRIES; i++) {
            if (word == FREE && WORD.compareAndSet(this, FREE, HELD)) { // L1, E1
                return;
            }
            Thread.onSpinWait();
        }
        while ((int) WORD.getAndSet(this, AWAITED) != FREE) { // I1; L1, E1
            Fibers.uninterrupted(() -> turns.send(true));
        }
    }

    void unlock() {
        if ((int) WORD.getAndSet(this, FREE) == AWAITED) { // E1
            turns.tryReceive(); // I1, I2
        }
    }
}
