package org.csp4j;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Nested;

class DropNewestChannelTest extends ChannelContract {
    DropNewestChannelTest(ChannelSubject subject) {
        super(subject);
    }

    static Stream<ChannelSubject> subjects() {
        return ChannelSubject.of(ChannelKind.DROP_NEWEST);
    }

    @Nested
    class Overflowing extends OverflowContract {
        Overflowing() {
            super(subject);
        }

        @Override
        List<Integer> keptOf(int count) {
            return numbers(kind.capacity());
        }
    }
}
