package org.csp4j.internal.channel;

import java.util.ArrayList;
import java.util.List;
import org.csp4j.internal.park.WaitQueue;
import org.csp4j.internal.park.Waiter;
import org.csp4j.internal.park.WaiterProbe;
import org.csp4j.internal.select.SelectableView;

/** Looks into the queues of a channel on which nobody is at work. */
public final class QueueProbe {
    private QueueProbe() {}

    /** How many operations and cases of selects are queued at a channel, or at the channel behind a view. */
    public static int waitersOf(Object channel) {
        return threadsAt(channel).size();
    }

    /** Whose they are, in the order of their arrival: those who receive, then those who send. */
    public static List<Thread> threadsAt(Object channel) {
        ReceiveEnd<?> end = (ReceiveEnd<?>) ((SelectableView) channel).selectable();
        end.size(); // takes the lock: what others have done here is seen
        List<Thread> threads = new ArrayList<>();
        collect(end.receivers, threads);
        if (end.senders() != null) {
            collect(end.senders(), threads);
        }
        return threads;
    }

    private static void collect(WaitQueue queue, List<Thread> threads) {
        for (Waiter waiter = queue.first(); waiter != null; waiter = queue.after(waiter)) {
            threads.add(WaiterProbe.threadOf(waiter));
        }
    }
}
