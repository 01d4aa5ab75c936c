package org.csp4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.csp4j.Csp.chan;
import static org.csp4j.Csp.selector;
import static org.csp4j.Csp.send;
import static org.csp4j.Csp.when;

import org.csp4j.testsupport.Crew;
import org.csp4j.testsupport.Setting;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

@ParameterizedClass
@MethodSource("org.csp4j.testsupport.Setting#all")
class SelectorTest {
    @RegisterExtension
    final Crew crew;

    SelectorTest(Setting setting) {
        crew = new Crew(setting);
    }

    final Channel<Integer> store = chan("store", 1);

    @Nested
    class Guards {
        @Test
        void aSendBehindAGuardSendsItsElement() throws Exception {
            try (Selector<String> selector = selector(when(true, send(store, 1, () -> "sent")))) {
                assertThat(crew.<String>call(selector::select)).isEqualTo("sent");
            }
            assertThat(store.receive()).isEqualTo(1);
        }
    }
}
