package org.csp4j.patterns.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.csp4j.Csp.never;
import static org.csp4j.Csp.receive;
import static org.csp4j.Csp.select;
import static org.csp4j.Csp.timeout;
import static org.csp4j.diagnostics.WaitReason.Kind.RECEIVE;
import static org.csp4j.testsupport.Await.await;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.csp4j.patterns.NothingIsLeft;
import org.csp4j.patterns.control.Semaphore.Permit;
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

/** {@link Semaphore}: never more than so many. */
@Tag("engine")
@ParameterizedClass(name = "{0}")
@MethodSource("org.csp4j.testsupport.Setting#all")
@ExtendWith(NothingIsLeft.class)
class SemaphoreTest {
    @RegisterExtension
    final Crew crew;

    private final Semaphore semaphore = Semaphore.of("two", 2);

    SemaphoreTest(Setting setting) {
        crew = new Crew(setting);
    }

    @Test
    void givesAsManyPermitsAsItHas() throws Exception {
        crew.run(() -> {
            assertThat(semaphore.available()).isEqualTo(2);
            Permit first = semaphore.acquire();
            Permit second = semaphore.tryAcquire().orElseThrow();
            assertThat(semaphore.tryAcquire()).isEmpty();
            assertThat(semaphore.tryAcquire(Delays.SHORT)).isEmpty();
            second.close();
            assertThat(semaphore.tryAcquire(Delays.LONG)).isPresent();
            first.close();
            assertThat(semaphore.available()).isEqualTo(1);
        });
    }

    @Test
    void aPermitIsGivenBackOnce() throws Exception {
        crew.run(() -> {
            Permit first = semaphore.acquire();
            first.close();
            Permit second = semaphore.acquire();
            first.close();
            assertThat(semaphore.available()).isEqualTo(1);
            second.close();
            assertThat(semaphore.available()).isEqualTo(2);
        });
    }

    @Test
    void whoWaitsIsServedInTheOrderOfArrival() throws Exception {
        Permit first = semaphore.acquire();
        Permit second = semaphore.acquire();
        List<String> served = new ArrayList<>(); // by whoever has the permit
        List<Party<Void>> waiting = new ArrayList<>();
        for (String name : List.of("a", "b", "c")) {
            Party<Void> party = crew.start(() -> {
                try (Permit permit = semaphore.acquire()) {
                    served.add(name);
                }
            });
            await(party).toPark(RECEIVE);
            waiting.add(party);
        }
        first.close();
        for (Party<Void> party : waiting) {
            party.join();
        }
        second.close();
        assertThat(served).containsExactly("a", "b", "c");
    }

    @Test
    void anInterruptTakesNothing() throws Exception {
        Permit first = semaphore.acquire();
        Permit second = semaphore.acquire();
        Party<Void> waiting = crew.start(() -> semaphore.acquire().close());
        await(waiting).toPark(RECEIVE);
        waiting.interrupt();
        assertThat(waiting.failure()).isInstanceOf(InterruptedException.class);
        first.close();
        second.close();
        assertThat(semaphore.available()).isEqualTo(2);
    }

    @Test
    void aCaseThatIsNotChosenTakesNothing() throws Exception {
        crew.run(() -> {
            Permit first = select(semaphore.acquired(permit -> permit), receive(never(), _ -> null));
            Permit second = semaphore.acquire();
            String chosen = select(semaphore.acquired(_ -> "acquired"), timeout(Delays.SHORT, () -> "timed out"));
            assertThat(chosen).isEqualTo("timed out");
            first.close();
            second.close();
            assertThat(semaphore.available()).isEqualTo(2);
        });
    }

    @Test
    void refusesWhatMakesNoSense() {
        assertThatIllegalArgumentException().isThrownBy(() -> Semaphore.of(0)).withMessageContaining("permits 0");
        assertThatNullPointerException().isThrownBy(() -> Semaphore.of(null, 1));
        assertThatNullPointerException().isThrownBy(() -> semaphore.acquired(null));
    }

    /** By all forms of acquiring, with interrupts among them: never more than so many hold one, and in the end all are free. */
    @Test
    void noPermitIsLostOrDoubled() throws Exception {
        AtomicInteger holders = new AtomicInteger();
        List<Party<Void>> parties = new ArrayList<>();
        int rounds = Rounds.of(500);
        for (int p = 0; p < 6; p++) {
            int kind = p % 3;
            parties.add(crew.start(() -> {
                for (int i = 0; i < rounds; i++) {
                    try {
                        Permit permit = switch (kind) {
                            case 0 -> semaphore.acquire();
                            case 1 -> semaphore.tryAcquire(Delays.LONG).orElseThrow();
                            default -> select(semaphore.acquired(acquired -> acquired), receive(never(), _ -> null));
                        };
                        try (permit) {
                            assertThat(holders.incrementAndGet()).isLessThanOrEqualTo(2);
                            Thread.yield();
                            holders.decrementAndGet();
                        }
                    } catch (InterruptedException e) {
                        // without a permit, to the next round
                    }
                }
                Thread.interrupted();
            }));
        }
        for (int i = 0; i < 200; i++) {
            parties.get(i % parties.size()).interrupt();
            Thread.yield();
        }
        for (Party<Void> party : parties) {
            party.join();
        }
        assertThat(semaphore.available()).isEqualTo(2);
    }
}
