package org.csp4j.patterns.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.csp4j.Csp.chan;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.csp4j.Channel;
import org.csp4j.ChannelCancelledException;
import org.csp4j.Received;
import org.csp4j.patterns.NothingIsLeft;
import org.csp4j.testsupport.Await;
import org.csp4j.testsupport.Crew;
import org.csp4j.testsupport.Party;
import org.csp4j.testsupport.Setting;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** {@link FilterChain}: filters that are added while elements run through. */
@Tag("engine")
@ParameterizedClass(name = "{0}")
@MethodSource("org.csp4j.testsupport.Setting#all")
@ExtendWith(NothingIsLeft.class)
class FilterChainTest {
    @RegisterExtension
    final Crew crew;

    private final Channel<Integer> source = chan("source");

    FilterChainTest(Setting setting) {
        crew = new Crew(setting);
    }

    @Test
    void theSieveIsOne() throws Exception {
        AtomicBoolean isOver = new AtomicBoolean();
        List<Integer> primes = crew.call(() -> {
            List<Integer> found = new ArrayList<>();
            try (FilterChain<Integer> sieve = FilterChain.of(Generator.channel(out -> {
                try {
                    for (int n = 2; ; n++) {
                        out.yield(n);
                    }
                } finally {
                    isOver.set(true);
                }
            }))) {
                while (found.size() < 100) {
                    int prime = sieve.receive();
                    found.add(prime);
                    sieve.append(n -> n % prime != 0);
                }
                assertThat(sieve.length()).isEqualTo(100);
            }
            return found;
        });
        assertThat(primes).hasSize(100).startsWith(2, 3, 5, 7, 11).endsWith(541);
        Await.until("the generator ends", isOver::get);
    }

    @Test
    void aFilterSeesWhatHasNotBeenReceivedBefore() throws Exception {
        crew.start(() -> {
            for (int i = 1; i <= 6; i++) {
                source.send(i);
            }
            source.close();
        });
        crew.run(() -> {
            FilterChain<Integer> chain = FilterChain.of(source);
            assertThat(chain.end()).isSameAs(source);
            assertThat(chain.receive()).isEqualTo(1);
            chain.append(n -> n % 2 == 1);
            assertThat(chain.receiveOrClosed()).isEqualTo(new Received.Value<>(3));
            assertThat(chain.append(n -> n != 5).receiveOrClosed()).isEqualTo(new Received.Closed<>(null));
        });
    }

    @Test
    void aConditionThatThrowsFailsBothEnds() throws Exception {
        IOException failure = new IOException("of a condition");
        Party<Void> producer = crew.start(() -> {
            for (int i = 1; source.sendOrClosed(i).isOk(); i++) {}
        });
        crew.run(() -> {
            FilterChain<Integer> chain = FilterChain.of(source)
                    .append(n -> {
                        if (n == 3) {
                            throw failure;
                        }
                        return true;
                    })
                    .append(_ -> true);
            assertThat(chain.receive()).isEqualTo(1);
            assertThat(chain.receive()).isEqualTo(2);
            assertThatThrownBy(chain::receive).hasCause(failure);
        });
        producer.join();
    }

    @Test
    void aFilterThatKeepsEverythingBackLearnsOfAClose() throws Exception {
        Party<Void> producer = crew.start(() -> {
            for (int i = 1; source.sendOrClosed(i).isOk(); i++) {}
        });
        crew.run(() -> {
            FilterChain<Integer> chain = FilterChain.of(source).append(_ -> false);
            chain.close();
            chain.close();
            assertThatThrownBy(chain::receive).isInstanceOf(ChannelCancelledException.class);
        });
        producer.join();
    }

    @Test
    void refusesNulls() {
        assertThatNullPointerException().isThrownBy(() -> FilterChain.of(null));
        assertThatNullPointerException().isThrownBy(() -> FilterChain.of(source).append(null));
    }
}
