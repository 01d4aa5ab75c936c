package org.csp4j.internal.select;

import static org.assertj.core.api.Assertions.assertThat;

import org.csp4j.SelectCase;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Selects with a source that has an element, and does not look like that: it has come just now. */
class OneShotSelectTest {
    private final SourceProbe unlikely = new SourceProbe("unlikely");
    private final SourceProbe other = new SourceProbe("other");

    @BeforeEach
    void deliver() {
        unlikely.looksReceivable = false;
        unlikely.deliver("of the unlikely one");
    }

    private static SelectCase<Object> from(SourceProbe source) {
        return new ReceiveCase<>(source, element -> element, null);
    }

    private static SelectCase<Object> orElse() {
        return new DefaultCase<>(() -> "default");
    }

    @SafeVarargs
    private static Object select(int[] tierEnds, SelectCase<Object>... cases) throws InterruptedException {
        return OneShotSelect.select(cases, tierEnds);
    }

    @Test
    void itIsTakenBeforeTheSelectWaits() throws Exception {
        assertThat(select(new int[] {2}, from(other), from(unlikely))).isEqualTo("of the unlikely one");
    }

    @Test
    void itComesBeforeWhatIsReadyInATierAfterIt() throws Exception {
        other.deliver("of the other");
        assertThat(select(new int[] {1, 2}, from(unlikely), from(other))).isEqualTo("of the unlikely one");
    }

    @Test
    void itComesBeforeADefault() throws Exception {
        assertThat(select(new int[] {2}, from(unlikely), orElse())).isEqualTo("of the unlikely one");
        assertThat(select(new int[] {2}, from(unlikely), orElse())).isEqualTo("default");
    }

    @Test
    void itComesBeforeADefaultAmongOthers() throws Exception {
        assertThat(select(new int[] {3}, from(other), from(unlikely), orElse())).isEqualTo("of the unlikely one");
        assertThat(select(new int[] {3}, from(other), from(unlikely), orElse())).isEqualTo("default");
    }
}
