package org.csp4j.internal.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import org.csp4j.Csp;
import org.csp4j.Scheduler;
import org.csp4j.Scope;
import org.csp4j.internal.fiber.FiberGroup;
import org.csp4j.testsupport.Setting;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** What group a run or a scope was opened in. */
@Tag("engine")
@ParameterizedClass(name = "{0}")
@MethodSource("org.csp4j.testsupport.Setting#fibers")
class GroupTreeTest {
    private final Scheduler scheduler;

    GroupTreeTest(Setting setting) {
        this.scheduler = setting.engine().builder().build();
    }

    @AfterEach
    void close() {
        scheduler.close();
    }

    private static FiberGroup own() {
        return RuntimeFiber.current().group();
    }

    @Test
    void aRunKnowsTheRunOfItsCaller() throws Exception {
        scheduler.run(() -> {
            FiberGroup outer = own();
            assertThat(outer.outer()).isNull();
            Csp.run(() -> {
                assertThat(own()).isNotSameAs(outer);
                assertThat(own().outer()).isSameAs(outer);
            });
        });
    }

    @Test
    void aScopeKnowsTheGroupOfItsOpener() throws Exception {
        scheduler.run(() -> {
            FiberGroup outer = own();
            try (Scope scope = Scope.open()) {
                scope.go(() -> assertThat(own().outer()).isSameAs(outer));
                scope.join();
            }
        });
    }
}
