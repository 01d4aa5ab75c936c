package org.csp4j.examples.snippets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.csp4j.Csp.async;

import java.io.IOException;
import org.csp4j.ContextCapture;
import org.csp4j.Fiber;
import org.csp4j.Scope;
import org.junit.jupiter.api.Test;
import org.slf4j.MDC;

/** {@link MdcCapture}, with contexts that only it carries; each test has a thread of its own. */
class MdcCaptureTest {
    private static final String KEY = "request";

    @Test
    void fibersHaveTheContextOfWhoStartsThem() throws Exception {
        MDC.put(KEY, "of the opener");
        try (Scope scope = Scope.builder().capture(new MdcCapture()).open()) {
            Fiber<String> child = scope.async(() -> {
                String inherited = MDC.get(KEY);
                MDC.put(KEY, "of the child");
                return inherited + ", " + async(() -> MDC.get(KEY)).result();
            });
            assertThat(child.result()).isEqualTo("of the opener, of the child");
            MDC.put(KEY, "another");
            assertThat(scope.async(() -> MDC.get(KEY)).result()).isEqualTo("another");
            assertThat(scope.<String>async(() -> MDC.get("no key")).result()).isNull();
        }
        assertThat(MDC.get(KEY)).isEqualTo("another");
    }

    @Test
    void withoutItTheyHaveNone() throws Exception {
        MDC.put(KEY, "of the opener");
        try (Scope scope = Scope.open()) {
            assertThat(scope.<String>async(() -> MDC.get(KEY)).result()).isNull();
        }
    }

    @Test
    void putsBackWhatWasThere() {
        MDC.put(KEY, "of the opener");
        ContextCapture.Captured captured = new MdcCapture().capture();
        MDC.put(KEY, "there");
        assertThatThrownBy(() -> captured.around(() -> {
                    assertThat(MDC.get(KEY)).isEqualTo("of the opener");
                    throw new IOException("leaves");
                }))
                .hasMessage("leaves");
        assertThat(MDC.get(KEY)).isEqualTo("there");
    }
}
