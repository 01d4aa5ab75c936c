package org.csp4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.csp4j.diagnostics.WaitReason.Kind.RECEIVE;
import static org.csp4j.testsupport.Await.assertFinishes;
import static org.csp4j.testsupport.Await.await;

import java.util.ArrayList;
import java.util.List;
import org.csp4j.testsupport.Caller;
import org.csp4j.testsupport.Party;
import org.junit.jupiter.api.Test;

abstract class SendingContract extends ChannelFixture {
    SendingContract(ChannelSubject subject) {
        super(subject);
    }

    @Test
    void sendHandsTheElementToAWaitingReceiver() throws Exception {
        Party<Integer> receiver = parkedReceiver();
        crew.run(() -> in.send(7));
        assertThat(receiver.result()).isEqualTo(7);
        assertThat(out.size()).isZero();
    }

    @Test
    void anElementThatIsSentIsReceivedOnce() throws Exception {
        Party<Void> sender = crew.start(() -> in.send(7));
        assertThat(crew.call(() -> out.receive())).isEqualTo(7);
        assertFinishes(sender);
        assertThat(out.tryReceive()).isEqualTo(new Received.Empty<>());
    }

    @Test
    void elementsAreReceivedInTheOrderInWhichTheyWereSent() throws Exception {
        int count = 1_000;
        Party<Void> sender = crew.start(() -> {
            for (int number : numbers(count)) {
                in.send(number);
            }
            in.close();
        });
        List<Integer> received = new ArrayList<>();
        crew.run(() -> out.forEach(received::add));
        assertFinishes(sender);
        if (kind.isLossless()) {
            assertThat(received).isEqualTo(numbers(count));
        } else {
            assertThat(received).isSorted().doesNotHaveDuplicates();
        }
    }

    @Test
    void eachElementOfManySendersReachesOneOfManyReceivers() throws Exception {
        int senders = 4;
        int each = 500;
        List<Party<Void>> sending = new ArrayList<>();
        List<Party<List<Integer>>> receiving = new ArrayList<>();
        for (int i = 0; i < senders; i++) {
            int first = i * each;
            receiving.add(crew.start(() -> {
                List<Integer> received = new ArrayList<>();
                out.forEach(received::add);
                return received;
            }));
            sending.add(crew.start(() -> {
                for (int number : numbers(each)) {
                    in.send(first + number);
                }
            }));
        }
        for (Party<Void> sender : sending) {
            sender.join();
        }
        in.close();
        List<Integer> arrived = new ArrayList<>(undelivered);
        for (Party<List<Integer>> receiver : receiving) {
            arrived.addAll(receiver.result());
        }
        assertThat(undelivered).hasSize((int) channel.droppedCount());
        assertThat(arrived).containsExactlyInAnyOrderElementsOf(numbers(senders * each));
    }

    @Test
    void callersOfAnyKindMeet() throws Exception {
        for (Caller sends : Caller.values()) {
            for (Caller receives : Caller.values()) {
                Party<Integer> receiver = crew.start(receives, () -> out.receive());
                await(receiver).toPark(RECEIVE);
                assertFinishes(crew.start(sends, () -> in.send(7)));
                assertThat(receiver.result()).isEqualTo(7);
            }
        }
    }

    @Test
    void sendOnAClosedChannelFailsAndTheElementIsNotDelivered() throws Exception {
        in.close();
        assertThatThrownBy(() -> crew.run(() -> in.send(7))).isExactlyInstanceOf(ChannelClosedException.class);
        assertThat(out.tryReceive()).isEqualTo(new Received.Closed<>(null));
        assertThat(undelivered).isEmpty();
    }

    @Test
    void anyObjectCanBeAnElement() throws Exception {
        Channel<Object> objects = kind.builder().build();
        for (Object element : List.of(objects, new ChannelClosedException("an element", "none", null), "text")) {
            Party<Void> sender = crew.start(() -> objects.send(element));
            assertThat(crew.call(() -> objects.receive())).isSameAs(element);
            assertFinishes(sender);
        }
    }
}
