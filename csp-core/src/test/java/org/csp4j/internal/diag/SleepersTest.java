package org.csp4j.internal.diag;

import static org.assertj.core.api.Assertions.assertThat;
import static org.csp4j.Csp.chan;
import static org.csp4j.Csp.never;
import static org.csp4j.Csp.receive;
import static org.csp4j.Csp.select;
import static org.csp4j.Csp.selector;
import static org.csp4j.Csp.send;
import static org.csp4j.Csp.timeout;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.csp4j.Action;
import org.csp4j.Channel;
import org.csp4j.Selector;
import org.csp4j.internal.engine.PlatformEngine;
import org.csp4j.internal.jdk.VirtualThreads;
import org.csp4j.internal.sched.SchedulerLimits;
import org.csp4j.internal.sched.WorkStealingEngine;
import org.csp4j.testsupport.Await;
import org.csp4j.testsupport.Delays;
import org.csp4j.testsupport.Rounds;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

/** Fibers of which one is always awake, ever another one, while somebody looks at them. They never seem to be all asleep. */
@Tag("engine")
@ParameterizedClass(name = "{0}")
@ValueSource(strings = {"platform", "work-stealing"})
class SleepersTest {
    private final Members members;

    SleepersTest(String engine) {
        assumeTrue(engine.equals("platform") || VirtualThreads.whyUnavailable() == null);
        this.members = new Members(
                engine.equals("platform")
                        ? new PlatformEngine()
                        : new WorkStealingEngine("sleepers", SchedulerLimits.standard()));
    }

    @AfterEach
    void close() {
        members.close();
    }

    private Members.Member start(Action body) {
        return members.start(body);
    }

    private Sleepers sleepers() {
        return Sleepers.of(members.group(), null);
    }

    private boolean areAsleepAtOnce() {
        Sleepers first = sleepers();
        return first.areAll() && sleepers().areSameAs(first);
    }

    private void look() {
        long looks = 0;
        while (!members.group().hasNone()) {
            assertThat(areAsleepAtOnce())
                    .as("look %d: all asleep at once", looks)
                    .isFalse();
            looks++;
        }
        assertThat(looks).isPositive();
    }

    /** How one passes on what it has received. */
    private interface Step {
        void pass(Channel<Integer> in, Channel<Integer> out) throws Exception;
    }

    private void passRound(Step step) {
        int rounds = Rounds.of(20_000);
        List<Channel<Integer>> ring = List.of(chan(), chan(), chan());
        for (int i = 0; i < 3; i++) {
            Channel<Integer> in = ring.get(i);
            Channel<Integer> out = ring.get((i + 1) % 3);
            boolean begins = i == 0;
            start(() -> {
                if (begins) {
                    out.send(1);
                }
                for (int round = 0; round < rounds - 1; round++) {
                    step.pass(in, out);
                }
                in.receive();
                if (!begins) {
                    out.send(1);
                }
            });
        }
        look();
    }

    @Test
    void whilstATokenGoesRoundByChannels() {
        passRound((in, out) -> out.send(in.receive()));
    }

    @Test
    void whilstATokenGoesRoundBySelects() {
        passRound((in, out) -> {
            int token = select(receive(in), receive(never(), _ -> 0));
            select(send(out, token, () -> 1), receive(never(), _ -> 0));
        });
    }

    @Test
    void whilstATokenGoesRoundByWaitsWithLimits() {
        passRound((in, out) -> {
            int token = select(receive(in), timeout(Delays.LONG, () -> 0));
            out.trySend(token, Delays.LONG);
        });
    }

    @Test
    void whilstATokenGoesRoundByASelector() {
        passRound((in, out) -> {
            try (Selector<Integer> selector = selector(receive(in))) {
                out.send(selector.select());
            }
        });
    }

    /** Each is woken by an interrupt, out of a receive or a select, and passes it on. */
    @Test
    void whilstTheyInterruptEachOther() throws Exception {
        int rounds = Rounds.of(20_000);
        Channel<Members.Member> start = chan();
        Members.Member first = start(() -> {
            Members.Member second = start.receive();
            for (int round = 0; round < rounds; round++) {
                second.thread().interrupt();
                awaitInterrupt(round % 2 == 0);
            }
        });
        Members.Member second = start(() -> {
            for (int round = 0; round < rounds; round++) {
                awaitInterrupt(round % 3 == 0);
                first.thread().interrupt();
            }
        });
        start.send(second);
        look();
    }

    private static void awaitInterrupt(boolean inSelect) {
        try {
            if (inSelect) {
                select(receive(never()), receive(chan()));
            } else {
                never().receive();
            }
        } catch (InterruptedException e) {
            return;
        }
        throw new AssertionError("nobody sends there");
    }

    /** A fiber that has gone on, and waits again in the same place, was not asleep all the time. */
    private void assertWaitsAnew(Step step) throws Exception {
        Channel<Integer> in = chan();
        Channel<Integer> out = chan(2);
        Members.Member member = start(() -> {
            for (int i = 0; i < 2; i++) {
                step.pass(in, out);
            }
        });
        Await.until("it is asleep", this::areAsleepAtOnce);
        Sleepers before = sleepers();
        in.send(1);
        out.receive();
        Await.until("it is asleep again", this::areAsleepAtOnce);
        assertThat(sleepers().areSameAs(before)).isFalse();
        in.send(1);
        assertThat(member.thread().join(Delays.PATIENCE)).isTrue();
    }

    @Test
    void areNotTheSameInAnotherReceive() throws Exception {
        assertWaitsAnew((in, out) -> out.send(in.receive()));
    }

    @Test
    void areNotTheSameInAnotherTurnOfASelector() throws Exception {
        AtomicReference<Selector<Integer>> selector = new AtomicReference<>();
        assertWaitsAnew((in, out) -> {
            if (selector.get() == null) {
                selector.set(selector(receive(in)));
            }
            out.send(selector.get().select());
        });
    }

    @Test
    void untilTheyAre() throws Exception {
        Channel<Integer> channel = chan();
        Members.Member sleeper = start(channel::receive);
        Await.until("it is asleep", this::areAsleepAtOnce);
        channel.send(1);
        assertThat(sleeper.thread().join(Delays.PATIENCE)).isTrue();
    }
}
