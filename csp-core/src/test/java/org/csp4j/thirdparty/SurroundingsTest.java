package org.csp4j.thirdparty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.csp4j.Csp.chan;

import java.util.ArrayList;
import java.util.List;
import org.csp4j.Channel;
import org.csp4j.Fiber;
import org.csp4j.testsupport.Delays;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Thread locals and scoped values. */
class SurroundingsTest extends OneCarrier {
    private static final int ROUNDS = 10;
    private static final ThreadLocal<String> LOCAL = ThreadLocal.withInitial(() -> "initial");
    private static final InheritableThreadLocal<@Nullable String> INHERITABLE = new InheritableThreadLocal<>();
    private static final ScopedValue<String> SCOPED = ScopedValue.newInstance();

    @Test
    void ofThreadLocalsAreEachFibersOwn() throws Exception {
        List<Fiber<String>> asking = new ArrayList<>();
        for (int i = 0; i < MANY; i++) {
            String mine = "of " + i;
            asking.add(async(() -> {
                assertThat(LOCAL.get()).isEqualTo("initial");
                LOCAL.set(mine);
                Thread.yield();
                Thread.sleep(Delays.SHORT);
                return LOCAL.get();
            }));
        }
        for (int i = 0; i < MANY; i++) {
            assertThat(end(asking.get(i))).isEqualTo("of " + i);
        }
    }

    @Test
    void ofInheritableThreadLocalsGoToChildren() throws Exception {
        List<@Nullable String> seen = new ArrayList<>();
        run(() -> {
            INHERITABLE.set("of the fiber");
            Thread.ofVirtual().start(() -> seen.add(INHERITABLE.get())).join();
            Thread.ofVirtual()
                    .inheritInheritableThreadLocals(false)
                    .start(() -> seen.add(INHERITABLE.get()))
                    .join();
        });
        assertThat(seen).containsExactly("of the fiber", null);
        assertThat(call(() -> INHERITABLE.get() == null)).isTrue();
    }

    @Test
    void ofScopedValuesAreEachFibersOwn() throws Exception {
        List<Fiber<String>> asking = new ArrayList<>();
        for (int i = 0; i < MANY; i++) {
            String mine = "of " + i;
            asking.add(async(() -> ScopedValue.where(SCOPED, mine).call(() -> {
                Thread.yield();
                Thread.sleep(Delays.SHORT);
                return SCOPED.get();
            })));
        }
        for (int i = 0; i < MANY; i++) {
            assertThat(end(asking.get(i))).isEqualTo("of " + i);
        }
        assertThat(call(SCOPED::isBound)).isFalse();
    }

    /** What the JDK remembers of scoped values belongs to the carrier, and is kept for a fiber while that is parked. */
    @Test
    void ofScopedValuesAreWhatTheyWereWhenAFiberHasParkedInAChannel() throws Exception {
        List<Channel<Integer>> ring = new ArrayList<>();
        for (int i = 0; i < MANY; i++) {
            ring.add(chan(1));
        }
        List<Fiber<Integer>> asking = new ArrayList<>();
        for (int i = 0; i < MANY; i++) {
            Channel<Integer> before = ring.get(i);
            Channel<Integer> after = ring.get((i + 1) % MANY);
            String mine = "of " + i;
            asking.add(async(
                    i % 2 == 0
                            ? () -> passesOn(before, after, "none")
                            : () -> ScopedValue.where(SCOPED, mine).call(() -> passesOn(before, after, mine))));
        }
        ring.getFirst().send(0);
        for (Fiber<Integer> fiber : asking) {
            assertThat(end(fiber)).isGreaterThan((2 * ROUNDS - 1) * MANY);
        }
    }

    private static int passesOn(Channel<Integer> before, Channel<Integer> after, String mine) throws Exception {
        int token = 0;
        for (int round = 0; round < ROUNDS; round++) {
            token = before.receive() + 1;
            assertThat(SCOPED.orElse("none")).isEqualTo(mine);
            after.send(token);
            String inner = mine + " in round " + round;
            token = ScopedValue.where(SCOPED, inner).call(() -> {
                assertThat(SCOPED.get()).isEqualTo(inner);
                int second = before.receive() + 1;
                assertThat(SCOPED.get()).isEqualTo(inner);
                return second;
            });
            after.send(token);
        }
        return token;
    }
}
