package org.csp4j.torture;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.csp4j.testsupport.ThreadDump;

/** What all acts share: who is on a stage, for the meddlers, and what has happened so far. */
final class Theatre {
    private static final int PLACES = 64;
    static final int FAILED = 1;
    static final int STUCK = 3;

    private final AtomicReferenceArray<Actor> places = new AtomicReferenceArray<>(PLACES);
    private final AtomicInteger entries = new AtomicInteger();
    private final AtomicLong interruptsSeen = new AtomicLong();

    /** An actor can be meddled with from now on, and for a while after its end. */
    void enter(Actor actor) {
        places.set(Math.floorMod(entries.getAndIncrement(), PLACES), actor);
    }

    void leave(Actor actor) {
        interruptsSeen.addAndGet(actor.interruptsSeen());
    }

    /** An actor to meddle with; null if the place is empty yet. */
    Actor at(int place) {
        return places.get(Math.floorMod(place, PLACES));
    }

    int actors() {
        return entries.get();
    }

    long interruptsSeen() {
        return interruptsSeen.get();
    }

    /** Ends the program: whatever else is going on, this is what counts. */
    synchronized void fail(String who, Throwable failure) {
        System.err.println("FAILED: " + who);
        failure.printStackTrace();
        Runtime.getRuntime().halt(FAILED);
    }

    synchronized void stuck(String what) {
        ThreadDump.print(what);
        System.err.println("STUCK: " + what);
        Runtime.getRuntime().halt(STUCK);
    }
}
