package org.csp4j.internal.park;

import org.csp4j.diagnostics.WaitReason;
import org.csp4j.internal.fiber.Home;

/** A wait that an operation of somebody else ends, or an interrupt, and nothing else. Two that are equal are the same one. */
public interface LastingWait {
    /** What is waited for. */
    WaitReason waitReason();

    /** Whether everything that is waited for is at home here. */
    boolean isWithin(Home home);
}
