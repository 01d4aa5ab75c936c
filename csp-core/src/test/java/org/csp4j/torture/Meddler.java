package org.csp4j.torture;

import java.util.SplittableRandom;
import java.util.concurrent.locks.LockSupport;
import org.csp4j.diagnostics.WaitReason;

/** Does to random actors at random moments what one thread may do to another. */
final class Meddler implements Runnable {
    private final Theatre theatre;
    private final SplittableRandom random;
    private final boolean looksAtStacks;
    private volatile boolean stops;
    private long interrupts; // by the meddler, read after its end, as are those that follow
    private long unparks;
    private long looks;
    private long frames;
    private long letters;

    Meddler(Theatre theatre, SplittableRandom random, boolean looksAtStacks) {
        this.theatre = theatre;
        this.random = random;
        this.looksAtStacks = looksAtStacks;
    }

    void stop() {
        stops = true;
    }

    @Override
    public void run() {
        try {
            while (!stops) {
                Actor actor = theatre.at(random.nextInt());
                if (actor != null) {
                    meddle(actor);
                }
                pause();
            }
        } catch (Throwable e) {
            theatre.fail("a meddler", e);
        }
    }

    private void meddle(Actor actor) {
        switch (random.nextInt(8)) {
            case 0, 1, 2 -> {
                if (actor.interrupt()) {
                    interrupts++;
                }
            }
            case 3, 4 -> {
                LockSupport.unpark(actor.thread());
                unparks++;
            }
            case 5 -> {
                if (looksAtStacks) {
                    frames += actor.thread().getStackTrace().length;
                    looks++;
                }
            }
            default -> {
                look(actor.thread());
                looks++;
            }
        }
    }

    private void look(Thread thread) {
        boolean wasAlive = thread.isAlive();
        Thread.State state = thread.getState();
        if (!wasAlive && state != Thread.State.TERMINATED || state == Thread.State.NEW) {
            throw new AssertionError(thread + " is " + state + ", alive: " + wasAlive);
        }
        if (!thread.toString().startsWith("VirtualThread[#" + thread.threadId())) {
            throw new AssertionError("what is " + thread + "?");
        }
        thread.isInterrupted();
        letters += WaitReason.of(thread).map(WaitReason::toString).orElse("").length();
    }

    private void pause() {
        if (random.nextInt(64) == 0) {
            Thread.yield();
        }
        for (int i = random.nextInt(2_000); i > 0; i--) {
            Thread.onSpinWait();
        }
    }

    long interrupts() {
        return interrupts;
    }

    long unparks() {
        return unparks;
    }

    long looks() {
        return looks;
    }

    long frames() {
        return frames;
    }
}
