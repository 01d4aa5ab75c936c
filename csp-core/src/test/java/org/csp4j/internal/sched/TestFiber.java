package org.csp4j.internal.sched;

import java.util.concurrent.atomic.AtomicReference;
import org.csp4j.Action;
import org.csp4j.internal.fiber.FiberCore;
import org.csp4j.internal.fiber.FiberRegistry;
import org.csp4j.internal.jdk.VirtualThreads;
import org.csp4j.internal.time.TimerService;
import org.jspecify.annotations.Nullable;

/** A fiber for the tests of one engine, without a runtime around it. */
final class TestFiber extends FiberCore {
    private static final FiberRegistry REGISTRY = new FiberRegistry("test", () -> {});

    private final Action body;
    private final AtomicReference<Throwable> failure;

    TestFiber(Action body, AtomicReference<Throwable> failure) {
        super(null, "a test");
        this.body = body;
        this.failure = failure;
    }

    /** Those of the engine that carries it, for itself alone. */
    @Override
    public TimerService timers() {
        return ((Carrier) VirtualThreads.currentCarrierThread()).engine.timers();
    }

    @Override
    protected FiberRegistry registry() {
        return REGISTRY;
    }

    @Override
    protected @Nullable Object runBody() throws Exception {
        body.run();
        return null;
    }

    @Override
    protected void failed(Throwable thrown) {
        failure.compareAndSet(null, thrown);
    }

    @Override
    protected void ended() {}
}
