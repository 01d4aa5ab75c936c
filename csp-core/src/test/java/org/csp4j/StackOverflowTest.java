package org.csp4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.csp4j.Csp.chan;
import static org.csp4j.Csp.go;
import static org.csp4j.Csp.receive;
import static org.csp4j.Csp.select;
import static org.csp4j.Csp.send;
import static org.csp4j.Csp.timer;

import java.util.concurrent.atomic.AtomicInteger;
import org.csp4j.testsupport.Await;
import org.csp4j.testsupport.Crew;
import org.csp4j.testsupport.Crew.Body;
import org.csp4j.testsupport.Delays;
import org.csp4j.testsupport.Party;
import org.csp4j.testsupport.Setting;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Who recurses too far fails between two operations, and not half-way in one (StackRoom). */
@Tag("engine")
@ParameterizedClass(name = "{0}")
@MethodSource("org.csp4j.testsupport.Setting#all")
class StackOverflowTest {
    private static final int FRAMES = 480; // of some 40 bytes, when they are compiled
    private static final int STEP = 4;

    @RegisterExtension
    final Crew crew;

    private final AtomicInteger mine = new AtomicInteger();
    private final AtomicInteger theirs = new AtomicInteger();

    StackOverflowTest(Setting setting) {
        this.crew = new Crew(setting);
    }

    /** Makes this step with so much left of the stack as these frames take, in a thread of its own; tells whether it could. */
    private boolean couldWithLeft(int frames, Body step) throws Exception {
        return crew.call(() -> {
            int[] reached = {0};
            try {
                dive(Integer.MAX_VALUE, reached, step);
            } catch (StackOverflowError e) {
                // as many as there is room for
            }
            try {
                dive(reached[0] - frames, reached, step);
                return true;
            } catch (StackOverflowError e) {
                return false;
            }
        });
    }

    private static int dive(int levels, int[] reached, Body step) throws Exception {
        reached[0]++;
        if (levels <= 0) {
            step.run();
            return 0;
        }
        return 1 + dive(levels - 1, reached, step);
    }

    /** Makes this step with nothing left of the stack, with some frames more, and so on; and what follows, after each. */
    private void nearTheEnd(Body step, Body then) throws Exception {
        crew.run(step); // what is initialized then, is not where there is no room for it
        then.run();
        boolean[] could = new boolean[2];
        for (int frames = 0; frames < FRAMES; frames += STEP) {
            could[couldWithLeft(frames, step) ? 1 : 0] = true;
            then.run();
        }
        assertThat(could).as("could not, and could").containsExactly(true, true);
    }

    private Party<Void> receiver(Channel<Integer> channel) {
        return crew.start(() -> {
            while (channel.receiveOrClosed() instanceof Received.Value) {
                theirs.incrementAndGet();
            }
        });
    }

    private Party<Void> sender(Channel<Integer> channel) {
        return crew.start(() -> {
            while (channel.sendOrClosed(1) instanceof Sent.Ok) {
                theirs.incrementAndGet();
            }
        });
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 2})
    void aChannelIsUsableAfterIt(int capacity) throws Exception {
        Channel<Integer> channel = chan(capacity);
        nearTheEnd(
                () -> {
                    channel.trySend(1);
                    channel.tryReceive();
                },
                () -> crew.run(() -> {
                    assertThat(channel.trySend(1) instanceof Sent.Full).isEqualTo(capacity == 0);
                    while (channel.tryReceive() instanceof Received.Value) {
                        // until it is empty
                    }
                }));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 2})
    void whatWasSentIsReceived(int capacity) throws Exception {
        Channel<Integer> channel = chan(capacity);
        Party<Void> receiver = receiver(channel);
        nearTheEnd(
                () -> {
                    channel.send(1);
                    mine.incrementAndGet();
                },
                () -> Await.until("as many are received", () -> theirs.get() >= mine.get()));
        channel.close();
        receiver.join();
        assertThat(theirs).hasValue(mine.get());
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 2})
    void whatWasReceivedWasSent(int capacity) throws Exception {
        Channel<Integer> channel = chan(capacity);
        Party<Void> sender = sender(channel);
        nearTheEnd(
                () -> {
                    channel.receive();
                    mine.incrementAndGet();
                },
                () -> crew.run(channel::isDrained));
        channel.close();
        sender.join();
        assertThat(theirs).hasValue(mine.get() + channel.size());
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 2})
    void aSelectLeavesNothingBehind(int capacity) throws Exception {
        Channel<Integer> channel = chan(capacity);
        Channel<Integer> toReceive = chan();
        Channel<Integer> toSend = chan();
        Party<Void> sender = sender(channel);
        nearTheEnd(
                () -> {
                    select(receive(channel), receive(toReceive), send(toSend, 1, () -> 1));
                    mine.incrementAndGet();
                },
                () -> {
                    assertThat(toReceive.trySend(1)).as("nobody receives").isInstanceOf(Sent.Full.class);
                    assertThat(toSend.tryReceive()).as("nobody sends").isInstanceOf(Received.Empty.class);
                });
        channel.close();
        sender.join();
        assertThat(theirs).hasValue(mine.get() + channel.size());
    }

    @Test
    void aFiberWasStartedOrWasNot() throws Exception {
        nearTheEnd(
                () -> {
                    go(theirs::incrementAndGet);
                    mine.incrementAndGet();
                },
                () -> Await.until("those have run that were started", () -> theirs.get() >= mine.get()));
        assertThat(theirs).hasValue(mine.get());
    }

    @Test
    void aTimerIsUsableAfterIt() throws Exception {
        Timer timer = timer(Delays.LONG);
        Party<?> receiver = crew.start(() -> timer.receiveOrClosed());
        nearTheEnd(
                () -> timer.reset(Delays.LONG),
                () -> crew.run(() -> assertThat(timer.reset(Delays.LONG)).isTrue()));
        timer.cancel();
        receiver.join();
    }
}
