package org.csp4j.internal.diag;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicReference;
import org.csp4j.Action;
import org.csp4j.internal.engine.Engine;
import org.csp4j.internal.fiber.FiberCore;
import org.csp4j.internal.fiber.FiberGroup;
import org.csp4j.internal.fiber.FiberRegistry;
import org.csp4j.internal.fiber.Membership;
import org.csp4j.internal.time.TimerService;
import org.csp4j.testsupport.Await;
import org.jspecify.annotations.Nullable;

/** A group of fibers on an engine, both of one test. */
final class Members {
    private final Engine engine;
    private final Group group = new Group();
    private final AtomicReference<Throwable> failure = new AtomicReference<>();
    private final FiberRegistry registry = new FiberRegistry("members", () -> {});

    Members(Engine engine) {
        this.engine = engine;
        group.begin();
    }

    Group group() {
        return group;
    }

    Member start(Action body) {
        Member member = new Member(body);
        engine.start(member);
        return member;
    }

    /** When all have ended, or will; none has failed. */
    void close() {
        Await.until("all have ended", group::hasNone);
        group.finish();
        engine.close();
        assertThat(failure.get()).isNull();
    }

    /** A home by itself. */
    static final class Group extends FiberGroup {
        Group() {
            super(null, true);
        }

        void begin() {
            linkToOuter();
        }

        void finish() {
            unlinkFromOuter();
        }

        boolean hasNone() {
            return isEmpty();
        }

        @Override
        protected void emptied() {}

        @Override
        protected RuntimeException refusal() {
            throw new AssertionError("it is not closed");
        }

        @Override
        public String toString() {
            return "a group";
        }
    }

    final class Member extends FiberCore {
        private final Membership membership = new Membership(group, this);
        private final Action body;

        Member(Action body) {
            super(null, "a test");
            this.body = body;
        }

        @Override
        public TimerService timers() {
            return engine.timers();
        }

        @Override
        public FiberGroup group() {
            return group;
        }

        @Override
        protected FiberRegistry registry() {
            return registry;
        }

        @Override
        protected void starting() {
            membership.begin();
        }

        @Override
        protected @Nullable Object runBody() throws Exception {
            body.run();
            return null;
        }

        @Override
        protected void failed(Throwable thrown) {
            failure.set(thrown);
        }

        @Override
        protected void ended() {
            membership.end();
        }
    }
}
