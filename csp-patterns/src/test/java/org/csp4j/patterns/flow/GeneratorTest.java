package org.csp4j.patterns.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.csp4j.Csp.chan;
import static org.csp4j.Csp.never;
import static org.csp4j.Csp.receive;
import static org.csp4j.Csp.select;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.csp4j.Channel;
import org.csp4j.ChannelCancelledException;
import org.csp4j.ChannelClosedException;
import org.csp4j.InterruptedOperationException;
import org.csp4j.ReceiveChannel;
import org.csp4j.Received;
import org.csp4j.Remaining;
import org.csp4j.Scheduler;
import org.csp4j.patterns.NothingIsLeft;
import org.csp4j.testsupport.Await;
import org.csp4j.testsupport.Crew;
import org.csp4j.testsupport.Delays;
import org.csp4j.testsupport.Party;
import org.csp4j.testsupport.Rounds;
import org.csp4j.testsupport.Setting;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** {@link Generator}: by demand, and as a channel. */
@Tag("engine")
@ParameterizedClass(name = "{0}")
@MethodSource("org.csp4j.testsupport.Setting#all")
@ExtendWith(NothingIsLeft.class)
class GeneratorTest {
    @RegisterExtension
    final Crew crew;

    private final Queue<String> events = new ConcurrentLinkedQueue<>();
    private final Channel<Integer> gate = chan("gate");

    /** Counts from 0, and says so. */
    private final Generator<Integer> numbers = Generator.of("numbers", this::count);

    GeneratorTest(Setting setting) {
        crew = new Crew(setting);
    }

    private void count(Generator.Out<Integer> out) throws InterruptedException {
        try {
            for (int i = 0; ; i++) {
                events.add("makes " + i);
                out.yield(i);
            }
        } finally {
            events.add("cleans up");
        }
    }

    private static void countTo(int last, Generator.Out<Integer> out) throws InterruptedException {
        for (int i = 0; i <= last; i++) {
            out.yield(i);
        }
    }

    @AfterEach
    void close() {
        numbers.close();
    }

    @Nested
    class OnDemand {
        @Test
        void makesNothingThatNobodyHasAskedFor() throws Exception {
            crew.run(() -> {
                assertThat(events).isEmpty();
                assertThat(numbers.next()).isEqualTo(0);
                assertThat(events).containsExactly("makes 0");
                assertThat(numbers.nextOrEnded()).isEqualTo(new Received.Value<>(1));
                assertThat(numbers.next(Delays.LONG)).isEqualTo(new Received.Value<>(2));
                assertThat(events).containsExactly("makes 0", "makes 1", "makes 2");
            });
        }

        @Test
        void endsTheBodyOfAConsumerThatLeaves() throws Exception {
            crew.run(() -> {
                try (numbers) {
                    for (int number : numbers) {
                        if (number == 2) {
                            break;
                        }
                    }
                }
                assertThat(events).containsExactly("makes 0", "makes 1", "makes 2", "cleans up");
                assertThatThrownBy(numbers::next).isInstanceOf(ChannelCancelledException.class);
                assertThat(numbers).isEmpty();
            });
        }

        @Test
        void endsWithItsBody() throws Exception {
            Generator<Integer> three = Generator.of(out -> countTo(2, out));
            crew.run(() -> {
                assertThat(three).containsExactly(0, 1, 2);
                assertThat(three.nextOrEnded()).isEqualTo(new Received.Closed<>(null));
                assertThatThrownBy(three::next).isExactlyInstanceOf(ChannelClosedException.class);
                assertThatThrownBy(three.iterator()::next).isInstanceOf(NoSuchElementException.class);
            });
        }

        @Test
        void passesAFailureOn() throws Exception {
            IOException failure = new IOException("the body's");
            Generator<Integer> failing = Generator.of("failing", out -> {
                out.yield(1);
                throw failure;
            });
            List<Integer> seen = new ArrayList<>();
            crew.run(() -> {
                assertThatThrownBy(() -> failing.forEach(seen::add))
                        .isInstanceOf(ChannelClosedException.class)
                        .hasMessageContaining("failing")
                        .hasCause(failure);
                assertThat(seen).containsExactly(1);
                failing.close();
            });
        }

        @Test
        void isAStreamThatClosesIt() throws Exception {
            crew.run(() -> {
                try (Stream<Integer> stream = numbers.stream()) {
                    assertThat(stream.filter(n -> n % 2 == 1).limit(2)).containsExactly(1, 3);
                }
                assertThat(events).last().isEqualTo("cleans up");
            });
        }

        @Test
        void keepsForTheNextDemandWhatAnInterruptedOneHasAskedFor() throws Exception {
            Generator<Integer> gated = Generator.of(out -> {
                for (int i = 0; ; i++) {
                    events.add("at the gate");
                    gate.receive();
                    out.yield(i);
                }
            });
            Party<Integer> consumer = crew.start(() -> gated.next());
            Await.until("the element is asked for", () -> events.contains("at the gate"));
            consumer.interrupt();
            assertThat(consumer.failure()).isInstanceOf(InterruptedException.class);
            crew.run(() -> {
                assertThat(gated.next(Delays.SHORT)).isEqualTo(new Received.TimedOut<>());
                gate.send(0);
                assertThat(gated.next()).isEqualTo(0);
                gated.close();
            });
        }

        @Test
        void anInterruptEndsALoop() throws Exception {
            Generator<Integer> silent = Generator.of(_ -> never().receive());
            crew.run(() -> {
                Thread.currentThread().interrupt();
                assertThatThrownBy(() -> silent.forEach(_ -> {})).isInstanceOf(InterruptedOperationException.class);
                assertThat(Thread.interrupted()).isTrue();
                silent.close();
            });
        }

        @Test
        void refusesNulls() {
            assertThatNullPointerException().isThrownBy(() -> Generator.of(null));
            assertThatNullPointerException().isThrownBy(() -> Generator.of(null, _ -> {}));
            assertThatNullPointerException().isThrownBy(() -> Generator.channel(null));
        }
    }

    @Nested
    class AsAChannel {
        @Test
        void isOneElementAhead() throws Exception {
            ReceiveChannel<Integer> channel = crew.call(() -> Generator.channel("ahead", GeneratorTest.this::count));
            Await.until("the first is made", () -> events.size() == 1);
            assertThat(channel.name()).isEqualTo("ahead");
            assertThat(crew.<Integer>call(channel::receive)).isZero();
            Await.until("the second is made", () -> events.size() == 2);
            channel.cancel();
            Await.until("the body ends", () -> events.contains("cleans up"));
            assertThat(events).containsExactly("makes 0", "makes 1", "cleans up");
        }

        @Test
        void standsInASelect() throws Exception {
            crew.run(() -> {
                ReceiveChannel<Integer> channel = Generator.channel(out -> countTo(0, out));
                ReceiveChannel<Integer> silent = never();
                assertThat(select(receive(channel), receive(silent))).isZero();
                assertThat(channel.receiveOrClosed()).isEqualTo(new Received.Closed<>(null));
            });
        }

        @Test
        void closesWithTheFailureOfItsBody() throws Exception {
            IOException failure = new IOException("the body's");
            crew.run(() -> {
                ReceiveChannel<Integer> channel = Generator.channel(out -> {
                    out.yield(1);
                    throw failure;
                });
                assertThat(channel.receive()).isEqualTo(1);
                assertThatThrownBy(channel::receive)
                        .isInstanceOf(ChannelClosedException.class)
                        .hasCause(failure);
            });
        }

        @Test
        void tellsTheHandlerOfAFailureThatNobodyReceives() throws Exception {
            List<Throwable> told = new ArrayList<>();
            IOException failure = new IOException("of the clean-up");
            try (Scheduler scheduler = Scheduler.builder()
                    .uncaughtHandler((_, thrown) -> told.add(thrown))
                    .build()) {
                scheduler.run(Remaining.AWAIT, () -> {
                    ReceiveChannel<Integer> channel = Generator.channel(out -> {
                        try {
                            countTo(5, out);
                        } finally {
                            throwIt(failure);
                        }
                    });
                    assertThat(channel.receive()).isZero();
                    channel.cancel();
                    Generator.<Integer>channel(out -> countTo(5, out)).cancel(); // is silent
                });
            }
            assertThat(told).containsExactly(failure);
        }

        private static void throwIt(IOException failure) throws IOException {
            throw failure;
        }
    }

    /** Several consumers that leave at some moment: what was made is what was received, but for one on its way. */
    @Test
    void everyElementIsReceivedOnceInOrder() throws Exception {
        for (int round = 0; round < Rounds.of(300); round++) {
            events.clear();
            int wanted = round % 9;
            List<Integer> received = crew.call(() -> {
                List<Integer> elements = new ArrayList<>();
                ReceiveChannel<Integer> channel = Generator.channel(GeneratorTest.this::count);
                for (int i = 0; i < wanted; i++) {
                    elements.add(channel.receive());
                }
                channel.cancel();
                return elements;
            });
            Await.until("the body ends", () -> events.contains("cleans up"));
            assertThat(received).isEqualTo(IntStream.range(0, wanted).boxed().toList());
            assertThat(events).hasSizeBetween(wanted + 1, wanted + 2);
        }
    }

    @Test
    void iteratorsShareTheElements() throws Exception {
        crew.run(() -> {
            Iterator<Integer> first = numbers.iterator();
            Iterator<Integer> second = numbers.iterator();
            assertThat(first.next()).isZero();
            assertThat(second.next()).isEqualTo(1);
            assertThat(first.hasNext()).isTrue();
            assertThat(first.next()).isEqualTo(2);
        });
    }
}
