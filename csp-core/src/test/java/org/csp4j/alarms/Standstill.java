package org.csp4j.alarms;

import static org.csp4j.Csp.chan;
import static org.csp4j.Csp.go;
import static org.csp4j.Csp.never;
import static org.csp4j.Csp.receive;
import static org.csp4j.Csp.select;
import static org.csp4j.Csp.send;

import org.csp4j.Channel;
import org.csp4j.Csp;
import org.csp4j.Scope;
import org.csp4j.Sent;

/** Ways in which all fibers of a run wait for one element on a channel, or for its end: in waits that only others can end. */
enum Standstill {
    RECEIVE {
        @Override
        void await(Channel<Integer> channel) throws Exception {
            channel.receive();
        }
    },
    SEND {
        @Override
        void await(Channel<Integer> channel) throws Exception {
            channel.sendOrClosed(2);
        }

        @Override
        void end(Channel<Integer> channel) {
            channel.cancel();
        }
    },
    SELECT {
        @Override
        void await(Channel<Integer> channel) throws Exception {
            select(receive(channel, _ -> 1), receive(never(), _ -> 2), send(chan(), 3, () -> 3));
        }
    },
    ITERATION {
        @Override
        void await(Channel<Integer> channel) {
            channel.forEach(_ -> {});
        }

        @Override
        void end(Channel<Integer> channel) throws Exception {
            channel.send(1);
            channel.close();
        }
    },
    JOIN {
        @Override
        void await(Channel<Integer> channel) throws Exception {
            go(channel::receive).join();
        }
    },
    CHAIN {
        @Override
        void await(Channel<Integer> channel) throws Exception {
            Channel<Integer> inner = chan();
            go(() -> inner.send(channel.receive()));
            inner.receive();
        }
    },
    SCOPE {
        @Override
        void await(Channel<Integer> channel) throws Exception {
            awaitIn(Scope.open(), channel);
        }
    },
    SCOPE_THAT_IS_WATCHED {
        @Override
        void await(Channel<Integer> channel) throws Exception {
            awaitIn(Scope.builder().detectDeadlocks(true).open(), channel);
        }
    },
    SCOPE_WHOSE_OPENER_RECEIVES {
        @Override
        void await(Channel<Integer> channel) throws Exception {
            try (Scope scope = Scope.builder().detectDeadlocks(true).open()) {
                scope.go(() -> never().receive());
                channel.receive();
            }
        }
    },
    RUN {
        @Override
        void await(Channel<Integer> channel) throws Exception {
            Csp.run(channel::receive);
        }
    },
    RUN_BESIDE_ANOTHER_FIBER {
        @Override
        void await(Channel<Integer> channel) throws Exception {
            Channel<Integer> ended = chan();
            go(() -> {
                Csp.run(channel::receive);
                ended.close();
            });
            ended.receiveOrClosed();
        }
    };

    /** Waits until somebody ends that. */
    abstract void await(Channel<Integer> channel) throws Exception;

    /** Ends it; by whomever. */
    void end(Channel<Integer> channel) throws Exception {
        if (!(channel.sendOrClosed(1) instanceof Sent.Ok)) {
            throw new AssertionError("nobody waits any more");
        }
    }

    /** Whether the channel is closed afterwards. */
    final boolean spoils() {
        return this == SEND || this == ITERATION;
    }

    private static void awaitIn(Scope open, Channel<Integer> channel) throws InterruptedException {
        try (Scope scope = open) {
            scope.go(channel::receive);
            scope.join();
        }
    }
}
