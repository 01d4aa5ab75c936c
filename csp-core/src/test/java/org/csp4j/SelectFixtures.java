package org.csp4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.csp4j.Csp.channel;
import static org.csp4j.Csp.receive;
import static org.csp4j.internal.channel.QueueProbe.waitersOf;

import java.util.List;
import java.util.stream.IntStream;

/** What tests of selects share. */
final class SelectFixtures {
    private SelectFixtures() {}

    static void assertNothingRegistered(Object... channels) {
        for (Object channel : channels) {
            assertThat(waitersOf(channel)).as("queued at " + channel).isZero();
        }
    }

    /** A guard, handler or supplier that is not to be asked or run. */
    static <T> T mustNot() {
        throw new AssertionError("this must not happen");
    }

    /** So many cases of one channel. */
    @SuppressWarnings("unchecked")
    static SelectCase<Integer>[] manyReceives(int count, Channel<Integer> channel) {
        return IntStream.range(0, count).mapToObj(_ -> receive(channel)).toArray(SelectCase[]::new);
    }

    /** So many channels that store one element each. */
    static List<Channel<Integer>> stores(int count) {
        return IntStream.range(0, count).mapToObj(_ -> Csp.<Integer>chan(1)).toList();
    }

    /** A case for each channel that returns its element. */
    static SelectCase<Integer>[] receives(List<Channel<Integer>> channels) {
        return array(channels.stream().map(Csp::<Integer>receive).toList());
    }

    @SuppressWarnings("unchecked")
    static <R> SelectCase<R>[] array(List<SelectCase<R>> cases) {
        return cases.toArray(SelectCase[]::new);
    }
}
