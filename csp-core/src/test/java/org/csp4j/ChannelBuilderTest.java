package org.csp4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class ChannelBuilderTest {
    @Nested
    class Building {
        @Test
        void aBuilderBeginsAsARendezvousChannel() {
            Channel<Integer> channel = Csp.channel().build();
            assertThat(channel.capacity()).isZero();
            assertThat(channel.trySend(1)).isEqualTo(new Sent.Full());
        }

        @Test
        void aBuilderCanBuildAnyNumberOfChannels() {
            ChannelBuilder builder = Csp.channel().name("twin").capacity(1);
            Channel<Integer> first = builder.build();
            Channel<Integer> second = builder.build();
            assertThat(first.trySend(1)).isEqualTo(new Sent.Ok());
            assertThat(second.size()).isZero();
            assertThat(second.name()).isEqualTo("twin");
        }

        @Test
        void whatIsBuiltLaterDoesNotChangeWhatWasBuiltBefore() {
            ChannelBuilder builder = Csp.channel().name("small").capacity(1);
            Channel<Integer> small = builder.build();
            builder.name("large").capacity(100);
            assertThat(small.name()).isEqualTo("small");
            assertThat(small.capacity()).isEqualTo(1);
        }

        @ParameterizedTest
        @ValueSource(ints = {-1, Integer.MIN_VALUE})
        void aNegativeCapacityIsRefused(int capacity) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> Csp.channel().capacity(capacity))
                    .withMessageContaining(String.valueOf(capacity));
            assertThatIllegalArgumentException().isThrownBy(() -> Csp.chan(capacity));
            assertThatIllegalArgumentException().isThrownBy(() -> Csp.chan("negative", capacity));
        }

        @Test
        void aRefusedCapacityLeavesTheBuilderAsItWas() {
            ChannelBuilder builder = Csp.channel().capacity(3);
            assertThatIllegalArgumentException().isThrownBy(() -> builder.capacity(-1));
            assertThat(builder.build().capacity()).isEqualTo(3);
        }

        @ParameterizedTest
        @EnumSource(
                mode = EnumSource.Mode.EXCLUDE,
                names = {"WAIT", "CONFLATE"})
        void anOverflowPolicyNeedsABoundedStore(Overflow policy) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> Csp.channel().overflow(policy).build())
                    .withMessageContaining(policy.name())
                    .withMessageContaining("rendezvous");
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> Csp.channel().unbounded().overflow(policy).build())
                    .withMessageContaining("unbounded");
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> Csp.channel().overflow(policy).build(_ -> {}));
        }

        @Test
        void waitingIsPossibleWithAnyStore() {
            assertThat(Csp.channel().overflow(Overflow.WAIT).build().capacity()).isZero();
            assertThat(Csp.channel().overflow(Overflow.WAIT).unbounded().build().capacity())
                    .isEqualTo(Integer.MAX_VALUE);
        }

        @Test
        void conflateSetsTheCapacityToOne() {
            assertThat(Csp.channel().overflow(Overflow.CONFLATE).build().capacity())
                    .isEqualTo(1);
            assertThat(Csp.channel()
                            .capacity(5)
                            .overflow(Overflow.CONFLATE)
                            .build()
                            .capacity())
                    .isEqualTo(1);
        }

        @Test
        void conflateKeepsOneElementOrRefusesToBeBuilt() {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> Csp.channel()
                            .overflow(Overflow.CONFLATE)
                            .capacity(5)
                            .build())
                    .withMessageContaining("CONFLATE")
                    .withMessageContaining("5");
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> Csp.channel()
                            .overflow(Overflow.CONFLATE)
                            .unbounded()
                            .build());
        }

        @Test
        void nullsAreRefused() {
            assertThatNullPointerException().isThrownBy(() -> Csp.channel().name(null));
            assertThatNullPointerException().isThrownBy(() -> Csp.channel().overflow(null));
            assertThatNullPointerException().isThrownBy(() -> Csp.channel().build(null));
            assertThatNullPointerException().isThrownBy(() -> Csp.chan((String) null));
            assertThatNullPointerException().isThrownBy(() -> Csp.chan(null, 1));
        }

        @Test
        void aHookMayTakeMoreThanTheElementsType() {
            List<Object> seen = new ArrayList<>();
            Channel<Integer> channel =
                    Csp.channel().overflow(Overflow.CONFLATE).build((Object element) -> seen.add(element));
            channel.trySend(1);
            channel.trySend(2);
            assertThat(seen).containsExactly(1);
        }
    }

    @Nested
    class Shortcuts {
        @Test
        void chanMakesARendezvousChannel() {
            assertThat(Csp.chan().capacity()).isZero();
            assertThat(Csp.chan(0).capacity()).isZero();
            assertThat(Csp.chan("named").capacity()).isZero();
        }

        @Test
        void chanWithACapacityMakesABufferedOne() {
            assertThat(Csp.chan(3).capacity()).isEqualTo(3);
            assertThat(Csp.chan("named", 3).capacity()).isEqualTo(3);
        }

        @Test
        void namesAreKept() {
            assertThat(Csp.chan("named").name()).isEqualTo("named");
            assertThat(Csp.chan("named", 3).name()).isEqualTo("named");
        }

        @Test
        void unboundedMakesAChannelThatIsNeverFull() {
            assertThat(Csp.unbounded().capacity()).isEqualTo(Integer.MAX_VALUE);
        }

        @Test
        void conflatedMakesAChannelThatKeepsTheNewestElement() {
            Channel<Integer> channel = Csp.conflated();
            channel.trySend(1);
            channel.trySend(2);
            assertThat(channel.tryReceive()).isEqualTo(new Received.Value<>(2));
            assertThat(channel.droppedCount()).isEqualTo(1);
        }
    }

    @Nested
    class Answers {
        @Test
        void onlyOkMeansThatTheChannelHasTheElement() {
            assertThat(new Sent.Ok().isOk()).isTrue();
            assertThat(new Sent.Full().isOk()).isFalse();
            assertThat(new Sent.TimedOut().isOk()).isFalse();
            assertThat(new Sent.Closed(null).isOk()).isFalse();
        }

        @Test
        void onlyAValueHasAnElement() {
            assertThat(new Received.Value<>(7).asOptional()).contains(7);
            assertThat(new Received.Empty<>().asOptional()).isEmpty();
            assertThat(new Received.TimedOut<>().asOptional()).isEmpty();
            assertThat(new Received.Closed<>(null).asOptional()).isEmpty();
        }

        /** More for the compiler than to run: a switch that forgets an outcome, or names one too many, does not compile. */
        @Test
        void aSwitchNamesTheOutcomesOfAFormAndNoOther() throws Exception {
            Channel<Integer> channel = Csp.chan(1);
            String sent = switch (channel.trySend(1)) {
                case Sent.Ok() -> "ok";
                case Sent.Full() -> "full";
                case Sent.Closed(var _) -> "closed";
            };
            String sentWithin = switch (channel.trySend(2, Duration.ZERO)) {
                case Sent.Ok() -> "ok";
                case Sent.TimedOut() -> "timed out";
                case Sent.Closed(var _) -> "closed";
            };
            String received = switch (channel.tryReceive()) {
                case Received.Value<Integer>(Integer value) -> "value " + value;
                case Received.Empty<Integer>() -> "empty";
                case Received.Closed<Integer>(var _) -> "closed";
            };
            String receivedWithin = switch (channel.tryReceive(Duration.ZERO)) {
                case Received.Value<Integer>(Integer value) -> "value " + value;
                case Received.TimedOut<Integer>() -> "timed out";
                case Received.Closed<Integer>(var _) -> "closed";
            };
            channel.close();
            String sentEventually = switch (channel.sendOrClosed(3)) {
                case Sent.Ok() -> "ok";
                case Sent.Closed(var _) -> "closed";
            };
            String receivedEventually = switch (channel.receiveOrClosed()) {
                case Received.Value<Integer>(Integer value) -> "value " + value;
                case Received.Closed<Integer>(var _) -> "closed";
            };
            assertThat(List.of(sent, sentWithin, sentEventually)).containsExactly("ok", "timed out", "closed");
            assertThat(List.of(received, receivedWithin, receivedEventually))
                    .containsExactly("value 1", "timed out", "closed");
        }
    }
}
