package org.csp4j.thirdparty;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.csp4j.Fiber;
import org.csp4j.testsupport.Delays;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Thread locals and scoped values. */
class SurroundingsTest extends OneCarrier {
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
}
