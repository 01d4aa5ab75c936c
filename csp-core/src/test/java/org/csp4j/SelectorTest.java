package org.csp4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.csp4j.Csp.chan;
import static org.csp4j.Csp.orElse;
import static org.csp4j.Csp.receive;
import static org.csp4j.Csp.selector;
import static org.csp4j.Csp.send;
import static org.csp4j.Csp.timeout;
import static org.csp4j.Csp.when;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.csp4j.testsupport.Crew;
import org.csp4j.testsupport.Delays;
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

    final Channel<Integer> rendezvous = chan("rendezvous");
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

        @Test
        void areAskedOnceInEachTurnInTheirOrderBeforeAnythingIsLookedAt() throws Exception {
            List<String> asked = new ArrayList<>();
            try (Selector<Integer> selector = selector(
                    when(() -> asked.add("receive"), receive(store)),
                    when(() -> asked.add("timeout"), timeout(Duration.ZERO, () -> 0)),
                    when(() -> asked.add("orElse"), orElse(() -> 0)),
                    when(() -> asked.add("send"), send(rendezvous, 1, () -> 0)))) {
                store.send(1);
                assertThat(crew.<Integer>call(selector::select)).isEqualTo(1);
                assertThat(asked).containsExactly("receive", "timeout", "orElse", "send");
                asked.clear();
                assertThat(crew.<Integer>call(selector::select)).isEqualTo(0);
                assertThat(asked).containsExactly("receive", "timeout", "orElse", "send");
            }
        }

        @Test
        void switchDefaultAndTimeoutFromTurnToTurn() throws Exception {
            AtomicBoolean isPatient = new AtomicBoolean();
            try (Selector<String> selector = selector(
                    receive(rendezvous, v -> "received " + v),
                    when(isPatient::get, timeout(Delays.SHORT, () -> "timed out")),
                    when(() -> !isPatient.get(), orElse(() -> "nothing")))) {
                assertThat(crew.<String>call(selector::select)).isEqualTo("nothing");
                isPatient.set(true);
                assertThat(crew.<String>call(selector::select)).isEqualTo("timed out");
                isPatient.set(false);
                assertThat(crew.<String>call(selector::select)).isEqualTo("nothing");
            }
        }
    }
}
