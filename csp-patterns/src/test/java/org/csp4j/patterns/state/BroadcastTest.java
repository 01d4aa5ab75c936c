package org.csp4j.patterns.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.csp4j.Csp.never;
import static org.csp4j.Csp.receive;
import static org.csp4j.Csp.select;
import static org.csp4j.diagnostics.WaitReason.Kind.SEND;
import static org.csp4j.testsupport.Await.await;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.csp4j.ChannelClosedException;
import org.csp4j.FiberCancelledException;
import org.csp4j.Overflow;
import org.csp4j.ReceiveChannel;
import org.csp4j.Received;
import org.csp4j.Scope;
import org.csp4j.Sent;
import org.csp4j.patterns.Late;
import org.csp4j.patterns.NothingIsLeft;
import org.csp4j.testsupport.Crew;
import org.csp4j.testsupport.Delays;
import org.csp4j.testsupport.Party;
import org.csp4j.testsupport.Rounds;
import org.csp4j.testsupport.Setting;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** {@link Broadcast}: to all, by the policy of each. */
@Tag("engine")
@ParameterizedClass(name = "{0}")
@MethodSource("org.csp4j.testsupport.Setting#all")
@ExtendWith(NothingIsLeft.class)
class BroadcastTest {
    @RegisterExtension
    final Crew crew;

    private final Queue<Integer> dropped = new ConcurrentLinkedQueue<>();
    private Broadcast<Integer> broadcast;

    BroadcastTest(Setting setting) {
        crew = new Crew(setting);
    }

    @BeforeEach
    void open() throws Exception {
        broadcast = crew.call(() -> Broadcast.open());
    }

    @AfterEach
    void close() {
        broadcast.close();
    }

    private void publish(int... elements) throws Exception {
        crew.run(() -> {
            for (int element : elements) {
                broadcast.publish(element);
            }
        });
    }

    private List<Integer> all(ReceiveChannel<Integer> subscription) throws Exception {
        return crew.call(() -> subscription.stream().toList());
    }

    @Test
    void eachSubscriberReceivesWhatIsPublishedAfterItHasSubscribed() throws Exception {
        publish(0); // to nobody
        ReceiveChannel<Integer> first = broadcast.subscribe(10);
        publish(1);
        crew.run(() -> assertThat(first.receive()).isEqualTo(1)); // so it has been passed on
        ReceiveChannel<Integer> second = broadcast.subscribe(10);
        publish(2, 3);
        broadcast.close();
        assertThat(all(first)).containsExactly(2, 3);
        assertThat(all(second)).containsExactly(2, 3);
    }

    /** Whoever subscribes when a publish has returned does not get that element, and gets the next. */
    @Test
    void aSubscriptionStandsBetweenTwoElements() throws Exception {
        crew.run(() -> {
            for (int i = 0; i < Rounds.of(1000); i++) {
                broadcast.publish(2 * i);
                ReceiveChannel<Integer> subscription = broadcast.subscribe(1);
                broadcast.publish(2 * i + 1);
                assertThat(subscription.receive()).isEqualTo(2 * i + 1);
                subscription.cancel();
            }
        });
    }

    @Test
    void oneCanSubscribeWhileOthersAreWaitedFor() throws Exception {
        ReceiveChannel<Integer> slow = broadcast.subscribe(0);
        publish(1);
        ReceiveChannel<Integer> late = broadcast.subscribe(1);
        crew.run(() -> assertThat(slow.receive()).isEqualTo(1));
        publish(2);
        crew.run(() -> {
            assertThat(slow.receive()).isEqualTo(2);
            assertThat(late.receive()).isEqualTo(2);
        });
    }

    @Test
    void eachHasAPolicyOfItsOwn() throws Exception {
        ReceiveChannel<Integer> oldest = broadcast.subscribe(2, Overflow.DROP_OLDEST, dropped::add);
        ReceiveChannel<Integer> newest = broadcast.subscribe(2, Overflow.DROP_NEWEST, _ -> {});
        ReceiveChannel<Integer> latest = broadcast.subscribe(1, Overflow.CONFLATE, _ -> {});
        ReceiveChannel<Integer> patient = broadcast.subscribe(4);
        publish(1, 2, 3, 4);
        broadcast.close();
        assertThat(all(patient)).containsExactly(1, 2, 3, 4); // so all have been passed on
        assertThat(all(oldest)).containsExactly(3, 4);
        assertThat(all(newest)).containsExactly(1, 2);
        assertThat(all(latest)).containsExactly(4);
        assertThat(dropped).containsExactly(1, 2);
    }

    @Test
    void publishersWaitForOneThatWaits() throws Exception {
        ReceiveChannel<Integer> slow = broadcast.subscribe(0);
        ReceiveChannel<Integer> fast = broadcast.subscribe(1);
        publish(1);
        crew.run(() -> {
            assertThat(fast.receive()).isEqualTo(1); // though the other has not taken it
            assertThat(broadcast.publish(2, Delays.SHORT)).isEqualTo(new Sent.TimedOut());
        });
        Party<Void> publisher = crew.start(() -> broadcast.publish(2));
        await(publisher).toPark(SEND);
        publisher.interrupt();
        assertThat(publisher.failure()).isInstanceOf(InterruptedException.class);
        crew.run(() -> assertThat(slow.receive()).isEqualTo(1));
        publish(3);
        broadcast.close();
        Party<List<Integer>> other = crew.start(() -> fast.stream().toList());
        assertThat(all(slow)).containsExactly(3);
        assertThat(other.result()).containsExactly(3);
    }

    @Test
    void oneThatLeavesFreesThoseWhoWaitForIt() throws Exception {
        ReceiveChannel<Integer> stuck = broadcast.subscribe(0);
        ReceiveChannel<Integer> other = broadcast.subscribe(5);
        publish(1);
        Party<Void> publisher = crew.start(() -> broadcast.publish(2));
        await(publisher).toPark(SEND);
        stuck.cancel();
        publisher.join();
        broadcast.close();
        assertThat(all(other)).containsExactly(1, 2);
        assertThat(broadcast.subscribers()).isZero();
    }

    @Test
    void aCasePublishes() throws Exception {
        ReceiveChannel<Integer> subscription = broadcast.subscribe(1);
        crew.run(() -> assertThat(select(broadcast.publishing(1, () -> "published"), receive(never(), _ -> "")))
                .isEqualTo("published"));
        crew.run(() -> assertThat(subscription.receive()).isEqualTo(1));
    }

    @Test
    void closedItTellsItsReasonBehindWhatWasPublished() throws Exception {
        IOException reason = new IOException("no more");
        ReceiveChannel<Integer> early = broadcast.subscribe(1);
        publish(1);
        broadcast.close(reason);
        broadcast.close();
        crew.run(() -> {
            assertThat(early.receive()).isEqualTo(1);
            assertThatThrownBy(early::receive).hasCause(reason);
            assertThatThrownBy(broadcast.subscribe(1)::receive).hasCause(reason);
            assertThatThrownBy(() -> broadcast.publish(2)).isInstanceOf(ChannelClosedException.class);
        });
    }

    @Test
    void aHookThatFailsConcernsNobody() throws Exception {
        ReceiveChannel<Integer> rude = broadcast.subscribe(1, Overflow.DROP_OLDEST, element -> {
            throw new IllegalStateException("of a hook, for " + element + "; this is logged");
        });
        ReceiveChannel<Integer> other = broadcast.subscribe(3);
        publish(1, 2, 3);
        broadcast.close();
        assertThat(all(other)).containsExactly(1, 2, 3);
        assertThat(all(rude)).containsExactly(3);
    }

    @Test
    void whenItsFiberNeverBeginsItIsClosed() throws Exception {
        AtomicReference<Broadcast<Integer>> opened = new AtomicReference<>();
        crew.run(() -> {
            Late.start(() -> opened.set(Broadcast.open("late")));
            assertThatThrownBy(() -> opened.get().publish(1))
                    .isInstanceOf(ChannelClosedException.class)
                    .hasMessageContaining("late");
            assertThatThrownBy(opened.get().subscribe(1)::receive).hasCauseInstanceOf(FiberCancelledException.class);
        });
    }

    @Test
    void itEndsWithTheScopeOfWhoOpensIt() throws Exception {
        AtomicReference<Broadcast<Integer>> opened = new AtomicReference<>();
        crew.run(() -> {
            AtomicReference<ReceiveChannel<Integer>> subscription = new AtomicReference<>();
            try (Scope scope = Scope.open()) {
                scope.go(() -> {
                            opened.set(Broadcast.open());
                            subscription.set(opened.get().subscribe(0));
                            opened.get().publish(1);
                        })
                        .join();
            } // in the middle of passing it on
            assertThatThrownBy(subscription.get()::receive).hasCauseInstanceOf(InterruptedException.class);
            assertThatThrownBy(() -> opened.get().publish(2)).isInstanceOf(ChannelClosedException.class);
        });
    }

    @Test
    void refusesWhatMakesNoSense() throws Exception {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> broadcast.subscribe(-1))
                .withMessageContaining("capacity -1");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> broadcast.subscribe(0, Overflow.DROP_OLDEST, dropped::add))
                .withMessageContaining("DROP_OLDEST");
        assertThatNullPointerException().isThrownBy(() -> broadcast.subscribe(1, null, dropped::add));
        assertThatNullPointerException().isThrownBy(() -> broadcast.subscribe(1, Overflow.DROP_OLDEST, null));
        assertThatNullPointerException().isThrownBy(() -> broadcast.publish(null));
        assertThatNullPointerException().isThrownBy(() -> Broadcast.open(null));
        assertThatNullPointerException().isThrownBy(() -> broadcast.close(null));
        assertThat(broadcast.subscribers()).isZero();
    }

    /** Subscribers that come and go: each receives a run of what was published, without a gap, and one that stays all of it. */
    @Test
    void nobodyMissesWhatIsPublishedWhileItIsSubscribed() throws Exception {
        for (int round = 0; round < Rounds.of(50); round++) {
            Broadcast<Integer> numbers = crew.call(() -> Broadcast.open());
            ReceiveChannel<Integer> stays = numbers.subscribe(1);
            Party<List<Integer>> staying = crew.start(() -> stays.stream().toList());
            List<Party<List<Integer>>> guests = new ArrayList<>();
            for (int g = 0; g < 3; g++) {
                int wanted = 1 + g * 7;
                int capacity = g;
                guests.add(crew.start(() -> {
                    List<Integer> received = new ArrayList<>();
                    ReceiveChannel<Integer> guest = numbers.subscribe(capacity);
                    while (received.size() < wanted
                            && guest.receiveOrClosed() instanceof Received.Value<Integer>(var element)) {
                        received.add(element);
                    }
                    guest.cancel();
                    return received;
                }));
            }
            crew.run(() -> {
                for (int i = 0; i < 60; i++) {
                    numbers.publish(i);
                }
                numbers.close();
            });
            assertThat(staying.result())
                    .isEqualTo(IntStream.range(0, 60).boxed().toList());
            for (Party<List<Integer>> guest : guests) {
                List<Integer> received = guest.result();
                int first = received.isEmpty() ? 0 : received.getFirst();
                assertThat(received)
                        .isEqualTo(IntStream.range(first, first + received.size())
                                .boxed()
                                .toList());
            }
        }
    }
}
