package org.csp4j.internal.diag;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.csp4j.Channel;
import org.csp4j.Csp;
import org.csp4j.internal.engine.PlatformEngine;
import org.csp4j.internal.util.LibraryThread;
import org.csp4j.testsupport.Rounds;
import org.junit.jupiter.api.Test;

/** Whether all threads are known that have been made since a moment. */
class CensusTest {
    private final Members members = new Members(new PlatformEngine());
    private final List<Thread> threads = new ArrayList<>();

    /** Since when some tests go by: nobody else makes threads meanwhile, at least in one of a few tries. */
    private interface Since {
        void run(Census census) throws Exception;
    }

    /** Whether anybody is unknown after this; tried again if so, as tests before this one may have left something that makes threads. */
    private boolean isAnybodyUnknownAfter(Since since) throws Exception {
        for (int i = 0; i < 10; i++) {
            Census census = new Census(members.group());
            since.run(census);
            if (!census.isAnybodyUnknown(this::count)) {
                return false;
            }
        }
        return true;
    }

    private long count(java.util.function.LongPredicate isNumber) {
        return threads.stream().mapToLong(Thread::threadId).filter(isNumber).count();
    }

    @Test
    void nobodyIsUnknownIfNobodyCame() throws Exception {
        assertThat(isAnybodyUnknownAfter(_ -> {})).isFalse();
    }

    @Test
    void probesOfOthersAreKnown() throws Exception {
        assertThat(isAnybodyUnknownAfter(_ -> {
                    for (int i = 0; i < 5; i++) {
                        Census other = new Census(members.group());
                        other.isAnybodyUnknown(_ -> 0);
                    }
                }))
                .isFalse();
    }

    @Test
    void threadsOfTheLibraryAreKnownEvenWhenTheyHaveEnded() throws Exception {
        assertThat(isAnybodyUnknownAfter(_ -> {
                    new LibraryThread(null, () -> {}, "of library", false);
                    LibraryThread.startVirtual("of library", () -> {}).join();
                }))
                .isFalse();
    }

    @Test
    void fibersOfTheGroupAreKnownEvenWhenTheyHaveEnded() throws Exception {
        Channel<Integer> gate = Csp.chan();
        assertThat(isAnybodyUnknownAfter(_ -> {
                    members.start(() -> {}).thread().join();
                    members.start(gate::receiveOrClosed);
                }))
                .isFalse();
        gate.close();
        members.close();
    }

    @Test
    void threadsThatAreAliveAreKnown() throws Exception {
        CountDownLatch end = new CountDownLatch(1);
        assertThat(isAnybodyUnknownAfter(_ -> threads.add(Thread.ofPlatform().start(() -> {
                    try {
                        end.await();
                    } catch (InterruptedException e) {
                        throw new AssertionError(e);
                    }
                }))))
                .isFalse();
        end.countDown();
    }

    @Test
    void threadsThatWereThereBeforeDoNotMakeUpForOthers() throws Exception {
        threads.add(Thread.ofPlatform().unstarted(() -> {}));
        assertThat(isAnybodyUnknownAfter(_ -> Thread.ofVirtual().unstarted(() -> {})))
                .isTrue();
    }

    @Test
    void aThreadThatHasEndedIsUnknown() throws Exception {
        assertThat(isAnybodyUnknownAfter(
                        _ -> Thread.ofPlatform().start(() -> {}).join()))
                .isTrue();
    }

    @Test
    void aVirtualThreadIsUnknown() throws Exception {
        assertThat(isAnybodyUnknownAfter(_ -> Thread.ofVirtual().start(() -> {}).join()))
                .isTrue();
    }

    @Test
    void tellsWhoWasThereBefore() {
        Thread older = Thread.ofVirtual().unstarted(() -> {});
        Census census = new Census(members.group());
        Thread younger = Thread.ofVirtual().unstarted(() -> {});
        assertThat(census.isBefore(older.threadId())).isTrue();
        assertThat(census.isBefore(younger.threadId())).isFalse();
    }

    /** I1: others get their numbers and are counted, in the midst of a census; for nobody that is too many. */
    @Test
    void theOneUnknownIsNeverOverlookedWhileOthersCome() throws Exception {
        Thread busy = Thread.ofPlatform().start(() -> {
            while (!Thread.currentThread().isInterrupted()) {
                new Census(members.group());
                new LibraryThread(null, () -> {}, "of library", false);
            }
        });
        for (int round = 0; round < Rounds.of(20_000); round++) {
            Census census = new Census(members.group());
            Thread.ofVirtual().unstarted(() -> {});
            assertThat(census.isAnybodyUnknown(_ -> 0)).as("round %d", round).isTrue();
        }
        busy.interrupt();
        busy.join();
    }
}
