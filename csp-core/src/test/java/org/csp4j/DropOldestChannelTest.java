package org.csp4j;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Nested;

class DropOldestChannelTest extends ChannelContract {
    DropOldestChannelTest(ChannelSubject subject) {
        super(subject);
    }

    static Stream<ChannelSubject> subjects() {
        return ChannelSubject.of(ChannelKind.DROP_OLDEST);
    }

    @Nested
    class Overflowing extends OverflowContract {
        Overflowing() {
            super(subject);
        }

        @Override
        List<Integer> keptOf(int count) {
            return numbers(count).subList(count - kind.capacity(), count);
        }
    }
}
