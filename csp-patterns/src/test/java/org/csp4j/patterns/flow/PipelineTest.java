package org.csp4j.patterns.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.csp4j.Csp.chan;
import static org.csp4j.testsupport.Await.await;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.IntStream;
import org.csp4j.Channel;
import org.csp4j.ChannelCancelledException;
import org.csp4j.ChannelClosedException;
import org.csp4j.ReceiveChannel;
import org.csp4j.Received;
import org.csp4j.diagnostics.WaitReason.Kind;
import org.csp4j.patterns.NothingIsLeft;
import org.csp4j.testsupport.Await;
import org.csp4j.testsupport.Crew;
import org.csp4j.testsupport.Party;
import org.csp4j.testsupport.Rounds;
import org.csp4j.testsupport.Setting;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** {@link Pipeline}: its steps, its ends, and how both ends learn of a failure. {@link StageContractTest} has what all stages share. */
@Tag("engine")
@ParameterizedClass(name = "{0}")
@MethodSource("org.csp4j.testsupport.Setting#all")
@ExtendWith(NothingIsLeft.class)
class PipelineTest {
    @RegisterExtension
    final Crew crew;

    private final Channel<Integer> source = chan("source");
    private final IOException failure = new IOException("a step's");

    PipelineTest(Setting setting) {
        crew = new Crew(setting);
    }

    private static List<Integer> numbers(int count) {
        return IntStream.range(0, count).boxed().toList();
    }

    private static Pipeline<Integer> of(Integer... elements) {
        return Pipeline.of(List.of(elements));
    }

    private Party<Void> sendForEver() {
        return crew.start(() -> {
            for (int i = 0; source.sendOrClosed(i).isOk(); i++) {
                assertThat(i).isLessThan(1_000_000);
            }
        });
    }

    @Nested
    class Steps {
        @Test
        void makeOfElementsWhatTheySay() throws Exception {
            crew.run(() -> {
                assertThat(of(1, 2, 3).map(n -> "n" + n).toList()).containsExactly("n1", "n2", "n3");
                assertThat(of(1, 2, 3, 4).filter(n -> n % 2 == 0).toList()).containsExactly(2, 4);
                assertThat(of(1, 2, 3).flatMap(n -> Collections.nCopies(n, n)).toList())
                        .containsExactly(1, 2, 2, 3, 3, 3);
                assertThat(of(1, 2, 3).take(2).toList()).containsExactly(1, 2);
                assertThat(of(1, 2, 3).take(4).toList()).containsExactly(1, 2, 3);
                assertThat(of(1, 2, 3, 1).takeWhile(n -> n < 3).toList()).containsExactly(1, 2);
                assertThat(of(3, 2).first()).contains(3);
                assertThat(of().first()).isEmpty();
            });
        }

        @Test
        void takeEndsWhatIsBeforeInTheMiddleOfAFlatMap() throws Exception {
            List<Integer> made = new ArrayList<>();
            crew.run(() -> {
                assertThat(of(1, 2, 3)
                                .map(n -> {
                                    made.add(n);
                                    return n;
                                })
                                .flatMap(n -> List.of(n, n))
                                .take(3)
                                .toList())
                        .containsExactly(1, 1, 2);
                assertThat(made).containsExactly(1, 2);
            });
        }

        @Test
        void takeDoesNotWaitForAnElementThatItDoesNotWant() throws Exception {
            Party<List<Integer>> consumer =
                    crew.start(() -> Pipeline.from(source).take(2).toList());
            crew.run(() -> {
                source.send(1);
                source.send(2);
            });
            assertThat(consumer.result()).containsExactly(1, 2);
            assertThat(source.isClosed()).isTrue();
        }

        @Test
        void runInTheCaller() throws Exception {
            crew.run(() -> {
                List<Thread> threads = of(1).map(_ -> Thread.currentThread())
                        .filter(thread -> thread == Thread.currentThread())
                        .toList();
                assertThat(threads).containsExactly(Thread.currentThread());
            });
        }

        @Test
        void countAnewInEachRun() throws Exception {
            Pipeline<Integer> two = of(1, 2, 3).take(2);
            crew.run(() -> {
                assertThat(two.toList()).containsExactly(1, 2);
                assertThat(two.toList()).containsExactly(1, 2);
            });
        }

        @Test
        void mayNotReturnNull() throws Exception {
            crew.run(() -> {
                assertThatThrownBy(() -> of(1).map(_ -> null).toList())
                        .isInstanceOf(PipelineFailedException.class)
                        .cause()
                        .isInstanceOf(NullPointerException.class)
                        .hasMessageContaining("map");
                assertThatThrownBy(() -> of(1).flatMap(_ -> null).toList())
                        .cause()
                        .hasMessageContaining("flatMap");
            });
        }
    }

    @Nested
    class ARun {
        @Test
        void doesNotBeginBeforeSomebodyWantsIt() throws Exception {
            Pipeline<Integer> pipeline = crew.call(() -> Pipeline.from(source)
                    .map(n -> n + 1)
                    .buffer(10)
                    .parallel(2, n -> n)
                    .batch(3)
                    .flatMap(batch -> batch));
            assertThat(source.trySend(1).isOk()).isFalse();
            Party<Void> producer = crew.start(() -> {
                source.send(1);
                source.close();
            });
            assertThat(crew.<List<Integer>>call(pipeline::toList)).containsExactly(2);
            producer.join();
        }

        @Test
        void ofAGeneratorEndsItsBody() throws Exception {
            Queue<String> events = new ConcurrentLinkedQueue<>();
            Pipeline<Integer> pipeline = Pipeline.generate(out -> {
                try {
                    for (int i = 0; ; i++) {
                        out.yield(i);
                    }
                } finally {
                    events.add("cleaned up");
                }
            });
            crew.run(() -> {
                assertThat(pipeline.take(3).toList()).containsExactly(0, 1, 2);
                assertThat(pipeline.first()).contains(0);
            });
            Await.until("both bodies have ended", () -> events.size() == 2);
        }

        @Test
        void overAChannelAsItIsNeedsNoFiber() {
            assertThat(Pipeline.from(source).toChannel()).isSameAs(source);
        }

        @Test
        void isCalledByItsName() throws Exception {
            ReceiveChannel<Integer> out = crew.call(() -> Pipeline.from(source).toChannel("orders"));
            assertThat(out.name()).isEqualTo("orders");
            out.cancel();
        }

        @Test
        void byACallerWhoIsInterruptedCancelsTheSource() throws Exception {
            Party<Void> consumer =
                    crew.start(() -> Pipeline.from(source).map(n -> n).forEach(_ -> {}));
            await(consumer).toPark(Kind.RECEIVE);
            consumer.interrupt();
            assertThat(consumer.failure()).isInstanceOf(InterruptedException.class);
            crew.run(() -> assertThatThrownBy(() -> source.send(1))
                    .isInstanceOf(ChannelCancelledException.class)
                    .hasCauseInstanceOf(InterruptedException.class));
        }
    }

    @Nested
    class AFailure {
        private Integer fail(int element) throws IOException {
            if (element == 5) {
                throw failure;
            }
            return element;
        }

        @Test
        void ofAStepReachesTheCallerAndTheProducer() throws Exception {
            Party<Void> producer = sendForEver();
            List<Integer> seen = new ArrayList<>();
            crew.run(() -> assertThatThrownBy(
                            () -> Pipeline.from(source).map(this::fail).forEach(seen::add))
                    .isInstanceOf(PipelineFailedException.class)
                    .hasMessageContaining("a step's")
                    .hasCause(failure));
            assertThat(seen).isEqualTo(numbers(5));
            producer.join();
        }

        @Test
        void ofTheEffectDoesToo() throws Exception {
            Party<Void> producer = sendForEver();
            crew.run(() -> assertThatThrownBy(() -> Pipeline.from(source).forEach(this::fail))
                    .isInstanceOf(PipelineFailedException.class)
                    .hasCause(failure));
            producer.join();
        }

        @Test
        void inTheMiddleReachesBothEndsThroughAllStages() throws Exception {
            Party<Void> producer = sendForEver();
            ReceiveChannel<List<Integer>> out = crew.call(() -> Pipeline.from(source)
                    .buffer(2)
                    .parallel(2, n -> n)
                    .map(this::fail)
                    .parallel(3, n -> n)
                    .batch(2)
                    .toChannel());
            List<List<Integer>> seen = new ArrayList<>();
            crew.run(() -> assertThatThrownBy(() -> out.forEach(seen::add))
                    .isExactlyInstanceOf(ChannelClosedException.class)
                    .hasCause(failure));
            assertThat(seen).containsExactly(List.of(0, 1), List.of(2, 3), List.of(4));
            producer.join();
            crew.run(() -> assertThatThrownBy(() -> source.send(1))
                    .isInstanceOf(ChannelCancelledException.class)
                    .hasCause(failure));
        }

        @Test
        void ofAStageThatCannotBeMadeCancelsTheSource() throws Exception {
            crew.run(() -> assertThatThrownBy(() -> Pipeline.from(source)
                            .map(n -> n)
                            .<Integer>via(_ -> {
                                throw new IllegalStateException("no such stage");
                            })
                            .toList())
                    .hasCauseInstanceOf(IllegalStateException.class));
            Await.until("the source is cancelled", source::isClosed);
        }
    }

    /** With a hook at each end of the pipeline, every element is received, told, or still its sender's. */
    @Test
    void everyElementIsDeliveredOrToldOf() throws Exception {
        Random random = new Random(7);
        for (int round = 0; round < Rounds.of(200); round++) {
            Channel<Integer> in = chan(random.nextInt(4));
            Queue<Integer> told = new ConcurrentLinkedQueue<>();
            int wanted = random.nextInt(20);
            int failing = random.nextInt(30);
            ReceiveChannel<Integer> out = crew.call(() -> Pipeline.from(in, told::add)
                    .undelivered(told::add)
                    .map(n -> {
                        if (n == failing) {
                            throw failure;
                        }
                        return n;
                    })
                    .toChannel());
            Party<Integer> producer = crew.start(() -> {
                int sent = 0;
                while (in.sendOrClosed(sent).isOk()) {
                    sent++;
                }
                return sent;
            });
            List<Integer> all = new ArrayList<>();
            crew.run(() -> {
                while (all.size() < wanted && out.receiveOrClosed() instanceof Received.Value<Integer>(var n)) {
                    all.add(n);
                }
                out.cancel();
            });
            int sent = producer.result();
            Await.until("all are told of", () -> all.size() + told.size() >= sent);
            assertThat(all).isEqualTo(numbers(all.size()));
            all.addAll(told);
            assertThat(all).containsExactlyInAnyOrderElementsOf(numbers(sent));
        }
    }

    @Test
    void aHookThatFailsChangesNothing() throws Exception {
        Pipeline<Integer> pipeline = of(1, 2).undelivered(_ -> {
            throw new IllegalStateException("of the hook; this is logged");
        });
        crew.run(() -> assertThatThrownBy(() -> pipeline.map(this::failAlways).toList())
                .hasCause(failure));
    }

    private Integer failAlways(Integer element) throws IOException {
        throw failure;
    }

    @Test
    void refusesWhatMakesNoSense() {
        assertThatIllegalArgumentException().isThrownBy(() -> of(1).take(0)).withMessageContaining("count 0");
        assertThatIllegalArgumentException().isThrownBy(() -> of(1).buffer(-1)).withMessageContaining("capacity -1");
        assertThatIllegalArgumentException().isThrownBy(() -> of(1).batch(0)).withMessageContaining("size 0");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> of(1).batch(1, Duration.ZERO))
                .withMessageContaining("maxWait PT0S");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> of(1).parallel(0, n -> n))
                .withMessageContaining("inFlight 0");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> of(1).parallelUnordered(0, n -> n))
                .withMessageContaining("inFlight 0");
        assertThatNullPointerException().isThrownBy(() -> Pipeline.from(null));
        assertThatNullPointerException().isThrownBy(() -> Pipeline.of(null));
        assertThatNullPointerException().isThrownBy(() -> of(1).map(null));
        assertThatNullPointerException().isThrownBy(() -> of(1).via(null));
        assertThatNullPointerException().isThrownBy(() -> of(1).undelivered(null));
    }
}
