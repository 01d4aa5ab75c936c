package org.csp4j.testsupport;

import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.PreInterruptCallback;
import org.junit.jupiter.api.extension.PreInterruptContext;

/** Tells what all threads are doing when a test has run out of time, before that is interrupted. JUnit's own dump leaves fibers out. */
public final class DumpOnTimeout implements PreInterruptCallback {
    @Override
    public void beforeThreadInterrupt(PreInterruptContext timeout, ExtensionContext test) {
        ThreadDump.print("there is no end of " + test.getDisplayName());
    }
}
