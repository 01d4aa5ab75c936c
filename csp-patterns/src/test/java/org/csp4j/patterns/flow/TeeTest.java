package org.csp4j.patterns.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.csp4j.Csp.chan;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.csp4j.Channel;
import org.csp4j.ReceiveChannel;
import org.csp4j.Received;
import org.csp4j.patterns.NothingIsLeft;
import org.csp4j.testsupport.Await;
import org.csp4j.testsupport.Crew;
import org.csp4j.testsupport.Delays;
import org.csp4j.testsupport.Party;
import org.csp4j.testsupport.Rounds;
import org.csp4j.testsupport.Setting;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** {@link Tee}: all receive the same. */
@Tag("engine")
@ParameterizedClass(name = "{0}")
@MethodSource("org.csp4j.testsupport.Setting#all")
@ExtendWith(NothingIsLeft.class)
class TeeTest {
    @RegisterExtension
    final Crew crew;

    private final Channel<Integer> source = chan("source");

    TeeTest(Setting setting) {
        crew = new Crew(setting);
    }

    private List<ReceiveChannel<Integer>> start(int receivers) throws Exception {
        return crew.call(() -> Tee.of(source, receivers));
    }

    private Party<Integer> sendTo(int last) {
        return crew.start(() -> {
            int sent = 0;
            while (sent <= last && source.sendOrClosed(sent).isOk()) {
                sent++;
            }
            source.close();
            return sent;
        });
    }

    @Test
    void anElementMayBeTakenInAnyOrder() throws Exception {
        List<ReceiveChannel<Integer>> outs = start(3);
        sendTo(3);
        crew.run(() -> {
            for (int i = 0; i <= 3; i++) {
                for (int place : i % 2 == 0 ? new int[] {0, 1, 2} : new int[] {2, 0, 1}) {
                    assertThat(outs.get(place).receive()).isEqualTo(i);
                }
            }
            for (ReceiveChannel<Integer> out : outs) {
                assertThat(out.receiveOrClosed()).isEqualTo(new Received.Closed<>(null));
            }
        });
    }

    @Test
    void theSlowestSaysHowFastItGoes() throws Exception {
        List<ReceiveChannel<Integer>> outs = start(2);
        sendTo(5);
        crew.run(() -> {
            assertThat(outs.getFirst().receive()).isZero();
            assertThat(outs.getFirst().tryReceive(Delays.SHORT)).isEqualTo(new Received.TimedOut<>());
            assertThat(outs.getLast().receive()).isZero();
            assertThat(outs.getFirst().receive()).isEqualTo(1);
        });
        outs.forEach(ReceiveChannel::cancel);
    }

    @Test
    void oneThatLeavesIsLeftOut() throws Exception {
        List<ReceiveChannel<Integer>> outs = start(2);
        Party<Integer> producer = sendTo(50);
        crew.run(() -> {
            assertThat(outs.getFirst().receive()).isZero();
            outs.getLast().cancel(); // has not taken it
            assertThat(outs.getFirst().stream().toList())
                    .isEqualTo(IntStream.rangeClosed(1, 50).boxed().toList());
        });
        assertThat(producer.result()).isEqualTo(51);
    }

    @Test
    void theLastThatLeavesStopsTheProducer() throws Exception {
        List<ReceiveChannel<Integer>> outs = start(3);
        outs.get(1).cancel();
        outs.get(0).cancel();
        assertThat(source.isClosed()).isFalse();
        outs.get(2).cancel();
        Await.until("the source is cancelled", source::isClosed);
    }

    @Test
    void aFailureOfTheSourceComesToAll() throws Exception {
        IOException failure = new IOException("the source's");
        List<ReceiveChannel<Integer>> outs = start(2);
        source.close(failure);
        crew.run(() -> {
            for (ReceiveChannel<Integer> out : outs) {
                assertThatThrownBy(out::receive).hasCause(failure);
            }
        });
    }

    @Test
    void refusesWhatMakesNoSense() {
        assertThatIllegalArgumentException().isThrownBy(() -> Tee.of(source, 0)).withMessageContaining("receivers 0");
        assertThatNullPointerException().isThrownBy(() -> Tee.of(null, 1));
    }

    /** Receivers that leave at some moment: each has received the first elements, as many as it wanted, once each and in order. */
    @Test
    void allReceiveTheSame() throws Exception {
        Random random = new Random(5);
        for (int round = 0; round < Rounds.of(60); round++) {
            Channel<Integer> in = chan(random.nextInt(3));
            List<ReceiveChannel<Integer>> outs = crew.call(() -> Tee.of(in, 3));
            Party<Void> producer = crew.start(() -> {
                for (int i = 0; i < 40 && in.sendOrClosed(i).isOk(); i++) {}
                in.close();
            });
            List<Party<List<Integer>>> receivers = new ArrayList<>();
            List<Integer> wanted = new ArrayList<>();
            for (ReceiveChannel<Integer> out : outs) {
                int count = random.nextInt(60);
                wanted.add(Math.min(count, 40));
                receivers.add(crew.start(() -> {
                    List<Integer> received = new ArrayList<>();
                    while (received.size() < count
                            && out.receiveOrClosed() instanceof Received.Value<Integer>(var element)) {
                        received.add(element);
                    }
                    out.cancel();
                    return received;
                }));
            }
            for (int i = 0; i < 3; i++) {
                assertThat(receivers.get(i).result())
                        .isEqualTo(IntStream.range(0, wanted.get(i)).boxed().toList());
            }
            producer.join();
        }
    }
}
