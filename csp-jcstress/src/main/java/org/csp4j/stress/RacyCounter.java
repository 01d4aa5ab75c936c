package org.csp4j.stress;

/** What twins count with whose lock excludes nobody: who finds it free takes it, without CAS. */
public final class RacyCounter {
    private volatile boolean isHeld;
    private int count;

    /** Counts, under that lock. */
    public void increment() {
        while (isHeld) {
            Thread.onSpinWait();
        }
        isHeld = true;
        count++;
        isHeld = false;
    }

    /** How often it was counted, as far as that was not lost. */
    public int count() {
        return count;
    }
}
