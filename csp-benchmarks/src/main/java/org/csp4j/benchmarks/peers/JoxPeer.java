package org.csp4j.benchmarks.peers;

import com.softwaremill.jox.Channel;
import com.softwaremill.jox.Select;
import com.softwaremill.jox.SelectClause;
import java.time.Duration;
import java.util.List;

/** Jox: channels for the JDK's virtual threads. */
final class JoxPeer extends VirtualThreadPeer {
    private static final Duration SECOND = Duration.ofSeconds(1);

    private record JoxPipe(Channel<Integer> channel) implements Pipe {
        @Override
        public void send(Integer element) throws InterruptedException {
            channel.send(element);
        }

        @Override
        public Integer receive() throws InterruptedException {
            return channel.receive();
        }

        @Override
        public Integer receiveWithinASecond() throws Exception {
            return Select.selectWithin(SECOND, channel.receiveClause());
        }
    }

    @Override
    Pipe pipe(int capacity) {
        return new JoxPipe(capacity == 0 ? Channel.newRendezvousChannel() : Channel.newBufferedChannel(capacity));
    }

    @Override
    @SuppressWarnings({"unchecked", "rawtypes"}) // an array of a generic type
    Choice choice(List<Pipe> pipes) {
        SelectClause<Integer>[] clauses = pipes.stream()
                .map(pipe -> ((JoxPipe) pipe).channel.receiveClause())
                .toArray(SelectClause[]::new);
        return () -> Select.select(clauses);
    }

    @Override
    public void selectWithTimeout(int elements) throws Exception {
        inFiber(() -> {
            Channel<Integer> channel = Channel.newBufferedChannel(1);
            for (int i = 0; i < elements; i++) {
                channel.send(1);
                Select.selectWithin(SECOND, channel.receiveClause());
            }
        });
    }

    @Override
    public String name() {
        return "jox";
    }
}
