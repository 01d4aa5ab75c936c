package org.csp4j.internal.jdk;

import static java.lang.invoke.MethodType.methodType;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.function.ToIntFunction;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** {@link Members}: what is not public is used all the same, and what is not as expected is refused. */
@Tag("opened")
class MembersTest {
    @Test
    void readsAndWritesFields() throws Exception {
        Members members = Members.of(AtomicInteger.class);
        ToIntFunction<AtomicInteger> value = members.get(ToIntFunction.class, "value", int.class);
        Consumer<AtomicInteger> three = members.set("value", 3);
        Consumer<AtomicInteger> four = members.setRelease("value", 4);
        Predicate<AtomicInteger> fourToFive = members.compareAndSet("value", 4, 5);
        AtomicInteger number = new AtomicInteger(2);

        assertThat(value.applyAsInt(number)).isEqualTo(2);
        three.accept(number);
        assertThat(number).hasValue(3);
        assertThat(fourToFive.test(number)).isFalse();
        assertThat(number).hasValue(3);
        four.accept(number);
        assertThat(number).hasValue(4);
        assertThat(fourToFive.test(number)).isTrue();
        assertThat(number).hasValue(5);
    }

    @Test
    void readsAndWritesReferences() throws Exception {
        Members members = Members.of(AtomicReference.class);
        Function<AtomicReference<String>, String> value = members.get(Function.class, "value", Object.class);
        BiConsumer<AtomicReference<String>, String> set = members.set(BiConsumer.class, "value", Object.class);
        Consumer<AtomicReference<String>> setNull = members.setNullRelease("value", Object.class);
        AtomicReference<String> reference = new AtomicReference<>("a");

        assertThat(value.apply(reference)).isEqualTo("a");
        set.accept(reference, "b");
        assertThat(reference).hasValue("b");
        setNull.accept(reference);
        assertThat(reference).hasValue(null);
    }

    @Test
    void writesFinalReferences() throws Exception {
        BiConsumer<Thread, Object> set =
                Members.of(Thread.class).setFinal(BiConsumer.class, "interruptLock", Object.class);
        Function<Thread, Object> lock = Members.of(Thread.class).get(Function.class, "interruptLock", Object.class);
        Thread thread = Thread.ofVirtual().unstarted(() -> {});
        Object given = new Object();

        set.accept(thread, given);

        assertThat(lock.apply(thread)).isSameAs(given);
    }

    @Test
    void callsMethods() throws Exception {
        Predicate<String> isLatin =
                Members.of(String.class).call(Predicate.class, "isLatin1", methodType(boolean.class));
        Function<String, StringBuilder> builder =
                Members.of(StringBuilder.class).construct(Function.class, methodType(void.class, String.class));
        Supplier<Thread> carrier =
                Members.of(Thread.class).call(Supplier.class, "currentCarrierThread", methodType(Thread.class));

        assertThat(isLatin.test("latin")).isTrue();
        assertThat(isLatin.test("\u0391")).isFalse();
        assertThat(builder.apply("built")).hasToString("built");
        assertThat(carrier.get()).isSameAs(Thread.currentThread());
    }

    /** Whether compilers heed it shows only in how long a switch takes: the benchmark FirstFibers. */
    @Test
    void callsMethodsApart() throws Exception {
        Members members = Members.of(String.class);
        Predicate<String> within = members.call(Predicate.class, "isLatin1", methodType(boolean.class));
        Predicate<String> apart = members.callApart(Predicate.class, "isLatin1", methodType(boolean.class));

        assertThat(apart.test("latin")).isTrue();
        assertThat(apart.test("\u0391")).isFalse();
        assertThat(annotationsOf(apart)).containsExactly("DontInline");
        assertThat(annotationsOf(within)).containsExactly("ForceInline");
    }

    private static List<String> annotationsOf(Predicate<String> made) throws NoSuchMethodException {
        return Arrays.stream(made.getClass().getMethod("test", Object.class).getAnnotations())
                .map(annotation -> annotation.annotationType().getSimpleName())
                .toList();
    }

    @Test
    void refusesWhatIsNotThere() {
        assertThatThrownBy(() -> Members.of(Thread.class).call(Consumer.class, "fly", methodType(void.class)))
                .isInstanceOf(NoSuchMethodException.class)
                .hasMessageContaining("fly");
        assertThatThrownBy(() -> Members.of(Thread.class).get(Function.class, "wings", Object.class))
                .isInstanceOf(NoSuchFieldException.class)
                .hasMessageContaining("wings");
    }

    @Test
    void refusesWhatIsOfAnotherType() {
        assertThatThrownBy(() -> Members.of(AtomicInteger.class).get(ToIntFunction.class, "value", long.class))
                .isInstanceOf(ReflectiveOperationException.class)
                .hasMessageContaining("AtomicInteger.value is of int, not of long");
        assertThatThrownBy(() -> Members.of(String.class).call(Predicate.class, "isLatin1", methodType(int.class)))
                .isInstanceOf(ReflectiveOperationException.class)
                .hasMessageContaining("String.isLatin1 is of boolean, not of int");
    }
}
