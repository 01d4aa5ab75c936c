package org.csp4j.testsupport;

import java.util.List;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * After each test class: the threads of the schedulers that it has closed have ended, and it has closed all. The exceptions are those
 * that have no end: the shared scheduler, and those that all tests share.
 */
public final class NoCarrierIsLeft implements AfterAllCallback {
    private static final List<String> WITHOUT_END = List.of("csp4j-carrier-", Engines.SHARED_PREFIX);

    @Override
    public void afterAll(ExtensionContext context) {
        if (context.getRequiredTestClass().getEnclosingClass() == null) {
            Await.until("no carrier is left of " + context.getDisplayName(), NoCarrierIsLeft::isNoneLeft);
        }
    }

    private static boolean isNoneLeft() {
        Thread[] threads = new Thread[2 * Thread.activeCount() + 100];
        ThreadGroup all = Thread.currentThread().getThreadGroup();
        while (all.getParent() != null) {
            all = all.getParent();
        }
        int count = all.enumerate(threads);
        for (int i = 0; i < count; i++) {
            String name = threads[i].getName();
            if (name.contains("-carrier-") && WITHOUT_END.stream().noneMatch(name::startsWith)) {
                return false;
            }
        }
        return true;
    }
}
