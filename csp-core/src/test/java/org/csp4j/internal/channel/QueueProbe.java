package org.csp4j.internal.channel;

import org.csp4j.internal.park.WaitQueue;
import org.csp4j.internal.park.Waiter;
import org.csp4j.internal.select.SelectableView;

/** Looks into the queues of a channel on which nobody is at work. */
public final class QueueProbe {
    private QueueProbe() {}

    /** How many operations and cases of selects are queued at a channel, or at the channel behind a view. */
    public static int waitersOf(Object channel) {
        ReceiveEnd<?> end = (ReceiveEnd<?>) ((SelectableView) channel).selectable();
        end.size(); // takes the lock: what others have done here is seen
        return count(end.receivers) + count(end.senders());
    }

    private static int count(WaitQueue queue) {
        int count = 0;
        for (Waiter waiter = queue.first(); waiter != null; waiter = WaitQueue.after(waiter)) {
            count++;
        }
        return count;
    }
}
