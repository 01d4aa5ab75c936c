package org.csp4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.csp4j.diagnostics.WaitReason.Kind.RECEIVE;
import static org.csp4j.testsupport.Await.assertFinishes;
import static org.csp4j.testsupport.Await.await;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.csp4j.testsupport.Delays;
import org.csp4j.testsupport.Party;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class RendezvousChannelTest extends ChannelContract {
    RendezvousChannelTest(ChannelSubject subject) {
        super(subject);
    }

    static Stream<ChannelSubject> subjects() {
        return ChannelSubject.of(ChannelKind.RENDEZVOUS);
    }

    @Nested
    class WaitingSenders extends WaitingSendersContract {
        WaitingSenders() {
            super(subject);
        }
    }

    @Nested
    class SetApart extends ChannelFixture {
        SetApart() {
            super(subject);
        }

        @Test
        void sendWaitsForItsReceiver() throws Exception {
            Party<Void> sender = parkedSender(7);
            assertThat(out.size()).isZero();
            assertThat(crew.call(() -> out.receive())).isEqualTo(7);
            assertFinishes(sender);
        }

        @Test
        void receiveWaitsForItsSender() throws Exception {
            Party<Integer> receiver = parkedReceiver();
            crew.run(() -> in.send(7));
            assertThat(receiver.result()).isEqualTo(7);
        }

        @Test
        void trySendNeedsAWaitingReceiver() throws Exception {
            assertThat(crew.call(() -> in.trySend(7))).isEqualTo(new Sent.Full());
            Party<Integer> receiver = parkedReceiver();
            assertThat(crew.call(() -> in.trySend(7))).isEqualTo(new Sent.Ok());
            assertThat(receiver.result()).isEqualTo(7);
        }

        @Test
        void trySendMeetsAReceiverThatWaitsWithATimeout() throws Exception {
            Party<Received.Within<Integer>> receiver = crew.start(() -> out.tryReceive(Delays.LONG));
            await(receiver).toPark(RECEIVE);
            assertThat(crew.call(() -> in.trySend(7))).isEqualTo(new Sent.Ok());
            assertThat(receiver.result()).isEqualTo(new Received.Value<>(7));
        }

        @Test
        void twoTriesNeverMeet() throws Exception {
            assertThat(in.trySend(7)).isEqualTo(new Sent.Full());
            assertThat(out.tryReceive()).isEqualTo(new Received.Empty<>());
        }

        @Test
        void aTryNeverMissesAPeerThatCertainlyWaits() throws Exception {
            AtomicBoolean isOver = new AtomicBoolean();
            Party<Void> onlooker = crew.start(() -> {
                while (!isOver.get()) {
                    assertThat(in.size()).isZero();
                    assertThat(in.isClosed()).isFalse();
                    Thread.yield();
                }
            });
            for (int number : numbers(100)) {
                Party<Void> sender = parkedSender(number);
                assertThat(out.tryReceive()).isEqualTo(new Received.Value<>(number));
                assertFinishes(sender);
                Party<Integer> receiver = parkedReceiver();
                assertThat(in.trySend(number)).isEqualTo(new Sent.Ok());
                assertThat(receiver.result()).isEqualTo(number);
            }
            isOver.set(true);
            assertFinishes(onlooker);
        }
    }
}
