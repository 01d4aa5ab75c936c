package org.csp4j.patterns.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.csp4j.ReceiveChannel;
import org.csp4j.Received;
import org.csp4j.patterns.NothingIsLeft;
import org.csp4j.testsupport.Crew;
import org.csp4j.testsupport.Party;
import org.csp4j.testsupport.Rounds;
import org.csp4j.testsupport.Setting;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** {@link Latest}: never an old value after a newer one, and always the last. */
@Tag("engine")
@ParameterizedClass(name = "{0}")
@MethodSource("org.csp4j.testsupport.Setting#all")
@ExtendWith(NothingIsLeft.class)
class LatestTest {
    @RegisterExtension
    final Crew crew;

    private final Latest<Integer> latest = Latest.of(0);

    LatestTest(Setting setting) {
        crew = new Crew(setting);
    }

    @Test
    void aWatcherHasTheValueThatThereIsAndThenTheLatest() throws Exception {
        crew.run(() -> {
            ReceiveChannel<Integer> watcher = latest.watch();
            assertThat(watcher.receive()).isZero();
            assertThat(watcher.tryReceive()).isEqualTo(new Received.Empty<>());
            latest.set(1);
            latest.set(2);
            assertThat(latest.get()).isEqualTo(2);
            assertThat(watcher.receive()).isEqualTo(2);
            assertThat(latest.watch().receive()).isEqualTo(2);
        });
    }

    @Test
    void aWatcherThatHasLeftIsForgotten() {
        ReceiveChannel<Integer> leaver = latest.watch();
        ReceiveChannel<Integer> other = latest.watch();
        leaver.cancel();
        assertThat(latest.set(1)).isTrue();
        assertThat(other.tryReceive()).isEqualTo(new Received.Value<>(1));
    }

    @Test
    void closedItGivesItsLastValueAndThenTheEnd() throws Exception {
        IOException cause = new IOException("no more");
        ReceiveChannel<Integer> early = latest.watch();
        latest.set(1);
        latest.close(cause);
        latest.close();
        assertThat(latest.set(2)).isFalse();
        assertThat(latest.get()).isEqualTo(1);
        crew.run(() -> {
            for (ReceiveChannel<Integer> watcher : List.of(early, latest.watch())) {
                assertThat(watcher.receive()).isEqualTo(1);
                assertThatThrownBy(watcher::receive).hasCause(cause);
            }
        });
    }

    @Test
    void refusesNulls() {
        assertThatNullPointerException().isThrownBy(() -> Latest.of(null));
        assertThatNullPointerException().isThrownBy(() -> latest.set(null));
        assertThatNullPointerException().isThrownBy(() -> latest.close(null));
    }

    /** Several set and several watch: no watcher sees what one has set out of its order, and all see the same last. */
    @Test
    void allWatchersSeeOneOrderAndTheLast() throws Exception {
        int setters = 3;
        int each = 50;
        for (int round = 0; round < Rounds.of(200); round++) {
            Latest<Integer> raced = Latest.of(-1);
            List<Party<Integer>> watching = new ArrayList<>();
            for (int w = 0; w < 3; w++) {
                watching.add(crew.start(() -> {
                    int[] last = {-1, -1, -1}; // of each who sets
                    int latest = -1;
                    for (int value : raced.watch()) {
                        if (value >= 0) {
                            assertThat(value).isGreaterThan(last[value % setters]);
                            last[value % setters] = value;
                        }
                        latest = value;
                    }
                    return latest;
                }));
            }
            List<Party<Void>> setting = new ArrayList<>();
            for (int s = 0; s < setters; s++) {
                int setter = s;
                setting.add(crew.start(() -> {
                    for (int i = 0; i < each; i++) {
                        raced.set(i * setters + setter);
                    }
                }));
            }
            for (Party<Void> setter : setting) {
                setter.join();
            }
            raced.close();
            for (Party<Integer> watcher : watching) {
                assertThat(watcher.result()).isEqualTo(raced.get());
            }
        }
    }
}
