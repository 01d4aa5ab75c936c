package org.csp4j.patterns.pool;

import static org.csp4j.Csp.channel;
import static org.csp4j.Csp.go;

import java.time.Duration;
import java.util.Objects;
import java.util.function.Consumer;
import org.csp4j.Channel;
import org.csp4j.patterns.pool.PoolAgenda.Plan;
import org.csp4j.patterns.pool.ResourcePool.Check;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The fiber of a pool that has resources made, checked and closed, each by a fiber of its own, so that nobody who wants one or gives one
 * back has to do it. They all belong to the run or scope in which the pool was built, whoever has asked for a resource.
 */
final class PoolKeeper<R> {
    private static final Logger LOG = LoggerFactory.getLogger(ResourcePool.class);

    private final PoolSettings<R> settings;
    private final PoolState<R> state;
    private final Channel<Void> ended;

    PoolKeeper(PoolSettings<R> settings, PoolState<R> state) {
        this.settings = settings;
        this.state = state;
        this.ended = channel().name(settings.name() + "-end").build();
    }

    void start() {
        LOG.debug("pool '{}' is open", settings.name());
        go(settings.name() + "-keeper", this::run);
    }

    /** Closes when the pool has nothing any more, or nobody keeps it. */
    Channel<Void> ended() {
        return ended;
    }

    private void run() throws InterruptedException {
        try {
            for (Plan<R> plan = state.plan(); !plan.isOver(); plan = state.plan()) {
                carryOut(plan);
                pause(plan.pauseNanos());
            }
        } finally { // also when the run or scope ends that the pool belongs to
            state.beginClosing();
            state.abandon();
            ended.close();
            LOG.debug("pool '{}' has ended: {}", settings.name(), state.stats());
        }
    }

    private void pause(long nanos) throws InterruptedException {
        if (nanos == PoolSettings.NEVER) {
            state.wake().receive();
        } else {
            state.wake().tryReceive(Duration.ofNanos(nanos));
        }
    }

    private void carryOut(Plan<R> plan) {
        for (Entry<R> entry : plan.toClose()) {
            go(settings.name() + "-closer", () -> state.close(entry));
        }
        for (int i = 0; i < plan.creations(); i++) {
            go(settings.name() + "-maker", this::make);
        }
        Entry<R> toCheck = plan.toCheck();
        Check<? super R> check = settings.check();
        if (toCheck != null && check != null) {
            go(settings.name() + "-checker", () -> state.checked(toCheck, isGood(toCheck, check)));
        }
        for (LeakReport leak : plan.leaks()) {
            report(leak);
        }
    }

    private void make() {
        if (!state.beginCreating()) {
            return;
        }
        R resource;
        try {
            resource = Objects.requireNonNull(settings.factory().call(), "the factory has returned null");
        } catch (Throwable e) { // also of an Error those who wait are to learn
            LOG.debug("the factory of pool '{}' has failed", settings.name(), e);
            state.failed(e);
            return;
        }
        state.made(resource);
    }

    private boolean isGood(Entry<R> entry, Check<? super R> check) {
        try {
            return check.isGood(entry.resource);
        } catch (Throwable e) { // one that cannot be checked is not good
            LOG.debug("a resource of pool '{}' has failed its check", settings.name(), e);
            return false;
        }
    }

    private void report(LeakReport leak) {
        LOG.warn("{}", leak);
        Consumer<? super LeakReport> hook = settings.onLeak();
        if (hook != null) {
            go(settings.name() + "-leak", () -> hook.accept(leak));
        }
    }
}
