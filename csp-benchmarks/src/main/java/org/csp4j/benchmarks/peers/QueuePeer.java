package org.csp4j.benchmarks.peers;

import static java.util.Objects.requireNonNull;

import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedTransferQueue;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;

/** The queues of java.util.concurrent, as channels for virtual threads. */
final class QueuePeer extends VirtualThreadPeer {
    private final String name;
    private final IntFunction<Pipe> pipes;

    private QueuePeer(String name, IntFunction<Pipe> pipes) {
        this.name = name;
        this.pipes = pipes;
    }

    /** Rendezvous only. */
    static QueuePeer synchronous() {
        return new QueuePeer("synchronous-queue", capacity -> {
            requireRendezvous(capacity);
            return new QueuePipe(new SynchronousQueue<>());
        });
    }

    /** Rendezvous only. */
    static QueuePeer transfer() {
        return new QueuePeer("transfer-queue", capacity -> {
            requireRendezvous(capacity);
            return new TransferPipe(new LinkedTransferQueue<>());
        });
    }

    /** Buffered, for the most part: workloads that ask for a rendezvous get a capacity of 1. */
    static QueuePeer array() {
        return new QueuePeer("array-queue", capacity -> new QueuePipe(new ArrayBlockingQueue<>(Math.max(1, capacity))));
    }

    private static void requireRendezvous(int capacity) {
        if (capacity != 0) {
            throw new IllegalArgumentException("capacity " + capacity + " of a queue that stores nothing");
        }
    }

    private record QueuePipe(BlockingQueue<Integer> queue) implements Pipe {
        @Override
        public void send(Integer element) throws InterruptedException {
            queue.put(element);
        }

        @Override
        public Integer receive() throws InterruptedException {
            return queue.take();
        }

        @Override
        public Integer receiveWithinASecond() throws InterruptedException {
            return requireNonNull(queue.poll(1, TimeUnit.SECONDS), "no element within a second");
        }
    }

    private record TransferPipe(LinkedTransferQueue<Integer> queue) implements Pipe {
        @Override
        public void send(Integer element) throws InterruptedException {
            queue.transfer(element);
        }

        @Override
        public Integer receive() throws InterruptedException {
            return queue.take();
        }

        @Override
        public Integer receiveWithinASecond() throws InterruptedException {
            return requireNonNull(queue.poll(1, TimeUnit.SECONDS), "no element within a second");
        }
    }

    @Override
    Pipe pipe(int capacity) {
        return pipes.apply(capacity);
    }

    @Override
    public String name() {
        return name;
    }
}
