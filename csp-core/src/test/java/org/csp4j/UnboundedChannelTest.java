package org.csp4j;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.csp4j.testsupport.Party;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class UnboundedChannelTest extends ChannelContract {
    UnboundedChannelTest(ChannelSubject subject) {
        super(subject);
    }

    static Stream<ChannelSubject> subjects() {
        return ChannelSubject.of(ChannelKind.UNBOUNDED);
    }

    @Nested
    class SetApart extends ChannelFixture {
        private static final int MANY = 10_000;

        SetApart() {
            super(subject);
        }

        @Test
        void noFormOfSendingWaitsOrFindsTheChannelFull() throws Exception {
            crew.run(() -> {
                for (int i = 1; i <= MANY; i += 5) {
                    in.send(i);
                    assertThat(in.sendOrClosed(i + 1).isOk()).isTrue();
                    assertThat(in.trySend(i + 2).isOk()).isTrue();
                    assertThat(in.trySend(i + 3, Duration.ZERO).isOk()).isTrue();
                    assertThat(in.trySend(i + 4, Deadline.after(Duration.ZERO)).isOk())
                            .isTrue();
                }
            });
            assertThat(out.size()).isEqualTo(MANY);
            assertThat(rest()).isEqualTo(numbers(MANY));
            assertThat(channel.droppedCount()).isZero();
        }

        @Test
        void cancelReturnsAllOfMany() {
            numbers(MANY).forEach(in::trySend);
            assertThat(out.cancel()).isEqualTo(numbers(MANY));
        }

        @Test
        void itGrowsAndShrinksAgainAndAgain() {
            for (int length : List.of(1, 63, 64, 65, 127, 128, 129, 1_000, 1)) {
                numbers(length).forEach(in::trySend);
                assertThat(out.size()).isEqualTo(length);
                assertThat(rest()).isEqualTo(numbers(length));
                assertThat(out.size()).isZero();
            }
        }

        @Test
        void itKeepsTheOrderWhileItGrowsAndShrinks() {
            List<Integer> received = new ArrayList<>();
            int sent = 0;
            while (sent < MANY) {
                for (int i = 0; i < 150; i++) {
                    in.trySend(++sent);
                }
                out.drainTo(received, 120);
            }
            out.drainTo(received);
            assertThat(received).isEqualTo(numbers(sent));
        }

        @Test
        void manySendersGrowItTogether() throws Exception {
            List<Party<Void>> senders = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                int first = i * MANY;
                senders.add(crew.start(() -> {
                    for (int number : numbers(MANY)) {
                        in.send(first + number);
                    }
                }));
            }
            for (Party<Void> sender : senders) {
                sender.join();
            }
            assertThat(rest().stream().sorted().toList()).isEqualTo(numbers(4 * MANY));
        }
    }
}
