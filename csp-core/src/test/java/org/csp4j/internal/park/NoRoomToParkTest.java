package org.csp4j.internal.park;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.csp4j.Csp.chan;
import static org.csp4j.Csp.receive;
import static org.csp4j.Csp.select;
import static org.csp4j.Csp.selector;
import static org.csp4j.Csp.send;
import static org.csp4j.Csp.timeout;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.csp4j.Channel;
import org.csp4j.Received;
import org.csp4j.Selector;
import org.csp4j.Sent;
import org.csp4j.internal.channel.QueueProbe;
import org.csp4j.internal.fiber.CurrentFiber;
import org.csp4j.internal.fiber.FiberCore;
import org.csp4j.internal.fiber.FiberParker;
import org.csp4j.internal.fiber.FiberParking;
import org.csp4j.testsupport.Crew;
import org.csp4j.testsupport.Delays;
import org.csp4j.testsupport.Setting;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Whoever cannot be parked, since the stack is too deep to be copied, waits for nothing any more, or gets what has come. */
@Tag("engine")
class NoRoomToParkTest {
    @RegisterExtension
    final Crew crew = new Crew(Setting.FIBERS);

    /** Something that waits on a channel of its own, and what it has received or sent. */
    private interface Operation {
        Object on(Channel<String> channel) throws Exception;
    }

    private record Form(String name, boolean isSend, Operation operation) {
        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Form> forms() {
        Channel<String> never = chan();
        return Stream.of(
                new Form("receive", false, Channel::receive),
                new Form("timed receive", false, channel -> channel.tryReceive(Delays.LONG)),
                new Form("send", true, channel -> {
                    channel.send("sent");
                    return "sent";
                }),
                new Form("select", false, channel -> select(receive(channel), receive(never))),
                new Form(
                        "select that sends",
                        true,
                        channel -> select(send(channel, "sent", () -> "sent"), receive(never))),
                new Form(
                        "select with a timeout",
                        false,
                        channel -> select(receive(channel), receive(never), timeout(Delays.LONG, () -> "late"))));
    }

    /** Fails to park a fiber, as the JDK does; before that, this happens. */
    private static final class NoRoom extends FiberParking {
        private final Runnable meanwhile;

        NoRoom(Runnable meanwhile) {
            this.meanwhile = meanwhile;
        }

        @Override
        protected void park(FiberParker fiber, Object blocker) {
            park(fiber);
        }

        @Override
        public void park(FiberParker fiber) {
            meanwhile.run();
            throw new StackOverflowError("no room");
        }

        @Override
        protected void unpark(FiberParker fiber) {}
    }

    /** In a fiber that cannot be parked. */
    private void run(Runnable meanwhile, Crew.Body body) throws Exception {
        crew.run(() -> {
            FiberCore fiber = Objects.requireNonNull(CurrentFiber.get());
            FiberParking usual = fiber.parking();
            fiber.bind(fiber.thread(), new NoRoom(meanwhile));
            try {
                body.run();
            } finally {
                fiber.bind(fiber.thread(), usual);
            }
        });
    }

    @ParameterizedTest
    @MethodSource("forms")
    void withdraws(Form form) throws Exception {
        Channel<String> channel = chan();
        run(() -> {}, () -> {
            for (int i = 0; i < 2; i++) {
                assertThatThrownBy(() -> form.operation.on(channel))
                        .isInstanceOf(StackOverflowError.class)
                        .hasMessage("no room");
                assertThat(QueueProbe.waitersOf(channel)).isZero();
                assertThat(channel.trySend("hello")).isInstanceOf(Sent.Full.class);
                assertThat(channel.tryReceive()).isInstanceOf(Received.Empty.class);
            }
        });
    }

    @ParameterizedTest
    @MethodSource("forms")
    void getsWhatHasComeMeanwhile(Form form) throws Exception {
        Channel<String> channel = chan();
        List<Object> met = new ArrayList<>();
        run(() -> met.add(form.isSend ? channel.tryReceive() : channel.trySend("hello")), () -> {
            Object result = form.operation.on(channel);
            assertThat(result instanceof Received.Value<?>(Object element) ? element : result)
                    .isEqualTo(form.isSend ? "sent" : "hello");
        });
        assertThat(met).hasSize(1).doesNotHaveAnyElementsOfTypes(Sent.Full.class, Received.Empty.class);
    }

    @Test
    void aSelectorStaysRegistered() throws Exception {
        Channel<String> channel = chan(1);
        run(() -> {}, () -> {
            try (Selector<String> selector = selector(receive(channel))) {
                assertThatThrownBy(selector::select).isInstanceOf(StackOverflowError.class);
                channel.send("hello");
                assertThat(selector.select()).isEqualTo("hello");
            }
        });
    }
}
