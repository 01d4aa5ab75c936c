package org.csp4j.internal.engine;

import java.util.Locale;
import org.csp4j.EngineChoice;
import org.csp4j.EngineUnavailableException;
import org.csp4j.internal.jdk.VirtualThreads;
import org.jspecify.annotations.Nullable;

/**
 * Which engine runs, and why.
 *
 * @param isWorkStealing whether it is the work-stealing engine, rather than the platform engine
 * @param reason the rest of the sentence "the ... engine runs fibers: "
 */
public record EngineDecision(boolean isWorkStealing, String reason) {
    private static final String PROPERTY = "csp4j.engine";

    /** Decides for what was asked for by code, by the system property, and for what this JVM can do. */
    public static EngineDecision decide(EngineChoice choice) {
        return decide(choice, System.getProperty(PROPERTY), VirtualThreads.whyUnavailable(), target());
    }

    static EngineDecision decide(
            EngineChoice choice, @Nullable String property, @Nullable String whyUnavailable, String target) {
        boolean isByProperty = choice == EngineChoice.AUTOMATIC && property != null;
        EngineChoice wanted = choice == EngineChoice.AUTOMATIC && property != null ? parse(property) : choice;
        String who = isByProperty
                ? "the system property " + PROPERTY + " asks for it"
                : "the scheduler's builder asks for it";
        return switch (wanted) {
            case PLATFORM -> new EngineDecision(false, who);
            case WORK_STEALING -> {
                if (whyUnavailable != null) {
                    throw new EngineUnavailableException("the work-stealing engine cannot run, though " + who + ": "
                            + whyUnavailable + ". " + wayOut(target));
                }
                yield new EngineDecision(true, who);
            }
            case AUTOMATIC ->
                whyUnavailable == null
                        ? new EngineDecision(true, "java.lang is open to it")
                        : new EngineDecision(false, whyUnavailable + ". " + wayOut(target));
        };
    }

    private static EngineChoice parse(String property) {
        return switch (property.toLowerCase(Locale.ROOT)) {
            case "auto", "automatic" -> EngineChoice.AUTOMATIC;
            case "work-stealing" -> EngineChoice.WORK_STEALING;
            case "platform" -> EngineChoice.PLATFORM;
            default ->
                throw new IllegalArgumentException("the system property " + PROPERTY + " is '" + property
                        + "'; it can be auto, work-stealing or platform");
        };
    }

    private static String wayOut(String target) {
        return "Start the JVM with --add-opens java.base/java.lang=" + target
                + ", or put the line 'Add-Opens: java.base/java.lang' into the manifest of an executable jar";
    }

    private static String target() {
        Module module = EngineDecision.class.getModule();
        return module.isNamed() ? module.getName() : "ALL-UNNAMED";
    }
}
