package org.csp4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.csp4j.Csp.*;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.csp4j.Received.Closed;
import org.csp4j.Received.Empty;
import org.csp4j.Received.TimedOut;
import org.csp4j.Received.Value;
import org.csp4j.testsupport.Delays;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What people write after {@code import static org.csp4j.Csp.*}: that it compiles is most of what these tests say. */
@Tag("engine")
class DslTest {
    private static final Duration SOON = Delays.SHORT;

    private final AtomicInteger count = new AtomicInteger();
    private final Channel<Integer> never = chan();

    private static <T> Channel<T> holding(T element) {
        Channel<T> channel = chan(1);
        channel.trySend(element);
        return channel;
    }

    private void work() throws IOException {
        if (count.incrementAndGet() < 0) {
            throw new IOException();
        }
    }

    private static void staticWork() throws InterruptedException {
        sleep(Duration.ZERO);
    }

    private int compute() throws Exception {
        return count.incrementAndGet();
    }

    private String parse(int number) {
        return "number " + number;
    }

    private void consume(Integer number) throws InterruptedException {
        count.addAndGet(number);
    }

    private static final class NoMore extends Exception {
        private static final long serialVersionUID = 1L;
    }

    @Nested
    class Go {
        @Test
        void takesLambdasOfAllKinds() throws Exception {
            Channel<String> messages = chan();
            Fiber<Void> sender = go(() -> messages.send("ping"));
            assertThat(messages.receive()).isEqualTo("ping");
            sender.join();

            go(() -> {
                        messages.close();
                    })
                    .join();
            go("worker", () -> count.incrementAndGet()).join(); // whose value is dropped
            go(() -> {}).join();
            assertThat(count).hasValue(1);
        }

        @Test
        void takesMethodReferences() throws Exception {
            go(DslTest.this::work).join();
            go("worker", DslTest.this::work).join();
            go(DslTest::staticWork).join();
            go(count::incrementAndGet).join();
            Runnable runnable = count::incrementAndGet;
            go(runnable::run).join();
            Callable<Integer> callable = count::incrementAndGet;
            go(callable::call).join();
            assertThat(count).hasValue(5);
            Channel<Integer> channel = holding(1);
            assertThat(async(channel::tryReceive).result()).isEqualTo(new Value<>(1)); // overloaded
            go(channel::close).join(); // overloaded
            assertThat(channel.isClosed()).isTrue();
        }

        @Test
        void takesInfiniteLoops() throws Exception {
            Channel<Integer> numbers = chan();
            var generator = go(() -> {
                for (int i = 2; ; i++) {
                    numbers.send(i);
                }
            });
            var other = go("generator", () -> {
                while (true) {
                    numbers.send(1);
                }
            });
            assertThat(numbers.receive()).isPositive();
            generator.cancel();
            other.cancel();
        }

        @Test
        void takesBodiesThatThrow() throws Exception {
            Path missing = Path.of("there is no such file");
            Fiber<List<String>> lines = async(() -> Files.readAllLines(missing));
            assertThatExceptionOfType(FiberFailedException.class)
                    .isThrownBy(lines::result)
                    .withCauseInstanceOf(NoSuchFileException.class);

            try (Scheduler quiet =
                    Scheduler.builder().uncaughtHandler((fiber, failure) -> {}).build()) {
                quiet.go(() -> {
                    throw new NoMore();
                });
                quiet.go(() -> Files.readAllLines(missing));
                quiet.go(() -> {
                    try (var closeable = selector(receive(never))) {
                        assertThat(closeable.size()).isOne();
                        throw new NoMore();
                    }
                });
            }
        }

        @Test
        void takesLocalVariablesAndGivesVar() throws Exception {
            for (var word : List.of("a", "b")) {
                var fiber = async(() -> word + word);
                var result = fiber.result();
                assertThat(result.length()).isEqualTo(2);
            }
            Fiber<?> any = go(() -> {});
            any.join();
            List<Fiber<Void>> fibers = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                fibers.add(go(count::incrementAndGet));
            }
            for (var fiber : fibers) {
                fiber.join();
            }
        }
    }

    @Nested
    class Async {
        @Test
        void takesLambdasOfAllKinds() throws Exception {
            Fiber<Integer> number = async(() -> 42);
            int unboxed = number.result();
            assertThat(unboxed).isEqualTo(42);
            Fiber<String> text = async("worker", () -> {
                sleep(Duration.ZERO);
                return "done";
            });
            assertThat(text.result()).isEqualTo("done");
            assertThat(async(DslTest.this::compute).result()).isOne();
            assertThat(async("worker", DslTest.this::compute).result()).isEqualTo(2);
            assertThat(async(() -> null).result()).isNull();
            Fiber<Number> wide = async(() -> 1);
            assertThat(wide.result()).isEqualTo(1);
            assertThat(async(holding("element")::receive).result()).isEqualTo("element");
            Callable<List<String>> task = () -> List.of("a");
            assertThat(async(task).result()).containsExactly("a");
        }

        @Test
        void takesInfiniteLoops() {
            Fiber<Object> forever = async(() -> {
                while (true) {
                    never.receive();
                }
            });
            Fiber<String> throwing = async(() -> {
                throw new NoMore();
            });
            forever.cancel();
            assertThatExceptionOfType(FiberFailedException.class)
                    .isThrownBy(throwing::result)
                    .withCauseInstanceOf(NoMore.class);
        }
    }

    @Nested
    class Channels {
        @Test
        void areInferredFromWhereTheyGo() throws Exception {
            Channel<String> rendezvous = chan();
            Channel<List<String>> buffered = chan(3);
            Channel<Map<String, ? extends Number>> named = chan("named");
            var explicit = Csp.<Integer>chan("explicit", 1);
            explicit.send(1);
            buffered.send(List.of("a"));
            takes(chan(), chan(1));
            assertThat(named.name()).isEqualTo("named");
            assertThat(rendezvous.capacity()).isZero();
            SendChannel<Integer> in = explicit;
            ReceiveChannel<Integer> out = explicit;
            assertThat(out.receive()).isOne();
            in.send(2);
            Channel<Integer> latest = conflated();
            Channel<Integer> many = unbounded();
            latest.send(1);
            many.send(1);
            Channel<String> built = channel().name("built").capacity(2).build();
            Channel<String> hooked =
                    channel().capacity(2).overflow(Overflow.DROP_OLDEST).build(dropped -> count.incrementAndGet());
            Channel<String> alsoHooked = channel().build(this::dropped);
            assertThat(List.of(built.capacity(), hooked.capacity(), alsoHooked.capacity()))
                    .containsExactly(2, 2, 0);
        }

        private void dropped(Object element) {}

        private static void takes(SendChannel<? super Integer> in, ReceiveChannel<? extends CharSequence> out) {
            in.trySend(1);
            out.tryReceive();
        }

        @Test
        void areIteratedOver() {
            Channel<String> words = chan(10);
            words.trySend("one");
            words.trySend("two");
            words.close();
            int length = 0;
            for (String word : words) {
                length += word.length();
            }
            words.forEach(word -> count.incrementAndGet());
            words.forEach(System.out::println);
            assertThat(words.stream().map(String::length).collect(Collectors.toList()))
                    .isEmpty();
            assertThat(length).isEqualTo(6);
        }

        @Test
        void areSentToAndReceivedFromInTheBodiesOfFibers() throws Exception {
            Channel<Integer> numbers = chan();
            go(() -> {
                for (int i = 0; i < 3; i++) {
                    numbers.send(i);
                }
                numbers.close();
            });
            int sum = 0;
            for (int number : numbers) {
                sum += number;
            }
            assertThat(sum).isEqualTo(3);
        }

        @Test
        void areMerged() throws Exception {
            Channel<Integer> ints = holding(1);
            Channel<Double> doubles = holding(2.0);
            ints.close();
            doubles.close();
            ReceiveChannel<Number> merged = fanIn(ints, doubles);
            int sum = 0;
            for (Number number : merged) {
                sum += number.intValue();
            }
            assertThat(sum).isEqualTo(3);
            List<Channel<Integer>> sources = List.of(holding(1), holding(2));
            sources.forEach(Channel::close);
            ReceiveChannel<Integer> all = fanIn(sources);
            assertThat(all.stream().mapToInt(i -> i).sum()).isEqualTo(3);
            Collection<ReceiveChannel<? extends Number>> mixed = List.of(ints, doubles);
            ReceiveChannel<Number> drained = fanIn(mixed);
            assertThat(drained.receiveOrClosed()).isInstanceOf(Closed.class);
            ReceiveChannel<Object> hooked = fanIn(dropped -> count.incrementAndGet(), mixed);
            assertThat(hooked.receiveOrClosed()).isInstanceOf(Closed.class);
            var same = fanIn(ints, ints);
            assertThat(same.receiveOrClosed()).isInstanceOf(Closed.class);
        }

        @Test
        void answerInSwitches() throws Exception {
            Channel<String> channel = holding("element");
            String now = switch (channel.tryReceive()) {
                case Value(var v) -> v.toUpperCase(java.util.Locale.ROOT);
                case Empty() -> "nothing";
                case Closed(var cause) -> "closed because of " + cause;
            };
            String within = switch (channel.tryReceive(SOON)) {
                case Value<String>(String v) -> v;
                case TimedOut<String> timedOut -> "timed out";
                case Closed<String> closed -> "closed";
            };
            String sent = switch (channel.trySend("next")) {
                case Sent.Ok() -> "sent";
                case Sent.Full() -> "full";
                case Sent.Closed(var cause) -> "closed";
            };
            String eventually = switch (channel.receiveOrClosed()) {
                case Value(var v) -> v;
                case Closed<?> _ -> "closed";
            };
            assertThat(List.of(now, within, sent, eventually)).containsExactly("ELEMENT", "timed out", "sent", "next");
            if (channel.tryReceive() instanceof Value<String>(var v)) {
                throw new AssertionError(v);
            }
        }
    }

    @Nested
    class Select {
        @Test
        void returnsWhatItsHandlersReturn() throws Exception {
            Channel<Integer> a = holding(1);
            Channel<String> b = chan();
            String s = select(receive(a, v -> "one " + v), receive(b, v -> v), timeout(SOON, () -> "timed out"));
            assertThat(s).isEqualTo("one 1");
            assertThat(select(receive(b, v -> "got " + v), timeout(SOON, () -> "timed out")))
                    .isEqualTo("timed out");
            int number = select(receive(a, v -> v + 1), orElse(() -> -1));
            assertThat(number).isEqualTo(-1);
            long widened = select(receive(a, v -> 1L), orElse(() -> -1L));
            assertThat(widened).isEqualTo(-1);
            boolean isReady = select(receive(a, v -> true), orElse(() -> false));
            assertThat(isReady).isFalse();
            if (select(receive(a, v -> true), orElse(() -> false))) {
                throw new AssertionError();
            }
        }

        @Test
        void readsAsInTheReadme() throws Exception {
            Channel<String> c1 = chan();
            Channel<Integer> c2 = chan(1);
            String first = select(
                    receive(c1, v -> "one " + v),
                    send(c2, 42, () -> "sent"),
                    timeout(Duration.ofSeconds(1), () -> "timed out"));
            assertThat(first).isEqualTo("sent");
        }

        @Test
        void takesBlocksAndMethodReferences() throws Exception {
            Channel<Integer> numbers = holding(3);
            List<Integer> seen = new ArrayList<>();
            String s = select(
                    receive(numbers, v -> {
                        seen.add(v);
                        return "number " + v;
                    }),
                    timeout(SOON, () -> {
                        throw new IllegalStateException("too late");
                    }));
            assertThat(s).isEqualTo("number 3");
            numbers.send(4);
            assertThat(select(receive(numbers, DslTest.this::parse), orElse(String::new)))
                    .isEqualTo("number 4");
            numbers.send(5);
            String five = select(receive(numbers, String::valueOf)); // overloaded
            assertThat(five).isEqualTo("5");
            numbers.send(6);
            boolean isAdded = select(receive(numbers, seen::add)); // overloaded
            assertThat(isAdded).isTrue();
            assertThat(seen).containsExactly(3, 6);
        }

        @Test
        void takesHandlersThatReturnNothing() throws Exception {
            Channel<Integer> numbers = chan(10);
            List<Integer> seen = new ArrayList<>();
            Map<Integer, String> map = new HashMap<>();
            for (int i = 0; i < 6; i++) {
                numbers.send(i);
            }
            select(onReceive(numbers, v -> seen.add(v)), onTimeout(SOON, () -> {}));
            select(onReceive(numbers, seen::add));
            select(onReceive(numbers, v -> {
                seen.add(v);
            }));
            select(onReceive(numbers, DslTest.this::consume), onElse(count::incrementAndGet));
            select(onReceive(numbers, v -> map.put(v, "v")), onElse(() -> {}));
            select(onReceive(numbers, System.out::println));
            select(
                    onElse(() -> {
                        throw new IllegalStateException("never empty");
                    }),
                    onSend(numbers, 7, () -> {}));
            select(onSend(numbers, 8, count::incrementAndGet), onElse(() -> count.set(0)));
            select(onReceive(never, v -> {}), onDeadline(Deadline.after(SOON), () -> count.incrementAndGet()));
            select(onReceive(never, seen::add, () -> {}), onTimeout(SOON, count::incrementAndGet));
            assertThat(seen).containsExactly(0, 1, 2);
        }

        @Test
        void takesCasesThatReturnSomethingAndCasesThatDoNotTogether() throws Exception {
            Channel<String> words = holding("word");
            Object either =
                    select(receive(words, String::length), onReceive(never, v -> {}), onTimeout(SOON, () -> {}));
            assertThat(either).isEqualTo(4);
            select(receive(words), onElse(() -> {})); // as a statement
            Integer length = select(receive(words, v -> (Integer) v.length()), orElse(() -> null));
            assertThat(length).isNull();
            var mixed = select(receive(words), timeout(SOON, () -> 1));
            assertThat(mixed).isEqualTo(1);
            Object any = select(receive(words), receive(never), orElse(() -> 'c'));
            assertThat(any).isEqualTo('c');
        }

        @Test
        void takesHandlersThatReturnNull() throws Exception {
            String s = select(receive(never, v -> null), orElse(() -> null));
            assertThat(s).isNull();
            Object o = select(receive(never, v -> null), orElse(() -> null));
            assertThat(o).isNull();
            Void nothing = select(onReceive(never, v -> {}), onElse(() -> {}));
            assertThat(nothing).isNull();
        }

        @Test
        void returnsTheElementWhereThereIsNoHandler() throws Exception {
            String s = select(receive(holding("element")), receive(holding("element")));
            assertThat(s).isEqualTo("element");
            var v = select(receive(holding("element")));
            assertThat(v.length()).isEqualTo(7);
            Instant due = select(receive(after(Duration.ZERO)));
            assertThat(due).isNotNull();
            Number number = select(receive(holding(1)), receive(holding(1.5)));
            assertThat(number).isNotNull();
            CharSequence text = select(receive(holding("text")), orElse(StringBuilder::new));
            assertThat(text).hasToString("text");
        }

        @Test
        void takesClosedBranches() throws Exception {
            Channel<Integer> closed = chan();
            closed.close();
            String s = select(receive(closed, v -> "element " + v, () -> "closed"));
            assertThat(s).isEqualTo("closed");
            select(onReceive(closed, v -> {}, count::incrementAndGet));
            select(onReceive(closed, this::ignore, () -> count.incrementAndGet()));
            assertThat(count).hasValue(2);
            boolean isOver = select(receive(closed, v -> false, () -> true), timeout(SOON, () -> true));
            assertThat(isOver).isTrue();
        }

        private void ignore(Integer number) {}

        @Test
        void takesGuards() throws Exception {
            Channel<Integer> numbers = holding(1);
            boolean isOpen = numbers.size() == 0;
            AtomicBoolean isOn = new AtomicBoolean();
            String s = select(
                    when(isOpen, receive(numbers, v -> "open")),
                    when(numbers.size() > 5, send(numbers, 2, () -> "sent")),
                    when(isOn::get, receive(numbers, v -> "on")),
                    when(() -> isOn.get() && isOpen, receive(numbers, v -> "both")),
                    orElse(() -> "none"));
            assertThat(s).isEqualTo("none");
            isOn.set(true);
            assertThat(select(when(isOn::get, receive(numbers)), orElse(() -> 0)))
                    .isOne();
            select(when(isOpen, onReceive(numbers, v -> {})), when(true, onElse(() -> {})));
        }

        @Test
        void takesSubtypesWhereSupertypesAreWanted() throws Exception {
            ReceiveChannel<Integer> ints = holding(1);
            SendChannel<Number> numbers = chan(5);
            SendChannel<Object> objects = chan(5);
            SelectCase<Number> wide = receive(ints);
            SelectCase<Object> widest = receive(ints, v -> v);
            SelectCase<CharSequence> text = receive(ints, v -> "text");
            Number n = select(wide, orElse(() -> 1.5));
            assertThat(n).isEqualTo(1);
            Object o = select(wide, widest, text, orElse(() -> "none"));
            assertThat(o).isEqualTo("none");
            assertThat(select(send(numbers, 1, () -> "sent"))).isEqualTo("sent");
            assertThat(select(send(objects, 1, () -> "sent"), send(objects, "text", () -> "sent")))
                    .isEqualTo("sent");
            SelectCase.Handler<Object, String> general = Object::toString;
            assertThat(select(receive(holding(7), general), receive(holding(7), general)))
                    .isEqualTo("7");
            SelectCase.Effect<Object> effect = v -> count.incrementAndGet();
            select(onReceive(holding(7), effect));
            SelectCase<? extends Number> wildcard = receive(holding(1));
            Number fromWildcard = select(wildcard, orElse(() -> 2.5));
            assertThat(fromWildcard).isEqualTo(1);
        }

        @Test
        void takesCasesThatAreKept() throws Exception {
            Channel<Integer> numbers = holding(1);
            SelectCase<String> receiving = receive(numbers, v -> "number " + v);
            SelectCase<String> waiting = timeout(SOON, () -> "timed out");
            var kept = receive(numbers, v -> "kept " + v);
            assertThat(select(receiving, waiting)).isEqualTo("number 1");
            assertThat(select(receiving, kept, waiting)).isEqualTo("timed out");
            List<SelectCase<String>> cases = List.of(receiving, waiting, orElse(() -> "none"));
            try (Selector<String> selector = selector()) {
                cases.forEach(selector::add);
                assertThat(selector.select()).isEqualTo("none");
            }
        }

        @Test
        void takesHandlersThatUseBlockingOperations() throws Exception {
            Channel<Integer> in = holding(1);
            Channel<Integer> out = chan(1);
            String s = select(receive(in, v -> {
                out.send(v + 1);
                sleep(Duration.ZERO);
                return "passed on";
            }));
            assertThat(s).isEqualTo("passed on");
            select(onReceive(out, in::send));
            select(onReceive(in, v -> select(send(out, v, () -> "sent"), orElse(() -> "full"))));
            assertThat(out.receive()).isEqualTo(2);
        }

        @Test
        void takesHandlersThatWrapOtherExceptions() {
            assertThatExceptionOfType(UncheckedIOException.class)
                    .isThrownBy(() -> select(receive(holding("no such file"), name -> {
                        try {
                            return Files.readAllLines(Path.of(name));
                        } catch (IOException e) {
                            throw new UncheckedIOException(e);
                        }
                    })));
        }

        @Test
        void isAskedForInLoops() throws Exception {
            Channel<Integer> numbers = chan(3);
            Channel<String> quit = chan(1);
            for (int i = 0; i < 3; i++) {
                numbers.send(i);
            }
            int sum = 0;
            for (boolean isOver = false; !isOver; ) {
                Integer number =
                        prioritySelect(receive(numbers), receive(quit, q -> null), send(quit, "enough", () -> 0));
                isOver = number == null;
                sum += isOver ? 0 : number;
            }
            assertThat(sum).isEqualTo(3);
        }

        private sealed interface Shape {}

        private record Circle(Integer radius) implements Shape {}

        private record Square(String side) implements Shape {}

        @Test
        void returnsWhatItsHandlersHaveInCommon() throws Exception {
            Shape shape = select(
                    receive(holding(1), Circle::new),
                    receive(holding("1"), Square::new),
                    orElse(() -> new Square("2")));
            assertThat(shape).isNotNull();
            var common = select(receive(holding(1), Circle::new), timeout(SOON, () -> new Square("2")));
            String size = switch ((Shape) common) {
                case Circle(Integer radius) -> "radius " + radius;
                case Square(String side) -> "side " + side;
            };
            assertThat(size).isEqualTo("radius 1");
            List<Integer> list = select(receive(holding(1), List::of), orElse(List::of));
            assertThat(list).containsExactly(1);
        }

        @Test
        void standsWhereverAnExpressionCan() throws Exception {
            assertThat(select(receive(holding(1))) + 1).isEqualTo(2);
            assertThat("n = " + select(receive(holding(1), v -> v + 1), orElse(() -> 0)))
                    .isEqualTo("n = 2");
            assertThat(select(receive(holding("word")), orElse(() -> "")).length())
                    .isEqualTo(4);
            switch (select(receive(holding("word")), orElse(() -> "none"))) {
                case "word" -> count.incrementAndGet();
                default -> throw new AssertionError();
            }
            int chosen = count.get() > 5 ? select(receive(never)) : select(receive(holding(7)), timeout(SOON, () -> 8));
            assertThat(chosen).isEqualTo(7);
            assertThat(first(holding("a"), holding("b"))).isIn("a", "b");
        }

        private static <T> T first(ReceiveChannel<? extends T> one, ReceiveChannel<? extends T> other)
                throws InterruptedException {
            return select(receive(one), receive(other));
        }

        @Test
        void takesLambdasWithTypes() throws Exception {
            assertThat(select(receive(holding(1), (Integer v) -> "n" + v), orElse(() -> "none")))
                    .isEqualTo("n1");
            select(onReceive(holding(1), (var v) -> count.addAndGet(v)));
            Boolean boxed = Boolean.FALSE;
            assertThat(select(when(boxed, receive(holding("a"))), orElse(() -> "off")))
                    .isEqualTo("off");
        }

        @Test
        void takesTiers() throws Exception {
            Channel<Integer> numbers = holding(1);
            Channel<String> words = holding("word");
            String s = tieredSelect(
                    tier(receive(words, v -> v), receive(words)),
                    tier(receive(numbers, v -> "number " + v)),
                    tier(timeout(SOON, () -> "timed out")));
            assertThat(s).isEqualTo("word");
            Object o = tieredSelect(tier(receive(numbers)), tier(receive(words), orElse(() -> "none")));
            assertThat(o).isEqualTo(1);
            Tier<String> urgent = tier(receive(words));
            Tier<String> other = tier(receive(numbers, v -> "number"), orElse(() -> "none"));
            assertThat(tieredSelect(urgent, other)).isEqualTo("none");
            var v = tieredSelect(tier(receive(words)), tier(orElse(() -> "none")));
            assertThat(v.length()).isEqualTo(4);
            tieredSelect(tier(onReceive(words, w -> {})), tier(onElse(() -> {})));
        }
    }

    @Nested
    class Selectors {
        @Test
        void areMadeOfCases() throws Exception {
            Channel<Integer> numbers = chan(10);
            Channel<String> words = chan(10);
            try (Selector<String> selector =
                    selector(receive(numbers, v -> "number " + v), receive(words), timeout(SOON, () -> "timed out"))) {
                numbers.send(1);
                assertThat(selector.select()).isEqualTo("number 1");
                words.send("word");
                assertThat(selector.select()).isEqualTo("word");
                assertThat(selector.select()).isEqualTo("timed out");
            }
            List<Object> seen = new ArrayList<>();
            try (Selector<Void> selector = selector(onReceive(numbers, seen::add), onReceive(words, seen::add))) {
                words.send("again");
                selector.select();
            }
            try (Selector<Object> selector = prioritySelector(receive(numbers), receive(words))) {
                words.send("last");
                seen.add(selector.select());
            }
            assertThat(seen).containsExactly("again", "last");
            try (Selector<Void> empty = selector()) {
                empty.add(onReceive(numbers, v -> {}));
                assertThat(empty.size()).isOne();
            }
            try (var inferred = selector(receive(numbers), receive(never))) {
                numbers.send(5);
                int five = inferred.select();
                assertThat(five).isEqualTo(5);
            }
            try (Selector<Number> wide = tieredSelector(tier(receive(numbers)), tier(timeout(SOON, () -> 1.5)))) {
                wide.add(receive(never));
                assertThat(wide.select()).isEqualTo(1.5);
            }
        }

        @Test
        void askForElementsToSend() throws Exception {
            Channel<Integer> out = chan(2);
            SendChannel<Number> wide = chan(2);
            try (Selector<Void> selector =
                    selector(sendFrom(out, count::incrementAndGet, () -> null), sendFrom(wide, () -> 1, () -> null))) {
                for (int i = 0; i < 4; i++) {
                    selector.select();
                }
            }
            assertThat(out.size()).isEqualTo(2);
            assertThat(select(sendFrom(out, () -> 1, () -> "sent"), orElse(() -> "full")))
                    .isEqualTo("full");
        }
    }

    @Nested
    class Time {
        @Test
        void isChannels() throws Exception {
            Timer timer = timer(Duration.ZERO);
            Ticker ticker = tick(SOON);
            ReceiveChannel<Instant> soon = after(SOON);
            ReceiveChannel<Instant> past = at(Instant.now().minusSeconds(1));
            List<String> seen = new ArrayList<>();
            while (seen.size() < 4) {
                seen.add(select(
                        receive(timer, due -> "timer"),
                        receive(ticker, due -> {
                            ticker.stop();
                            return "ticker";
                        }),
                        receive(soon, due -> "after"),
                        receive(past, due -> "at")));
            }
            assertThat(seen).containsExactlyInAnyOrder("timer", "ticker", "after", "at");
            for (Instant due : tick(SOON)) {
                assertThat(due).isNotNull();
                break;
            }
            Deadline deadline = Deadline.after(SOON);
            assertThat(select(receive(never), deadline(deadline, () -> -1))).isEqualTo(-1);
            sleep(SOON);
        }
    }
}
