package org.csp4j.torture;

import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.util.stream.Collectors;
import org.csp4j.Scheduler;

/** In what kind of JVM the program runs: what flags have come to. */
final class Surroundings {
    @Override
    public String toString() {
        return "engine=" + Scheduler.shared().engine()
                + " processors=" + Runtime.getRuntime().availableProcessors()
                + " assertions=" + Thread.class.desiredAssertionStatus()
                + " vm=" + System.getProperty("java.vm.info")
                + " collectors="
                + ManagementFactory.getGarbageCollectorMXBeans().stream()
                        .map(GarbageCollectorMXBean::getName)
                        .collect(Collectors.joining(","))
                + " collected="
                + ManagementFactory.getGarbageCollectorMXBeans().stream()
                        .anyMatch(collector -> collector.getCollectionCount() > 0)
                + " flags=" + ManagementFactory.getRuntimeMXBean().getInputArguments();
    }
}
