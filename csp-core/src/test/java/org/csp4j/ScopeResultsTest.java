package org.csp4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.csp4j.Csp.chan;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.csp4j.testsupport.Rounds;
import org.csp4j.testsupport.Setting;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** {@code Scope.results}. */
@Tag("engine")
@ParameterizedClass(name = "{0}")
@MethodSource("org.csp4j.testsupport.Setting#all")
class ScopeResultsTest extends ScopeFixture {
    private final IOException failure = new IOException("the failure");

    ScopeResultsTest(Setting setting) {
        super(setting);
    }

    @Test
    void comeInTheOrderOfCompletion() throws Exception {
        crew.run(() -> {
            try (Scope scope = Scope.open()) {
                Channel<Integer> third = chan();
                Channel<Integer> second = chan();
                Fiber<String> a = parked(scope.async(() -> "third" + third.receive()));
                Fiber<String> b = parked(scope.async(() -> "second" + second.receive()));
                Fiber<String> c = scope.async(() -> "first");
                c.join();
                ReceiveChannel<String> results = scope.results(List.of(a, b, c, a));
                assertThat(results.receive()).isEqualTo("first");
                assertThat(results.tryReceive()).isInstanceOf(Received.Empty.class);
                second.send(2);
                assertThat(results.receive()).isEqualTo("second2");
                third.send(3);
                assertThat(results).containsExactly("third3");
                assertThat(scope.results(List.of(a, b, c))).containsExactly("first", "second2", "third3");
            }
        });
    }

    @Test
    void endWithTheFailureOfTheScope() throws Exception {
        crew.run(() -> {
            try (Scope scope = Scope.open()) {
                Fiber<String> good = scope.async(() -> "good");
                good.join();
                Fiber<String> bad = scope.async(() -> {
                    cleanup.receiveOrClosed();
                    throw failure;
                });
                Fiber<Integer> lost = parked(scope.async(never::receive));
                ReceiveChannel<Object> results = scope.results(List.of(lost, bad, good));
                cleanup.close();
                assertThat(results.receive()).isEqualTo("good");
                assertThatThrownBy(results::receive).hasCause(failure);
                assertThatThrownBy(scope::join).hasCause(failure);
                ReceiveChannel<Object> again = scope.results(List.of(lost, bad, good));
                assertThat(again.receive()).isEqualTo("good");
                assertThatThrownBy(again::receive).hasCause(failure);
            }
        });
    }

    @Test
    void areThoseOfTheOthersWhereFailuresCancelNobody() throws Exception {
        crew.run(() -> {
            try (Scope scope = Scope.open(ScopePolicy.SUPERVISE)) {
                List<Fiber<Integer>> fibers = List.of(
                        scope.async(() -> {
                            throw failure;
                        }),
                        scope.async(() -> 1));
                assertThat(scope.results(fibers)).containsExactly(1);
            }
            try (Scope scope = Scope.open(ScopePolicy.COLLECT_ALL)) {
                List<Fiber<Integer>> fibers = List.of(
                        scope.async(() -> {
                            throw failure;
                        }),
                        scope.async(() -> 1));
                ReceiveChannel<Integer> results = scope.results(fibers);
                assertThat(results.receive()).isEqualTo(1);
                assertThatThrownBy(results::receive).hasCause(failure);
                assertThatThrownBy(scope::join).hasCause(failure);
            }
        });
    }

    @Test
    void areNoMoreThanTheQuorum() throws Exception {
        crew.run(() -> {
            try (Scope scope = Scope.open(ScopePolicy.quorum(2))) {
                Fiber<String> stubborn = parked(scope.async(() -> {
                    try {
                        return "received" + never.receive();
                    } catch (InterruptedException e) {
                        return "too late";
                    }
                }));
                Fiber<String> one = scope.async(() -> "one");
                one.join();
                Fiber<String> two = scope.async(() -> "two");
                assertThat(scope.results(List.of(stubborn, one, two))).containsExactly("one", "two");
                scope.join();
                assertThat(stubborn.state()).isEqualTo(FiberState.DONE);
                assertThat(scope.results(List.of(stubborn, one, two))).containsExactly("one", "two");
                assertThat(scope.results(List.of(stubborn))).isEmpty();
            }
        });
    }

    @Test
    void endWithTheFailuresIfAQuorumDoesNotComeAbout() throws Exception {
        crew.run(() -> {
            try (Scope scope = Scope.open(ScopePolicy.quorum(2))) {
                List<Fiber<Integer>> fibers = List.of(scope.async(() -> 1), scope.async(() -> {
                    throw failure;
                }));
                ReceiveChannel<Integer> results = scope.results(fibers);
                assertThat(results.receive()).isEqualTo(1);
                assertThatThrownBy(results::receive).hasCause(failure);
            }
        });
    }

    @Test
    void ofNobodyAreNone() throws Exception {
        try (Scope scope = Scope.open()) {
            assertThat(scope.results(List.of())).isEmpty();
        }
    }

    @Test
    void canBeGivenUp() throws Exception {
        crew.run(() -> {
            try (Scope scope = Scope.open()) {
                Fiber<Integer> fiber = parked(scope.async(cleanup::receive));
                scope.results(List.of(fiber)).cancel();
                cleanup.send(1);
                assertThat(fiber.result()).isEqualTo(1);
                scope.join();
            }
        });
    }

    @Test
    void cannotBeNull() throws Exception {
        try (Scope scope = Scope.open()) {
            ReceiveChannel<Integer> results = scope.results(List.of(scope.async("nil", () -> null)));
            assertThatThrownBy(results::receive)
                    .hasCauseInstanceOf(NullPointerException.class)
                    .hasMessageContaining("nil");
        }
    }

    @Test
    void ofOtherFibersAreRefused() throws Exception {
        try (Scope scope = Scope.builder().name("ours").open();
                Scope other = Scope.open()) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> scope.results(List.of(other.async("theirs", () -> 1))))
                    .withMessageContaining("theirs")
                    .withMessageContaining("ours");
            assertThatIllegalArgumentException().isThrownBy(() -> scope.results(List.of(Csp.async(() -> 1))));
            other.join();
        }
    }

    /** Fibers end while the channel is being made: each result comes once, and then the end. */
    @Test
    void areNeitherLostNorDoubled() throws Exception {
        crew.run(() -> {
            for (int round = 0; round < Rounds.of(500); round++) {
                try (Scope scope = Scope.open()) {
                    List<Fiber<Integer>> fibers = new ArrayList<>();
                    for (int i = 0; i < 10; i++) {
                        int number = i;
                        fibers.add(scope.async(() -> number));
                    }
                    assertThat(scope.results(fibers)).containsExactlyInAnyOrder(0, 1, 2, 3, 4, 5, 6, 7, 8, 9);
                }
            }
        });
    }
}
