package org.csp4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.csp4j.Csp.async;
import static org.csp4j.Csp.call;
import static org.csp4j.Csp.shield;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.csp4j.testsupport.Delays;
import org.csp4j.testsupport.Setting;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** {@link ContextCapture}: what fibers take over from who starts them. */
@Tag("engine")
@ParameterizedClass(name = "{0}")
@MethodSource("org.csp4j.testsupport.Setting#all")
class ContextCaptureTest extends ScopeFixture {
    private static final ScopedValue<String> USER = ScopedValue.newInstance();

    ContextCaptureTest(Setting setting) {
        super(setting);
    }

    private static String user() {
        return USER.orElse("nobody");
    }

    private static Scope capturing() {
        return Scope.builder().capture(ContextCapture.of(USER)).open();
    }

    @Nested
    class OfScopedValues {
        @Test
        void bindsInTheFiberWhatIsBoundWhereItIsStarted() throws Exception {
            crew.run(() -> {
                try (Scope scope = capturing()) {
                    Fiber<String> ann =
                            ScopedValue.where(USER, "Ann").call(() -> scope.async(ContextCaptureTest::user));
                    Fiber<String> bob = ScopedValue.where(USER, "Bob")
                            .call(() -> scope.tryAsync(ContextCaptureTest::user).orElseThrow());
                    Fiber<String> nobody = scope.async(ContextCaptureTest::user);
                    AtomicReference<String> ofGo = new AtomicReference<>();
                    ScopedValue.where(USER, "Eve").call(() -> scope.go(() -> ofGo.set(user())));
                    scope.join();
                    assertThat(List.of(ann.result(), bob.result(), nobody.result(), ofGo.get()))
                            .containsExactly("Ann", "Bob", "nobody", "Eve");
                }
            });
        }

        @Test
        void isInheritedByFibersOfFibersAndByScopesRunsAndSections() throws Exception {
            crew.run(() -> {
                List<String> users = Collections.synchronizedList(new ArrayList<>());
                try (Scope scope = capturing()) {
                    ScopedValue.where(USER, "Ann")
                            .call(() -> scope.go(() -> {
                                users.add(async(ContextCaptureTest::user).result());
                                try (Scope inner = Scope.open()) {
                                    users.add(inner.async(ContextCaptureTest::user)
                                            .result());
                                }
                                users.add(call(ContextCaptureTest::user));
                                shield(Delays.LONG, () -> users.add(user()));
                                users.add(ScopedValue.where(USER, "Bob")
                                        .call(() ->
                                                async(ContextCaptureTest::user).result()));
                            }));
                    scope.join();
                }
                assertThat(users).containsExactly("Ann", "Ann", "Ann", "Ann", "Bob");
            });
        }

        @Test
        void isNotThereWhereNobodyAsksForIt() throws Exception {
            crew.run(() -> ScopedValue.where(USER, "Ann").call(() -> {
                try (Scope scope = Scope.open()) {
                    return assertThat(scope.async(ContextCaptureTest::user).result())
                            .isEqualTo("nobody");
                }
            }));
        }

        @Test
        void nullIsRefused() {
            assertThatNullPointerException().isThrownBy(() -> ContextCapture.of(null));
            assertThatNullPointerException().isThrownBy(() -> Scope.builder().capture(null));
        }
    }

    /** Notes what it does. */
    private static ContextCapture noting(String name, List<String> notes) {
        return () -> {
            notes.add("capture " + name);
            return body -> {
                notes.add("begin " + name);
                try {
                    body.run();
                } finally {
                    notes.add("end " + name);
                }
            };
        };
    }

    @Nested
    class OfOnesOwn {
        private final List<String> notes = Collections.synchronizedList(new ArrayList<>());

        @Test
        void thoseOfOuterScopesAreOutsideAndTheFirstOfSeveralIs() throws Exception {
            crew.run(() -> {
                try (Scope outer = Scope.builder().capture(noting("a", notes)).open();
                        Scope inner = Scope.builder()
                                .capture(noting("b", notes))
                                .capture(noting("c", notes))
                                .open()) {
                    inner.go(() -> notes.add("body"));
                    inner.join();
                    outer.join();
                }
            });
            assertThat(notes)
                    .containsExactly(
                            "capture a",
                            "capture b",
                            "capture c",
                            "begin a",
                            "begin b",
                            "begin c",
                            "body",
                            "end c",
                            "end b",
                            "end a");
        }

        @Test
        void seesHowTheBodyEnds() throws Exception {
            IOException failure = new IOException("of the body");
            crew.run(() -> {
                try (Scope scope = Scope.builder().capture(noting("a", notes)).open()) {
                    scope.go(failing(failure));
                    assertThatThrownBy(scope::join).hasCause(failure);
                }
            });
            assertThat(notes).containsExactly("capture a", "begin a", "end a");
        }

        @Test
        void aCaptureThatFailsStartsNothing() throws Exception {
            crew.run(() -> {
                ContextCapture broken = () -> {
                    throw new IllegalStateException("broken");
                };
                try (Scope scope = Scope.builder().limit(1).capture(broken).open()) {
                    for (int i = 0; i < 2; i++) { // the second does not wait for the room of the first
                        assertThatThrownBy(() -> scope.go(() -> notes.add("body")))
                                .hasMessage("broken");
                    }
                }
            });
            assertThat(notes).isEmpty();
        }

        @Test
        void onePutInPlaceThatFailsFailsTheFiber() throws Exception {
            assertFails(
                    body -> {
                        throw new IllegalStateException("broken");
                    },
                    "broken");
            assertThat(notes).isEmpty();
        }

        @Test
        void oneThatDoesNotRunTheBodyOnceFailsTheFiber() throws Exception {
            assertFails(_ -> {}, "has not run the fiber's body");
            assertThat(notes).isEmpty();
            assertFails(
                    body -> {
                        body.run();
                        body.run();
                    },
                    "twice");
            assertThat(notes).containsExactly("body");
        }

        private void assertFails(ContextCapture.Captured captured, String message) throws Exception {
            crew.run(() -> {
                try (Scope scope = Scope.builder().capture(() -> captured).open()) {
                    scope.async(() -> notes.add("body"));
                    assertThatThrownBy(scope::join).hasMessageContaining(message);
                }
            });
        }
    }
}
