package org.csp4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.csp4j.Csp.chan;
import static org.csp4j.Csp.never;
import static org.csp4j.diagnostics.WaitReason.Kind.RECEIVE;
import static org.csp4j.diagnostics.WaitReason.Kind.SEND;
import static org.csp4j.testsupport.Await.assertFinishes;
import static org.csp4j.testsupport.Await.await;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.csp4j.testsupport.Crew;
import org.csp4j.testsupport.Delays;
import org.csp4j.testsupport.Party;
import org.csp4j.testsupport.Race;
import org.csp4j.testsupport.Rounds;
import org.csp4j.testsupport.Setting;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What Go says about channels, rule by rule: what holds here too, and what does not. */
@Tag("engine")
@ParameterizedClass(name = "{0}")
@MethodSource("org.csp4j.testsupport.Setting#fibers")
class GoConformanceTest {
    /*
     * Source: The Go Programming Language Specification, and The Go Memory Model of 2022. Each group below is a section; the
     * rules that have no test, or another meaning here:
     *
     *   rule                                                        here
     *   Channel types
     *   the value of an uninitialized channel is nil                null is no channel: NullPointerException. What a nil
     *                                                               channel is good for, to switch a case of a select off,
     *                                                               never() and when() do
     *   a conversion makes a directional channel                    a channel is both its ends; sendOnly() and receiveOnly()
     *                                                               are views that no cast leads back from
     *   channels are comparable                                     by identity; two views of one channel are two objects
     *   Send statements
     *   channel and value are evaluated before communication        Java evaluates arguments before a call
     *   the value is assignable to the element type                 the compiler checks, up to unchecked casts
     *   a send on a closed channel panics                           it throws ChannelClosedException, which can be caught, or
     *                                                               says so in its answer (sendOrClosed, trySend)
     *   a send on a nil channel blocks forever                      there is no end to send to without a channel
     *   Receive operator
     *   a closed channel yields the zero value                      there are no zero values: it throws, or says so in its
     *                                                               answer (receiveOrClosed is v, ok := <-c)
     *   Close
     *   closing a closed channel panics                             close() returns false
     *   closing a nil channel panics                                NullPointerException
     *   closing a receive-only channel is an error                  a ReceiveChannel has no close(); it can give up (cancel),
     *                                                               which Go has no word for
     *   Select statements                                           tested with the selects
     *   Memory model
     *   the exit of a goroutine is not synchronized                 it happens-before the return of a join
     *   programs with data races                                    Java's memory model says what they may see
     *   locks, once, atomics, finalizers                            the JDK's
     */
    private static final int ROUNDS = Rounds.of(100_000);

    @RegisterExtension
    final Crew crew;

    GoConformanceTest(Setting setting) {
        crew = new Crew(setting);
    }

    @Nested
    class ChannelTypes {
        @Test
        void theCapacityIsTheSizeOfTheBuffer() {
            assertThat(chan(100).capacity()).isEqualTo(100);
        }

        @Test
        void aCapacityThatIsZeroOrAbsentMakesAnUnbufferedChannel() {
            assertThat(chan().trySend(1)).isEqualTo(new Sent.Full());
            assertThat(chan(0).trySend(1)).isEqualTo(new Sent.Full());
        }

        @Test
        void unbufferedCommunicationSucceedsOnlyWhenBothASenderAndAReceiverAreReady() throws Exception {
            Channel<Integer> c = chan();
            Party<Void> sender = crew.start(() -> c.send(1));
            await(sender).toPark(SEND);
            assertThat(crew.call(() -> c.receive())).isEqualTo(1);
            assertFinishes(sender);
        }

        @Test
        void bufferedCommunicationSucceedsWithoutBlockingIfTheBufferIsNotFullOrNotEmpty() throws Exception {
            Channel<Integer> c = chan(2);
            crew.run(() -> {
                c.send(1);
                c.send(2);
                assertThat(c.receive()).isEqualTo(1);
                c.send(3);
                assertThat(c.receive()).isEqualTo(2);
                assertThat(c.receive()).isEqualTo(3);
            });
        }

        @Test
        void aNilChannelIsNeverReadyForCommunication() throws Exception {
            ReceiveChannel<Integer> nil = never();
            assertThat(nil.tryReceive()).isEqualTo(new Received.Empty<>());
            assertThat(nil.tryReceive(Delays.SHORT)).isEqualTo(new Received.TimedOut<>());
            assertThat(nil.drainTo(new ArrayList<>())).isZero();
        }

        @Test
        void channelsActAsFirstInFirstOutQueues() throws Exception {
            Channel<Integer> c = chan(3);
            Party<Void> sender = crew.start(() -> {
                for (int i = 0; i < 1_000; i++) {
                    c.send(i);
                }
            });
            crew.run(() -> {
                for (int i = 0; i < 1_000; i++) {
                    assertThat(c.receive()).isEqualTo(i);
                }
            });
            assertFinishes(sender);
        }

        @Test
        void anyNumberOfGoroutinesMayUseAChannelWithoutFurtherSynchronization() throws Exception {
            Channel<Integer> c = chan(2);
            Channel<Integer> sums = chan();
            for (int i = 0; i < 8; i++) {
                crew.start(() -> {
                    for (int k = 0; k < 100; k++) {
                        c.send(1);
                        assertThat(c.size()).isBetween(0, c.capacity());
                    }
                });
                crew.start(() -> {
                    int sum = 0;
                    for (int k = 0; k < 100; k++) {
                        sum += c.receive();
                    }
                    sums.send(sum);
                });
            }
            int sum = 0;
            for (int i = 0; i < 8; i++) {
                sum += crew.call(() -> sums.receive());
            }
            assertThat(sum).isEqualTo(800);
        }

        @Test
        void aChannelMayBeConstrainedToSendOrToReceiveByAssignment() throws Exception {
            Channel<Integer> c = chan(1);
            SendChannel<Integer> toSend = c;
            ReceiveChannel<Integer> toReceive = c;
            crew.run(() -> toSend.send(1));
            assertThat(crew.call(() -> toReceive.receive())).isEqualTo(1);
        }

        @Test
        void channelsCanBeSentOverChannels() throws Exception {
            Channel<Channel<Integer>> requests = chan();
            Party<Void> server = crew.start(() -> requests.receive().send(42));
            Channel<Integer> reply = chan();
            crew.run(() -> requests.send(reply));
            assertThat(crew.call(() -> reply.receive())).isEqualTo(42);
            assertFinishes(server);
        }

        @Test
        void twoChannelsAreEqualIfOneCallMadeThem() {
            Channel<Integer> c = chan(1);
            assertThat(List.of(c)).contains(c).doesNotContain(chan(1));
        }
    }

    @Nested
    class SendStatements {
        @Test
        void communicationBlocksUntilTheSendCanProceed() throws Exception {
            Channel<Integer> c = chan(1);
            c.send(1);
            Party<Void> sender = crew.start(() -> c.send(2));
            await(sender).toPark(SEND);
            assertThat(c.receive()).isEqualTo(1);
            assertFinishes(sender);
            assertThat(c.receive()).isEqualTo(2);
        }

        @Test
        void aSendOnAnUnbufferedChannelCanProceedIfAReceiverIsReady() throws Exception {
            Channel<Integer> c = chan();
            Party<Integer> receiver = crew.start(() -> c.receive());
            await(receiver).toPark(RECEIVE);
            assertThat(c.trySend(1)).isEqualTo(new Sent.Ok());
            assertThat(receiver.result()).isEqualTo(1);
        }

        @Test
        void aSendOnABufferedChannelCanProceedIfThereIsRoomInTheBuffer() {
            Channel<Integer> c = chan(1);
            assertThat(c.trySend(1)).isEqualTo(new Sent.Ok());
            assertThat(c.trySend(2)).isEqualTo(new Sent.Full());
        }

        @ParameterizedTest
        @ValueSource(ints = {0, 1})
        void aSendOnAClosedChannelPanics(int capacity) {
            Channel<Integer> c = chan(capacity);
            c.close();
            assertThatThrownBy(() -> crew.run(() -> c.send(1))).isInstanceOf(ChannelClosedException.class);
        }

        @Test
        void aSendThatIsBlockedWhenTheChannelIsClosedPanics() {
            Channel<Integer> c = chan();
            Party<Void> sender = crew.start(() -> c.send(1));
            await(sender).toPark(SEND);
            c.close();
            assertThat(sender.failure()).isInstanceOf(ChannelClosedException.class);
        }
    }

    @Nested
    class ReceiveOperator {
        @Test
        void theExpressionBlocksUntilAValueIsAvailable() throws Exception {
            Channel<Integer> c = chan();
            Party<Integer> receiver = crew.start(() -> c.receive());
            await(receiver).toPark(RECEIVE);
            crew.run(() -> c.send(1));
            assertThat(receiver.result()).isEqualTo(1);
        }

        @Test
        void receivingFromANilChannelBlocksForever() {
            ReceiveChannel<Integer> nil = never();
            Party<Integer> receiver = crew.start(() -> nil.receive());
            await(receiver).toPark(RECEIVE);
            receiver.interrupt(); // which Go does not have
            assertThat(receiver.failure()).isInstanceOf(InterruptedException.class);
        }

        @Test
        void aReceiveOnAClosedChannelCanAlwaysProceedAfterAnyPreviouslySentValuesHaveBeenReceived() throws Exception {
            Channel<Integer> c = chan(2);
            c.send(1);
            c.send(2);
            c.close();
            crew.run(() -> {
                assertThat(c.receive()).isEqualTo(1);
                assertThat(c.receive()).isEqualTo(2);
                assertThatThrownBy(() -> c.receive()).isInstanceOf(ChannelClosedException.class);
                assertThatThrownBy(() -> c.receive()).isInstanceOf(ChannelClosedException.class);
            });
        }

        @Test
        void okIsTrueIfTheValueWasDeliveredByASendAndFalseIfTheChannelIsClosedAndEmpty() throws Exception {
            Channel<Integer> c = chan(1);
            c.send(0);
            c.close();
            crew.run(() -> {
                assertThat(c.receiveOrClosed()).isEqualTo(new Received.Value<>(0));
                assertThat(c.receiveOrClosed()).isEqualTo(new Received.Closed<>(null));
            });
        }
    }

    @Nested
    class Close {
        @Test
        void closeRecordsThatNoMoreValuesWillBeSent() throws Exception {
            Channel<Integer> c = chan();
            Party<Received.Eventually<Integer>> receiver = crew.start(() -> c.receiveOrClosed());
            await(receiver).toPark(RECEIVE);
            assertThat(c.close()).isTrue();
            assertThat(receiver.result()).isEqualTo(new Received.Closed<>(null));
        }

        @Test
        void closingAClosedChannelChangesNothing() {
            Channel<Integer> c = chan();
            assertThat(c.close()).isTrue();
            assertThat(c.close()).isFalse();
        }

        @Test
        void aReceiveOnlyChannelCannotBeClosed() {
            assertThat(Arrays.stream(ReceiveChannel.class.getMethods()).map(method -> method.getName()))
                    .doesNotContain("close");
        }
    }

    @Nested
    class Range {
        @Test
        void theIterationValuesAreTheSuccessiveValuesSentUntilTheChannelIsClosed() throws Exception {
            Channel<Integer> c = chan();
            Party<Void> sender = crew.start(() -> {
                for (int i = 0; i < 10; i++) {
                    c.send(i);
                }
                c.close();
            });
            List<Integer> seen = new ArrayList<>();
            crew.run(() -> {
                for (int v : c) {
                    seen.add(v);
                }
            });
            assertThat(seen).containsExactly(0, 1, 2, 3, 4, 5, 6, 7, 8, 9);
            assertFinishes(sender);
        }

        @Test
        void ifTheChannelIsNilTheRangeExpressionBlocksForever() {
            ReceiveChannel<Integer> nil = never();
            Party<Void> loop = crew.start(() -> nil.forEach(_ -> {}));
            await(loop).toPark(RECEIVE);
            loop.interrupt();
            assertThat(loop.failure()).isInstanceOf(InterruptedOperationException.class);
        }
    }

    @Nested
    class LengthAndCapacity {
        @Test
        void lenIsTheNumberOfElementsQueuedAndCapTheCapacityOfTheBuffer() throws Exception {
            Channel<Integer> c = chan(3);
            for (int length = 0; length < 3; length++) {
                assertThat(c.size()).isEqualTo(length);
                assertThat(c.capacity()).isEqualTo(3);
                c.send(length);
            }
            assertThat(c.size()).isEqualTo(3);
        }

        @Test
        void ofAnUnbufferedChannelBothAreZero() {
            Channel<Integer> c = chan();
            Party<Void> sender = crew.start(() -> c.send(1));
            await(sender).toPark(SEND);
            assertThat(c.size()).isZero();
            assertThat(c.capacity()).isZero();
            c.tryReceive();
        }

        @Test
        void ofANilChannelBothAreZero() {
            assertThat(never().size()).isZero();
            assertThat(never().capacity()).isZero();
        }
    }

    /** Plain fields, which nothing but the channel publishes. */
    @Nested
    class MemoryModel {
        private final Race race = new Race(crew, ROUNDS);
        private Channel<Integer> c;
        private int plain;
        private int seen;

        @ParameterizedTest
        @ValueSource(ints = {0, 1, 3})
        void aSendIsSynchronizedBeforeTheCompletionOfTheCorrespondingReceive(int capacity) throws Exception {
            Channel<int[]> cells = chan(capacity);
            Party<Void> sender = crew.start(() -> {
                for (int k = 0; k < ROUNDS; k++) {
                    int[] cell = new int[1];
                    cell[0] = k;
                    plain = k;
                    cells.send(cell);
                }
            });
            Party<Void> receiver = crew.start(() -> {
                for (int k = 0; k < ROUNDS; k++) {
                    assertThat(cells.receive()[0]).isEqualTo(k);
                    assertThat(plain).isBetween(k, k + capacity + 1); // the sender may be further on
                }
            });
            assertFinishes(sender);
            assertFinishes(receiver);
        }

        @Test
        void theClosingOfAChannelIsSynchronizedBeforeAReceiveThatReportsIt() {
            race.setUp(() -> {
                        c = chan();
                        plain = 0;
                        seen = 0;
                    })
                    .leg(() -> {
                        plain = 1;
                        c.close();
                    })
                    .leg(() -> {
                        c.receiveOrClosed();
                        seen = plain;
                    })
                    .check(() -> assertThat(seen).isEqualTo(1))
                    .run();
        }

        @ParameterizedTest
        @ValueSource(ints = {0, 1, 3})
        void theKthReceiveIsSynchronizedBeforeTheCompletionOfTheKPlusCthSend(int capacity) throws Exception {
            Channel<Integer> cells = chan(capacity);
            int[] beforeReceive = new int[ROUNDS];
            Party<Void> receiver = crew.start(() -> {
                for (int k = 0; k < ROUNDS; k++) {
                    beforeReceive[k] = 1;
                    assertThat(cells.receive()).isEqualTo(k);
                }
            });
            Party<Void> sender = crew.start(() -> {
                for (int k = 0; k < ROUNDS; k++) {
                    cells.send(k);
                    if (k >= capacity) {
                        assertThat(beforeReceive[k - capacity]).isEqualTo(1);
                    }
                }
            });
            assertFinishes(receiver);
            assertFinishes(sender);
        }

        @Test
        void aChannelOfOneIsALock() throws Exception {
            Channel<Integer> lock = chan(1);
            List<Party<Void>> parties = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                parties.add(crew.start(() -> {
                    for (int k = 0; k < ROUNDS / 4; k++) {
                        lock.send(1);
                        plain++;
                        lock.receive();
                    }
                }));
            }
            for (Party<Void> party : parties) {
                party.join();
            }
            assertThat(plain).isEqualTo(ROUNDS / 4 * 4);
        }

        @Test
        void theGoStatementIsSynchronizedBeforeTheStartAndTheEndBeforeAJoin() throws Exception {
            crew.run(() -> {
                for (int k = 1; k <= ROUNDS / 10; k++) {
                    plain = k;
                    Fiber<Integer> fiber = Csp.async(() -> ++plain);
                    assertThat(fiber.result()).isEqualTo(k + 1);
                    assertThat(plain).isEqualTo(k + 1);
                }
            });
        }
    }
}
