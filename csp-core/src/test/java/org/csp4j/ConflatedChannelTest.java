package org.csp4j;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Nested;

class ConflatedChannelTest extends ChannelContract {
    ConflatedChannelTest(ChannelSubject subject) {
        super(subject);
    }

    static Stream<ChannelSubject> subjects() {
        return ChannelSubject.of(ChannelKind.CONFLATED);
    }

    @Nested
    class Overflowing extends OverflowContract {
        Overflowing() {
            super(subject);
        }

        @Override
        List<Integer> keptOf(int count) {
            return List.of(count);
        }
    }
}
