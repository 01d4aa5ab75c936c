package org.csp4j.testsupport;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/**
 * A few threads that each do one thing at the same moment, again and again. In each round one of them sets up, then all run their
 * legs together, then each may settle (look at its own thread's interrupt status, say), and then one of them checks what has
 * come out. All these steps are ordered by happens-before, so that plain fields can carry data from one to the next.
 */
public final class Race {
    private static final int[] JITTERS = {1, 1, 20, 200};

    private record Leg(Crew.Body body, Crew.Body settle) {}

    private final Crew crew;
    private final int rounds;
    private final List<Leg> legs = new ArrayList<>();
    private Crew.Body setUp = () -> {};
    private Crew.Body check = () -> {};

    private Thread[] threads; // each leg writes its own before the first meeting
    private Meeting meeting;
    private volatile int round = -1; // by whoever opens a round
    private volatile boolean isOver;

    /** A race in the crew's setting. */
    public Race(Crew crew, int rounds) {
        this.crew = crew;
        this.rounds = rounds;
    }

    /** What is done before each round, by one thread alone. */
    public Race setUp(Crew.Body body) {
        this.setUp = body;
        return this;
    }

    /** What is done at the same time as the other legs, on a thread of its own that stays the same in all rounds. */
    public Race leg(Crew.Body body) {
        return leg(body, () -> {});
    }

    /** A leg, and what its thread does when all have run theirs. */
    public Race leg(Crew.Body body, Crew.Body settle) {
        legs.add(new Leg(body, settle));
        return this;
    }

    /** What is done after each round, by one thread alone. */
    public Race check(Crew.Body body) {
        this.check = body;
        return this;
    }

    /** The number of the round, from 0. */
    public int round() {
        return round;
    }

    /** The thread of a leg, by the order in which they were added. */
    public Thread thread(int leg) {
        return threads[leg];
    }

    /** Runs all rounds; fails at the first that fails. */
    public void run() {
        threads = new Thread[legs.size()];
        meeting = new Meeting(legs.size());
        List<Party<Void>> parties = new ArrayList<>();
        for (int i = 0; i < legs.size(); i++) {
            int place = i;
            parties.add(crew.start(() -> runLeg(place)));
        }
        for (Party<Void> party : parties) {
            awaitEnd(party);
        }
        crew.joinAll();
    }

    /** A race may take long, a single round may not. */
    private void awaitEnd(Party<Void> party) {
        int seen;
        do {
            seen = round;
            if (party.endsWithin(Delays.PATIENCE.toNanos())) {
                return;
            }
        } while (seen != round);
        throw crew.stuck("the race stands still in round " + round);
    }

    private void runLeg(int place) throws Exception {
        Leg leg = legs.get(place);
        threads[place] = Thread.currentThread();
        try {
            while (true) {
                meeting.join(place, this::nextRound);
                if (isOver) {
                    return;
                }
                jitter();
                leg.body().run();
                meeting.join(place, () -> {});
                leg.settle().run();
            }
        } catch (Meeting.Dissolved e) {
            // another leg has failed, and says why
        } catch (Throwable e) {
            meeting.dissolve();
            throw new AssertionError("in round " + round + " of " + rounds + ": " + e, e);
        }
    }

    private void nextRound() throws Exception {
        if (round >= 0) {
            check.run();
        }
        if (round + 1 == rounds) {
            isOver = true;
            return;
        }
        round++;
        setUp.run();
    }

    private void jitter() {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        for (int i = random.nextInt(JITTERS[round % JITTERS.length]); i > 0; i--) {
            Thread.onSpinWait();
        }
    }

    /** Where threads meet: those who come early spin for a moment and then park. Keeps interrupts pending. */
    private static final class Meeting {
        /** The meeting will never be complete. */
        @SuppressWarnings("serial")
        static final class Dissolved extends RuntimeException {}

        private static final int SPINS = 200;
        private static final int YIELDS = 2;

        private final Thread[] early; // who has parked, each in its own place; guarded by this
        private final AtomicInteger arrivals = new AtomicInteger();
        private volatile int phase;
        private volatile boolean isDissolved;

        Meeting(int parties) {
            early = new Thread[parties];
        }

        /** Waits until all are here; the last to come acts for all before they go on. */
        void join(int place, Crew.Body action) throws Exception {
            int seen = phase;
            if (arrivals.incrementAndGet() < early.length) {
                awaitOthers(seen, place);
                return;
            }
            action.run();
            arrivals.set(0);
            phase = seen + 1;
            wake();
        }

        void dissolve() {
            isDissolved = true;
            wake();
        }

        private void awaitOthers(int seen, int place) {
            boolean wasInterrupted = false;
            for (int tries = 0; phase == seen; tries++) {
                if (isDissolved) {
                    throw new Dissolved();
                }
                if (tries < SPINS) {
                    Thread.onSpinWait();
                } else if (tries < SPINS + YIELDS) {
                    Thread.yield();
                } else {
                    wasInterrupted |= park(seen, place);
                }
            }
            if (wasInterrupted) {
                Thread.currentThread().interrupt();
            }
        }

        private boolean park(int seen, int place) {
            setEarly(place, Thread.currentThread());
            if (phase == seen && !isDissolved) {
                LockSupport.park(this);
            }
            setEarly(place, null);
            return Thread.interrupted();
        }

        private synchronized void setEarly(int place, Thread thread) {
            early[place] = thread;
        }

        private synchronized void wake() {
            for (Thread thread : early) {
                if (thread != null) {
                    LockSupport.unpark(thread);
                }
            }
        }
    }
}
