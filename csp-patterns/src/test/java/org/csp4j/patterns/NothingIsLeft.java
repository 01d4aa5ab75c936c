package org.csp4j.patterns;

import java.util.List;
import java.util.stream.Stream;
import org.csp4j.Scheduler;
import org.csp4j.testsupport.ArmedTimers;
import org.csp4j.testsupport.Await;
import org.csp4j.testsupport.Engines;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** After each test that has not failed: no fiber lives on any of the shared schedulers, and no timer is armed. */
public final class NothingIsLeft implements AfterEachCallback {
    private static final List<Scheduler> SCHEDULERS = Stream.concat(
                    Engines.available().map(Engines::scheduler), Stream.of(Scheduler.shared()))
            .toList();

    @Override
    public void afterEach(ExtensionContext context) {
        if (context.getExecutionException().isPresent()) {
            return;
        }
        for (Scheduler scheduler : SCHEDULERS) {
            Await.until(
                    "no fiber is left on " + scheduler, () -> scheduler.stats().live() == 0);
        }
        Await.until("no timer is armed", () -> ArmedTimers.count() == 0);
    }
}
