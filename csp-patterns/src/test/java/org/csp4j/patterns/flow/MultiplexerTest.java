package org.csp4j.patterns.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.csp4j.Csp.chan;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.csp4j.Channel;
import org.csp4j.ChannelCancelledException;
import org.csp4j.Received;
import org.csp4j.patterns.NothingIsLeft;
import org.csp4j.testsupport.Await;
import org.csp4j.testsupport.Crew;
import org.csp4j.testsupport.Party;
import org.csp4j.testsupport.Rounds;
import org.csp4j.testsupport.Setting;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** {@link Multiplexer}: sources that come and go. */
@Tag("engine")
@ParameterizedClass(name = "{0}")
@MethodSource("org.csp4j.testsupport.Setting#all")
@ExtendWith(NothingIsLeft.class)
class MultiplexerTest {
    @RegisterExtension
    final Crew crew;

    private final Channel<Integer> a = chan("a", 5);
    private final Channel<Integer> b = chan("b", 5);
    private final Channel<Integer> c = chan("c", 5);
    private final IOException failure = new IOException("of a");

    MultiplexerTest(Setting setting) {
        crew = new Crew(setting);
    }

    @Test
    void sourcesComeAndGoWhileItRuns() throws Exception {
        crew.run(() -> {
            Multiplexer<Integer> multiplexer = Multiplexer.open();
            assertThat(multiplexer.add(a)).isTrue();
            a.send(1);
            assertThat(multiplexer.channel().receive()).isEqualTo(1);
            assertThat(multiplexer.add(b)).isTrue();
            b.send(2);
            assertThat(multiplexer.channel().receive()).isEqualTo(2);
            a.close();
            b.send(3);
            assertThat(multiplexer.channel().receive()).isEqualTo(3);
            assertThat(multiplexer.add(c)).isTrue();
            b.close();
            c.send(4);
            multiplexer.close();
            multiplexer.close();
            assertThat(multiplexer.add(a)).isFalse();
            assertThat(multiplexer.channel().receive()).isEqualTo(4);
            c.close();
            assertThat(multiplexer.channel().receiveOrClosed()).isEqualTo(new Received.Closed<>(null));
        });
    }

    @Test
    void withoutSourcesItEndsWhenItIsClosed() throws Exception {
        crew.run(() -> {
            Multiplexer<Integer> multiplexer = Multiplexer.open();
            multiplexer.close();
            assertThat(multiplexer.channel().receiveOrClosed()).isEqualTo(new Received.Closed<>(null));
        });
    }

    @Test
    void aSourceThatFailsFailsAll() throws Exception {
        crew.run(() -> {
            Multiplexer<Integer> multiplexer = Multiplexer.open();
            Stream.of(a, b).forEach(multiplexer::add);
            a.send(1);
            a.close(failure);
            assertThat(multiplexer.channel().receive()).isEqualTo(1);
            assertThatThrownBy(multiplexer.channel()::receive).hasCause(failure);
            assertThatThrownBy(() -> b.send(1))
                    .isInstanceOf(ChannelCancelledException.class)
                    .hasCause(failure);
            assertThat(multiplexer.add(c)).isFalse();
            assertThat(c.isClosed()).isFalse();
        });
    }

    @Test
    void oneThatSupervisesGoesOnWithTheOthers() throws Exception {
        Queue<Throwable> told = new ConcurrentLinkedQueue<>();
        crew.run(() -> {
            Multiplexer<Integer> multiplexer = Multiplexer.supervising(told::add);
            Stream.of(a, b).forEach(multiplexer::add);
            a.close(failure);
            Await.until("it is told of", () -> told.contains(failure));
            b.send(1);
            assertThat(multiplexer.channel().receive()).isEqualTo(1);
            multiplexer.close();
            b.close();
            assertThat(multiplexer.channel().receiveOrClosed()).isEqualTo(new Received.Closed<>(null));
        });
        assertThat(told).hasSize(1);
    }

    @Test
    void aReceiverThatLeavesStopsAllProducers() throws Exception {
        IOException reason = new IOException("had enough");
        Multiplexer<Integer> multiplexer = crew.call(() -> {
            Multiplexer<Integer> opened = Multiplexer.open();
            Stream.of(a, b, c).forEach(opened::add);
            return opened;
        });
        multiplexer.channel().cancel(reason);
        Await.until("all are cancelled", () -> Stream.of(a, b, c).allMatch(Channel::isClosed));
        crew.run(() -> {
            assertThatThrownBy(() -> a.send(1)).hasCause(reason);
            assertThat(multiplexer.add(chan())).isFalse();
        });
    }

    @Test
    void refusesNulls() throws Exception {
        crew.run(() -> {
            try (Multiplexer<Integer> multiplexer = Multiplexer.open()) {
                assertThatNullPointerException().isThrownBy(() -> multiplexer.add(null));
            }
        });
        assertThatNullPointerException().isThrownBy(() -> Multiplexer.supervising(null));
    }

    /** Sources are added while others are being drained, and at the end: every element of one that was let in comes through, in order. */
    @Test
    void everyElementOfASourceThatWasLetInComesThrough() throws Exception {
        for (int round = 0; round < Rounds.of(30); round++) {
            Multiplexer<Integer> multiplexer = crew.call(() -> Multiplexer.open());
            List<Party<Boolean>> producers = new ArrayList<>();
            for (int p = 0; p < 5; p++) {
                int producer = p;
                producers.add(crew.start(() -> {
                    Channel<Integer> source = chan(producer % 3);
                    if (!multiplexer.add(source)) {
                        return false;
                    }
                    for (int i = 0; i < 20; i++) {
                        source.send(producer * 100 + i);
                    }
                    source.close();
                    return true;
                }));
            }
            Party<Void> closer = crew.start(multiplexer::close);
            List<Integer> received =
                    crew.call(() -> multiplexer.channel().stream().toList());
            closer.join();
            int letIn = 0;
            for (int p = 0; p < 5; p++) {
                int producer = p;
                boolean isIn = producers.get(p).result();
                letIn += isIn ? 1 : 0;
                assertThat(received.stream().filter(element -> element / 100 == producer))
                        .isEqualTo(IntStream.range(0, isIn ? 20 : 0)
                                .mapToObj(i -> producer * 100 + i)
                                .toList());
            }
            assertThat(received).hasSize(letIn * 20);
        }
    }
}
