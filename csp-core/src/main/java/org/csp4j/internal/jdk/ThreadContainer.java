package org.csp4j.internal.jdk;

import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Virtual threads that somebody keeps track of. Dumps of the JDK show them together, and ask him which they are. Where this JVM
 * does not let that be, the JDK keeps track of each thread itself, and shows it among all others.
 */
public final class ThreadContainer {
    private static final Logger LOG = LoggerFactory.getLogger(ThreadContainer.class);
    private static final boolean IS_AVAILABLE = isAvailable();

    private final @Nullable Object container;
    private final @Nullable Object key; // by which the JDK knows it, weakly

    /**
     * A container that is empty.
     *
     * @param name what dumps call it
     * @param threads those that have been started here, and have not ended. Asked for on any thread, at any time
     */
    public ThreadContainer(String name, Supplier<Stream<Thread>> threads) {
        container = IS_AVAILABLE ? make(name, threads) : null;
        key = container != null ? ContainerMembers.REGISTER.apply(container) : null;
    }

    private static boolean isAvailable() {
        String whyNot = VirtualThreads.whyUnavailable(ContainerMembers.class);
        if (whyNot != null) {
            LOG.debug("the JDK keeps track of fibers, too: {}", whyNot);
        }
        return whyNot == null;
    }

    private static Object make(String name, Supplier<Stream<Thread>> threads) {
        try {
            return ContainerMembers.NEW.newInstance(name, threads);
        } catch (ReflectiveOperationException e) {
            throw new LinkageError("it does nothing that can fail", e);
        }
    }

    /** Starts a virtual thread, which is in here until it ends. */
    public void start(Thread thread) {
        if (container != null) {
            ContainerMembers.START.accept(thread, container);
        } else {
            thread.start();
        }
    }

    /** Takes the container, in which nothing is started any more, out of dumps. Can be repeated. */
    public void close() {
        if (key != null) {
            ContainerMembers.DEREGISTER.accept(key);
        }
    }
}
