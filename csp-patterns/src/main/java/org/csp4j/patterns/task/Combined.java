package org.csp4j.patterns.task;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** Futures that are made of others, and settled by hooks of those: they need no fiber. */
final class Combined {
    private Combined() {}

    static <T> CspFuture<List<T>> all(List<? extends CspFuture<? extends T>> futures) {
        CspFuture<List<T>> all = new CspFuture<>("all");
        AtomicInteger missing = new AtomicInteger(futures.size());
        for (CspFuture<? extends T> future : futures) {
            future.onSettled(what -> {
                switch (what) {
                    case Settled.Success<? extends T> _ -> {
                        if (missing.decrementAndGet() == 0) {
                            all.settle(new Settled.Success<>(valuesOf(futures)));
                        }
                    }
                    case Settled.Failure<? extends T>(var cause) -> all.settle(new Settled.Failure<>(cause));
                    case Settled.Cancelled<? extends T>(var cause) -> all.settle(new Settled.Cancelled<>(cause));
                }
            });
        }
        if (futures.isEmpty()) {
            all.settle(new Settled.Success<>(List.of()));
        }
        return cancelling(all, futures);
    }

    private static <T> List<T> valuesOf(List<? extends CspFuture<? extends T>> futures) {
        List<T> values = new ArrayList<>(futures.size());
        for (CspFuture<? extends T> future : futures) {
            if (future.poll().orElseThrow() instanceof Settled.Success<? extends T>(var value)) {
                values.add(value);
            }
        }
        return List.copyOf(values);
    }

    static <T> CspFuture<T> any(List<? extends CspFuture<? extends T>> futures) {
        CspFuture<T> any = new CspFuture<>("any");
        futures.forEach(future -> future.onSettled(what -> any.settle(widened(what))));
        return cancelling(any, futures);
    }

    static <T> CspFuture<T> firstSuccess(List<? extends CspFuture<? extends T>> futures) {
        CspFuture<T> first = new CspFuture<>("first-success");
        AtomicInteger missing = new AtomicInteger(futures.size());
        for (CspFuture<? extends T> future : futures) {
            future.onSettled(what -> {
                if (what.isSuccess()) {
                    first.settle(widened(what));
                } else if (missing.decrementAndGet() == 0) {
                    first.settle(new Settled.Failure<>(NoSuccessException.of(futures)));
                }
            });
        }
        return cancelling(first, futures);
    }

    private static <T> Settled<T> widened(Settled<? extends T> what) {
        return switch (what) {
            case Settled.Success<? extends T>(var value) -> new Settled.Success<>(value);
            case Settled.Failure<? extends T>(var cause) -> new Settled.Failure<>(cause);
            case Settled.Cancelled<? extends T>(var cause) -> new Settled.Cancelled<>(cause);
        };
    }

    private static <T> CspFuture<T> cancelling(CspFuture<T> made, List<? extends CspFuture<?>> others) {
        made.onSettled(_ -> others.forEach(CspFuture::cancel));
        return made;
    }
}
