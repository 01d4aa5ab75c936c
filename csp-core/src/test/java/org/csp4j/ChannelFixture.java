package org.csp4j;

import static org.csp4j.diagnostics.WaitReason.Kind.RECEIVE;
import static org.csp4j.diagnostics.WaitReason.Kind.SEND;
import static org.csp4j.testsupport.Await.await;

import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.csp4j.testsupport.Crew;
import org.csp4j.testsupport.Party;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A new channel for each test, its ends, and the threads that use them. */
abstract class ChannelFixture {
    static final String NAME = "numbers";

    final ChannelKind kind;

    @RegisterExtension
    final Crew crew;

    final Queue<Integer> undelivered = new ConcurrentLinkedQueue<>();
    final Channel<Integer> channel;
    final SendChannel<Integer> in;
    final ReceiveChannel<Integer> out;

    ChannelFixture(ChannelSubject subject) {
        kind = subject.kind();
        crew = new Crew(subject.setting());
        channel = kind.builder().name(NAME).build(undelivered::add);
        in = subject.isThroughViews() ? channel.sendOnly() : channel;
        out = subject.isThroughViews() ? channel.receiveOnly() : channel;
    }

    /** The numbers from 1 on. */
    static List<Integer> numbers(int count) {
        List<Integer> numbers = new ArrayList<>();
        for (int i = 1; i <= count; i++) {
            numbers.add(i);
        }
        return numbers;
    }

    /** Stores as many numbers as there is room for, from 1 on, and returns them. */
    final List<Integer> fill() {
        List<Integer> stored = numbers(kind.storable());
        stored.forEach(in::trySend);
        return stored;
    }

    /**
     * Makes numbers from 1 on receivable without waiting: stores those that there is room for, and has a sender wait with each
     * of the others, if the senders of this channel wait. Returns those that can be received, in their order.
     */
    final List<Integer> supply(int count) {
        List<Integer> supplied = numbers(count);
        if (!kind.isLossless()) {
            supplied = numbers(Math.min(count, kind.capacity()));
        }
        for (int number : supplied) {
            if (number <= kind.capacity()) {
                in.trySend(number);
            } else {
                parkedSender(number);
            }
        }
        return supplied;
    }

    /** A sender that waits with this element. */
    final Party<Void> parkedSender(int element) {
        Party<Void> sender = crew.start(() -> in.send(element));
        await(sender).toPark(SEND);
        return sender;
    }

    /** A receiver that waits. */
    final Party<Integer> parkedReceiver() {
        Party<Integer> receiver = crew.start(() -> out.receive());
        await(receiver).toPark(RECEIVE);
        return receiver;
    }

    /** Receives what there is without waiting. */
    final List<Integer> rest() {
        List<Integer> rest = new ArrayList<>();
        while (out.tryReceive() instanceof Received.Value<Integer>(Integer element)) {
            rest.add(element);
        }
        return rest;
    }
}
