package org.csp4j.testsupport;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * The threads of one test: a field with {@code @RegisterExtension}. When the test is over all of them are joined. A failure in one
 * that the test has not asked for fails the test; one that is stuck fails it too, and all threads are dumped.
 */
public final class Crew implements AfterEachCallback {
    /** What a thread does that returns nothing. */
    public interface Body {
        void run() throws Exception;
    }

    private final Setting setting;
    private final List<Party<?>> parties = new ArrayList<>(); // the test's thread alone

    /** A crew whose threads run in this setting, unless they are started elsewhere. */
    public Crew(Setting setting) {
        this.setting = setting;
    }

    /** Starts a body in the crew's setting. */
    public Party<Void> start(Body body) {
        return start(setting, body);
    }

    /** Starts a body that returns something in the crew's setting. */
    public <T> Party<T> start(Callable<T> body) {
        return start(setting, body);
    }

    /** Starts a body on a thread of this kind. */
    public Party<Void> start(Caller caller, Body body) {
        return start(new Setting(setting.engine(), caller), body);
    }

    /** Starts a body that returns something on a thread of this kind. */
    public <T> Party<T> start(Caller caller, Callable<T> body) {
        return start(new Setting(setting.engine(), caller), body);
    }

    private Party<Void> start(Setting where, Body body) {
        return start(where, () -> {
            body.run();
            return null;
        });
    }

    private <T> Party<T> start(Setting where, Callable<T> body) {
        Party<T> party = new Party<>(this, "party-" + (parties.size() + 1), body);
        parties.add(party);
        return party.start(where);
    }

    /** Runs a body in the crew's setting, and waits for its end. Throws what it throws. */
    public void run(Body body) throws Exception {
        start(body).join();
    }

    /** Runs a body in the crew's setting, and returns what it returns. Throws what it throws. */
    public <T> T call(Callable<T> body) throws Exception {
        return start(body).result();
    }

    @Override
    public void afterEach(ExtensionContext context) {
        if (context.getExecutionException().isPresent()) {
            dismiss(); // whoever has failed has said what there is to say
        } else {
            joinAll();
        }
    }

    /** Waits until all have ended. */
    public void joinAll() {
        for (Party<?> party : parties) {
            if (!party.endsWithin(Delays.PATIENCE.toNanos())) {
                throw stuck(party + " does not end");
            }
        }
        List<Throwable> failures = parties.stream()
                .map(Party::unseenFailure)
                .filter(failure -> failure != null)
                .toList();
        if (!failures.isEmpty()) {
            AssertionError error = new AssertionError("a thread of the test failed: " + failures.getFirst());
            failures.forEach(error::addSuppressed);
            throw error;
        }
    }

    /** What to throw when something does not happen: says what the crew is doing. Dumps all threads, and ends the crew. */
    AssertionError stuck(String what) {
        AssertionError error = new AssertionError(what + describe());
        ThreadDump.print(what);
        parties.stream()
                .map(Party::unseenFailure)
                .filter(failure -> failure != null)
                .forEach(error::addSuppressed);
        dismiss();
        return error;
    }

    /** What each of the crew is doing. */
    String describe() {
        StringBuilder text = new StringBuilder();
        parties.forEach(party -> text.append('\n').append(party.describe()));
        return text.toString();
    }

    private void dismiss() {
        parties.forEach(Party::interrupt);
    }
}
