package org.csp4j.patterns.flow;

import static java.util.Comparator.naturalOrder;

import java.util.List;
import org.csp4j.ReceiveChannel;
import org.csp4j.testsupport.Delays;

/** Every stage, as one that passes whole numbers on as they are. */
enum StageKind {
    MAP {
        @Override
        ReceiveChannel<Integer> behind(ReceiveChannel<Integer> source) {
            return Pipeline.from(source).map(n -> n).toChannel();
        }
    },
    STEPS {
        @Override
        ReceiveChannel<Integer> behind(ReceiveChannel<Integer> source) {
            return Pipeline.from(source)
                    .filter(_ -> true)
                    .flatMap(List::of)
                    .takeWhile(_ -> true)
                    .take(Integer.MAX_VALUE)
                    .undelivered(_ -> {})
                    .toChannel();
        }
    },
    ORDERED {
        @Override
        ReceiveChannel<Integer> behind(ReceiveChannel<Integer> source) {
            return ParallelStage.ordered(source, IN_FLIGHT, n -> n);
        }
    },
    UNORDERED(false) {
        @Override
        ReceiveChannel<Integer> behind(ReceiveChannel<Integer> source) {
            return ParallelStage.unordered(source, IN_FLIGHT, n -> n);
        }
    },
    BATCHES {
        @Override
        ReceiveChannel<Integer> behind(ReceiveChannel<Integer> source) {
            return Pipeline.from(Batcher.batches(source, 1))
                    .flatMap(batch -> batch)
                    .toChannel();
        }
    },
    TIMED_BATCHES {
        @Override
        ReceiveChannel<Integer> behind(ReceiveChannel<Integer> source) {
            return Pipeline.from(Batcher.batches(source, IN_FLIGHT, Delays.SHORT))
                    .flatMap(batch -> batch)
                    .toChannel();
        }
    },
    BUFFER {
        @Override
        ReceiveChannel<Integer> behind(ReceiveChannel<Integer> source) {
            return Buffer.of(source, IN_FLIGHT);
        }
    },
    TEE {
        @Override
        ReceiveChannel<Integer> behind(ReceiveChannel<Integer> source) {
            return Tee.<Integer>of(source, 1).getFirst();
        }
    },
    FAN_OUT_IN_TURN {
        @Override
        ReceiveChannel<Integer> behind(ReceiveChannel<Integer> source) {
            return FanOut.<Integer>roundRobin(source, 1).getFirst();
        }
    },
    FAN_OUT_BY_KEY {
        @Override
        ReceiveChannel<Integer> behind(ReceiveChannel<Integer> source) {
            return FanOut.<Integer>byKey(source, 1, n -> n).getFirst();
        }
    },
    ORDERED_MERGE {
        @Override
        ReceiveChannel<Integer> behind(ReceiveChannel<Integer> source) {
            return OrderedMerge.of(naturalOrder(), List.of(source));
        }
    },
    MULTIPLEXER {
        @Override
        ReceiveChannel<Integer> behind(ReceiveChannel<Integer> source) {
            try (Multiplexer<Integer> multiplexer = Multiplexer.open()) {
                if (!multiplexer.add(source)) {
                    source.cancel(); // it is still ours
                }
                return multiplexer.channel();
            }
        }
    },
    FILTER_CHAIN {
        @Override
        ReceiveChannel<Integer> behind(ReceiveChannel<Integer> source) {
            return FilterChain.of(source).append(_ -> true).append(_ -> true).end();
        }
    },
    A_LONG_PIPELINE(false) {
        @Override
        ReceiveChannel<Integer> behind(ReceiveChannel<Integer> source) {
            return Pipeline.from(source)
                    .map(n -> n + 1)
                    .buffer(2)
                    .parallelUnordered(2, n -> n * 2)
                    .batch(2, Delays.SHORT)
                    .flatMap(batch -> batch)
                    .parallel(2, n -> n / 2 - 1)
                    .toChannel();
        }
    };

    private static final int IN_FLIGHT = 4;

    private final boolean keepsOrder;

    StageKind() {
        this(true);
    }

    StageKind(boolean keepsOrder) {
        this.keepsOrder = keepsOrder;
    }

    /** Starts it behind a source. */
    abstract ReceiveChannel<Integer> behind(ReceiveChannel<Integer> source);

    boolean keepsOrder() {
        return keepsOrder;
    }
}
