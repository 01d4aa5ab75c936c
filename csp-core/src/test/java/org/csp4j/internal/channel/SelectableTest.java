package org.csp4j.internal.channel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.csp4j.Csp.chan;
import static org.csp4j.Csp.timer;
import static org.csp4j.Csp.unbounded;

import java.time.Duration;
import org.csp4j.internal.select.Selectable;
import org.csp4j.internal.select.SelectableView;
import org.junit.jupiter.api.Test;

class SelectableTest {
    @Test
    void onlyAChannelWithoutAStoreIsARendezvous() {
        assertThat(of(chan()).isRendezvous()).isTrue();
        assertThat(of(chan(1)).isRendezvous()).isFalse();
        assertThat(of(unbounded()).isRendezvous()).isFalse();
        assertThat(of(timer(Duration.ofHours(1))).isRendezvous()).isFalse();
    }

    private static Selectable of(Object channel) {
        return ((SelectableView) channel).selectable();
    }
}
