package org.csp4j.benchmarks.suite;

import static org.csp4j.Csp.chan;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.csp4j.Channel;
import org.csp4j.Fiber;
import org.csp4j.Received;
import org.csp4j.Scheduler;
import org.openjdk.jol.info.GraphLayout;

/**
 * Of which objects a parked fiber consists, as JOL sees them: what is reachable with many of them, less what is with one. How
 * much of a stack its chunk has kept JOL cannot see; ParkedMemory measures the whole.
 */
final class Footprint {
    private static final int FIBERS = 1_000;

    private Footprint() {}

    /** What a class takes. */
    record Share(double objects, double bytes) {}

    /** By the name of the class, those of which each fiber has some. */
    static Map<String, Share> ofParkedFiber() throws InterruptedException {
        System.setProperty("jol.magicFieldOffset", "true"); // for the fields of hidden classes, which lambdas are
        Scheduler scheduler = Scheduler.builder().build();
        Channel<Integer> never = chan();
        List<Fiber<?>> fibers = new ArrayList<>();
        GraphLayout one = withParked(1, fibers, scheduler, never);
        GraphLayout many = withParked(1 + FIBERS, fibers, scheduler, never);
        Map<String, Share> shares = new TreeMap<>();
        for (Class<?> type : many.getClasses()) {
            double objects =
                    many.getClassCounts().count(type) - one.getClassCounts().count(type);
            double bytes =
                    many.getClassSizes().count(type) - one.getClassSizes().count(type);
            if (objects >= FIBERS) {
                shares.merge(nameOf(type), new Share(objects / FIBERS, bytes / FIBERS), Footprint::sum);
            }
        }
        never.cancel();
        scheduler.close(Duration.ofSeconds(10));
        return shares;
    }

    private static GraphLayout withParked(int count, List<Fiber<?>> fibers, Scheduler scheduler, Channel<Integer> never)
            throws InterruptedException {
        while (fibers.size() < count) {
            fibers.add(scheduler.go(() -> {
                if (never.receiveOrClosed() instanceof Received.Value) {
                    throw new IllegalStateException("nobody sends");
                }
            }));
        }
        while (scheduler.stats().parked() < count) {
            Thread.onSpinWait();
        }
        return GraphLayout.parseInstance(never, fibers);
    }

    private static Share sum(Share a, Share b) {
        return new Share(a.objects + b.objects, a.bytes + b.bytes);
    }

    private static String nameOf(Class<?> type) {
        return type.isHidden() ? type.getName().substring(0, type.getName().indexOf('/')) : type.getTypeName();
    }

    static void print() throws InterruptedException {
        Table table = new Table(List.of("class", "objects", "bytes"));
        ofParkedFiber()
                .forEach((name, share) ->
                        table.row(List.of("`" + name + "`", Table.number(share.objects), Table.number(share.bytes))));
        System.out.print(table);
    }
}
