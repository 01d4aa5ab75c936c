package org.csp4j.torture;

/** Operations of an actor that are done again when they are interrupted: an interrupted operation has not happened. */
final class Stubborn {
    interface Step {
        void run() throws InterruptedException;
    }

    interface Question<T> {
        T ask() throws InterruptedException;
    }

    private Stubborn() {}

    static void run(Step step) {
        ask(() -> {
            step.run();
            return null;
        });
    }

    static <T> T ask(Question<T> question) {
        while (true) {
            try {
                T answer = question.ask();
                Actor.check();
                return answer;
            } catch (InterruptedException e) {
                Actor.interrupted(e);
                Actor.check();
            }
        }
    }
}
