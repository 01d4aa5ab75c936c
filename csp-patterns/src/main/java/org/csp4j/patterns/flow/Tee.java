package org.csp4j.patterns.flow;

import java.util.List;
import org.csp4j.ReceiveChannel;
import org.csp4j.patterns.internal.Args;
import org.csp4j.patterns.internal.Outlets;
import org.csp4j.patterns.internal.Stage;

/**
 * Passes each element of a source on to several receivers.
 *
 * {@snippet file="org/csp4j/examples/snippets/FlowSnippets.java" region="tee"}
 *
 * <p>All receive the same elements in the same order. The next element is taken when all have received the one before, whichever
 * comes first: the slowest says how fast it goes, and one may wait for another as long as that does not go on without it for
 * more than one element. Where that is not wanted, put a {@linkplain Pipeline#buffer buffer} behind.
 *
 * <p>When the source ends, all channels close, with its cause if it has failed. A receiver that {@linkplain ReceiveChannel#cancel()
 * cancels} its channel is left out from then on; when the last has, the source is cancelled.
 *
 * <p>Costs a fiber, and O(receivers) an element.
 */
public final class Tee {
    private Tee() {}

    /**
     * Starts a stage with so many ways out.
     *
     * @throws IllegalArgumentException if the number is not positive
     */
    public static <T> List<ReceiveChannel<T>> of(ReceiveChannel<? extends T> source, int receivers) {
        Outlets<T> outs = new Outlets<>("tee", Args.positive("receivers", receivers));
        Stage.start("tee", List.of(Stage.Source.of(source)), outs.all(), () -> run(source, outs));
        return outs.receivers();
    }

    private static <T> void run(ReceiveChannel<? extends T> source, Outlets<T> outs) throws InterruptedException {
        for (T element = outs.next(source); element != null; element = outs.next(source)) {
            outs.sendToAll(element);
        }
    }
}
