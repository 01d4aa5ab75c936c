package org.csp4j.benchmarks.peers;

import org.csp4j.EngineChoice;

/** The peers by the names that benchmarks have as parameters. */
public final class Peers {
    /** This library, on the work-stealing engine. */
    public static final String CSP = "csp4j";
    /** This library, on the platform engine. */
    public static final String CSP_PLATFORM = "csp4j-platform";
    /** This library, on the work-stealing engine, with no look for deadlocks. */
    public static final String CSP_UNWATCHED = "csp4j-unwatched";
    /** This library, on the platform engine, with no look for deadlocks. */
    public static final String CSP_PLATFORM_UNWATCHED = "csp4j-platform-unwatched";
    /** Go; where there is no {@code go} command it cannot be opened. */
    public static final String GO = "go";
    /** Channels of kotlinx.coroutines, on Dispatchers.Default. */
    public static final String KOTLIN = "kotlin";
    /** Jox. */
    public static final String JOX = "jox";
    /** SynchronousQueue. */
    public static final String SYNCHRONOUS = "synchronous-queue";
    /** LinkedTransferQueue, by its transfer. */
    public static final String TRANSFER = "transfer-queue";
    /** ArrayBlockingQueue. */
    public static final String ARRAY = "array-queue";

    /** Virtual threads alone, where no channel is asked for. */
    public static final String VIRTUAL_THREADS = "virtual-threads";

    private Peers() {}

    /** Opens a peer, which is to be closed. */
    public static Peer open(String name) throws Exception {
        return switch (name) {
            case CSP -> new CspPeer(EngineChoice.WORK_STEALING, true);
            case CSP_PLATFORM -> new CspPeer(EngineChoice.PLATFORM, true);
            case CSP_UNWATCHED -> new CspPeer(EngineChoice.WORK_STEALING, false);
            case CSP_PLATFORM_UNWATCHED -> new CspPeer(EngineChoice.PLATFORM, false);
            case GO -> new GoPeer();
            case KOTLIN -> new KotlinPeer();
            case JOX -> new JoxPeer();
            case SYNCHRONOUS, VIRTUAL_THREADS -> QueuePeer.synchronous();
            case TRANSFER -> QueuePeer.transfer();
            case ARRAY -> QueuePeer.array();
            default -> throw new IllegalArgumentException("no peer is named '" + name + "'");
        };
    }
}
