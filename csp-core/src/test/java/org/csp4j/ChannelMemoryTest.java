package org.csp4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.csp4j.diagnostics.WaitReason.Kind.RECEIVE;
import static org.csp4j.diagnostics.WaitReason.Kind.SEND;
import static org.csp4j.testsupport.Await.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.csp4j.testsupport.Await;
import org.csp4j.testsupport.Crew;
import org.csp4j.testsupport.Delays;
import org.csp4j.testsupport.Engines;
import org.csp4j.testsupport.Party;
import org.csp4j.testsupport.Setting;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a channel allocates, and what it lets go of. */
@Tag("engine")
class ChannelMemoryTest {
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    @RegisterExtension
    final Crew crew = new Crew(Setting.FIBERS);

    private final List<WeakReference<Object>> references = new ArrayList<>();

    private Object newElement() {
        Object element = new byte[1_000];
        references.add(new WeakReference<>(element));
        return element;
    }

    private void assertNothingIsHeld() {
        Await.until("all " + references.size() + " elements are let go of", () -> {
            System.gc();
            return references.stream().allMatch(reference -> reference.refersTo(null));
        });
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "RENDEZVOUS")
    void sendingAndReceivingAllocateNothingUnlessTheyWait(ChannelKind kind) throws Exception {
        Channel<String> channel = kind.builder().build();
        exchange(channel, 20_000); // until everything is loaded and compiled
        int count = 100_000;
        long before = THREADS.getCurrentThreadAllocatedBytes();
        exchange(channel, count);
        long allocated = THREADS.getCurrentThreadAllocatedBytes() - before;
        assertThat(allocated).isLessThan(count); // less than a byte each: none of them
    }

    /** Most spells must not allocate a byte for each exchange; the JVM's own threads may in some. */
    @Test
    void waitingAllocatesNothing() throws Exception {
        assumeTrue(
                Setting.FIBERS.engine() == Engines.WORK_STEALING); // the JDK's scheduler makes a task of each wake-up
        int spells = 25;
        int exchanges = 10_000;
        Channel<String> there = Csp.chan();
        Channel<String> back = Csp.chan();
        crew.start(() -> {
            for (int i = 0; i < spells * exchanges; i++) {
                there.receive();
                back.send("element");
            }
        });
        long[] allocated = crew.call(() -> {
            long[] bytes = new long[spells];
            for (int spell = 0; spell < spells; spell++) {
                long before = THREADS.getTotalThreadAllocatedBytes();
                for (int i = 0; i < exchanges; i++) {
                    there.send("element");
                    back.receive();
                }
                bytes[spell] = THREADS.getTotalThreadAllocatedBytes() - before;
            }
            return bytes;
        });
        long median =
                LongStream.of(allocated).sorted().skip(spells / 2).findFirst().orElseThrow();
        assertThat(median)
                .as("bytes in %s exchanges, of %s", exchanges, allocated)
                .isLessThan(exchanges);
    }

    private static void exchange(Channel<String> channel, int count) throws InterruptedException {
        for (int i = 0; i < count; i++) {
            channel.send("element");
            channel.receive();
            channel.trySend("element");
            channel.receive();
        }
    }

    @ParameterizedTest
    @EnumSource
    void whatWasReceivedIsNotHeld(ChannelKind kind) {
        Channel<Object> channel = kind.builder().build();
        for (int round = 0; round < 3; round++) {
            for (int i = 0; i < kind.storable(); i++) {
                channel.trySend(newElement());
            }
            channel.drainTo(new ArrayList<>());
        }
        assertNothingIsHeld();
        assertThat(channel.size()).isZero(); // it is still there
    }

    @ParameterizedTest
    @EnumSource
    void whatWasCancelledIsNotHeld(ChannelKind kind) {
        Channel<Object> channel = kind.builder().build();
        for (int i = 0; i < kind.storable(); i++) {
            channel.trySend(newElement());
        }
        channel.cancel();
        assertNothingIsHeld();
        assertThat(channel.isDrained()).isTrue();
    }

    @ParameterizedTest
    @EnumSource(names = {"DROP_OLDEST", "DROP_NEWEST", "CONFLATED"})
    void whatWasDroppedIsNotHeld(ChannelKind kind) {
        Channel<Object> channel = kind.builder().build();
        for (int i = 0; i < 10; i++) {
            channel.trySend(newElement());
        }
        channel.drainTo(new ArrayList<>());
        assertNothingIsHeld();
        assertThat(channel.droppedCount()).isPositive();
    }

    @Test
    void whatWasHandedOverIsNotHeld() throws Exception {
        Channel<Object> channel = Csp.chan();
        Party<Integer> receiver = crew.start(() -> channel.receive().hashCode());
        await(receiver).toPark(RECEIVE);
        channel.trySend(newElement());
        receiver.join();
        assertNothingIsHeld();
        assertThat(channel.isClosed()).isFalse();
    }

    @Test
    void whatASenderHasTakenBackIsNotHeld() throws Exception {
        Channel<Object> channel = Csp.chan();
        crew.run(() -> channel.trySend(newElement(), Delays.SHORT));
        Party<Void> interrupted = crew.start(() -> channel.send(newElement()));
        await(interrupted).toPark(SEND);
        interrupted.interrupt();
        interrupted.failure();
        assertNothingIsHeld();
        assertThat(channel.isClosed()).isFalse();
    }
}
