package org.csp4j.torture;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.csp4j.Action;
import org.csp4j.Csp;
import org.csp4j.Fiber;

/** Where one act is played: its actors, and its own sequence of random numbers. */
final class Stage {
    private final Theatre theatre;
    private final String name;
    private final SplittableRandom random; // the director alone
    private final List<Fiber<?>> fibers = new ArrayList<>();

    Stage(Theatre theatre, String name, SplittableRandom random) {
        this.theatre = theatre;
        this.name = name;
        this.random = random;
    }

    /** A number from {@code low} to {@code high}. By the director, while it sets up. */
    int between(int low, int high) {
        return random.nextInt(low, high + 1);
    }

    /** Another sequence of random numbers, for an actor. */
    SplittableRandom dice() {
        return random.split();
    }

    /** An actor; whether it is interrupted now and then, is up to chance. */
    void actor(Action body) {
        start(random.nextInt(3) > 0, body);
    }

    /** An actor that nobody interrupts. */
    void calmActor(Action body) {
        start(false, body);
    }

    private void start(boolean mayBeInterrupted, Action body) {
        Actor actor = new Actor(mayBeInterrupted);
        fibers.add(Csp.go(name + "-" + fibers.size(), () -> {
            actor.begin();
            theatre.enter(actor);
            try {
                body.run();
                Actor.check();
            } catch (Throwable e) {
                theatre.fail(name, e);
            }
            theatre.leave(actor);
        }));
    }

    /** Waits for all actors, and for their threads. */
    void end() throws InterruptedException {
        for (Fiber<?> fiber : fibers) {
            fiber.join();
            fiber.thread().join();
        }
    }
}
