package org.csp4j.thirdparty;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicReference;
import org.csp4j.Fiber;
import org.csp4j.Scheduler;
import org.csp4j.internal.jdk.VirtualThreads;
import org.csp4j.testsupport.ChildJvm;
import org.csp4j.testsupport.Delays;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Threads that fibers start, by themselves or through executors and structured scopes. */
class ChildrenTest extends OneCarrier {
    private final ConcurrentLinkedQueue<Thread> carriers = new ConcurrentLinkedQueue<>();

    private void noteCarrier() {
        carriers.add(VirtualThreads.currentCarrierThread());
    }

    private void assertAllOnOurs(int times) throws InterruptedException {
        assertThat(carriers).hasSize(times).containsOnly(carrier());
    }

    @Test
    void ofChildrenRunHere() throws Exception {
        run(() -> grow(4));
        assertAllOnOurs(1 + 2 + 4 + 8 + 16);
    }

    private void grow(int height) throws InterruptedException {
        noteCarrier();
        if (height == 0) {
            return;
        }
        List<Thread> children = new ArrayList<>();
        AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
        for (int i = 0; i < 2; i++) {
            children.add(Thread.ofVirtual().start(() -> {
                try {
                    grow(height - 1);
                } catch (InterruptedException | RuntimeException e) {
                    failure.set(e);
                }
            }));
        }
        for (Thread each : children) {
            each.join();
        }
        assertThat(failure.get()).isNull();
    }

    @Test
    void ofAFactoryThatWasMadeElsewhereRunHere() throws Exception {
        ThreadFactory factory = Thread.ofVirtual().name("child-", 0).factory();
        run(() -> {
            Thread child = factory.newThread(this::noteCarrier);
            child.start();
            child.join();
        });
        assertAllOnOurs(1);
    }

    @Test
    void thatAreStartedElsewhereRunHere() throws Exception {
        Thread child = call(() -> Thread.ofVirtual().unstarted(this::noteCarrier));
        child.start();
        assertThat(child.join(Delays.PATIENCE)).isTrue();
        assertAllOnOurs(1);
    }

    @Test
    void thatArePlatformThreadsRunOnTheirOwn() throws Exception {
        run(() -> {
            Thread child = Thread.ofPlatform().daemon().start(this::noteCarrier);
            child.join();
            assertThat(carriers).containsExactly(child);
        });
    }

    @Test
    void ofAnExecutorWithAThreadPerTaskRunHere() throws Exception {
        int sum = call(() -> {
            int result = 0;
            try (ExecutorService executor =
                    Executors.newThreadPerTaskExecutor(Thread.ofVirtual().factory())) {
                List<Future<Integer>> futures = new ArrayList<>();
                for (int i = 0; i < MANY; i++) {
                    int value = i;
                    futures.add(executor.submit(() -> {
                        noteCarrier();
                        Thread.sleep(Delays.SHORT);
                        return value;
                    }));
                }
                for (Future<Integer> each : futures) {
                    result += each.get();
                }
            }
            return result;
        });
        assertThat(sum).isEqualTo(MANY * (MANY - 1) / 2);
        assertAllOnOurs(MANY);
    }

    /** What a structured scope does: forks through a factory, and joins all before it ends. */
    @Test
    void thatAreForkedAndJoinedRunHere() throws Exception {
        Set<String> names = new HashSet<>();
        run(() -> {
            ThreadFactory factory = Thread.ofVirtual().name("fork-", 0).factory();
            ConcurrentLinkedQueue<String> told = new ConcurrentLinkedQueue<>();
            CountDownLatch all = new CountDownLatch(3);
            List<Thread> forks = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                forks.add(factory.newThread(() -> {
                    noteCarrier();
                    told.add(Thread.currentThread().getName());
                    all.countDown();
                }));
            }
            forks.forEach(Thread::start);
            all.await();
            for (Thread each : forks) {
                each.join();
            }
            names.addAll(told);
        });
        assertThat(names).containsExactlyInAnyOrder("fork-0", "fork-1", "fork-2");
        assertAllOnOurs(3);
    }

    @Test
    void ofAStructuredTaskScopeRunHere() throws Exception {
        List<String> flags = List.of(ChildJvm.OPENED, "--enable-preview");
        try (ChildJvm jvm = ChildJvm.start(flags, StructuredProgram.class)) {
            assertThat(jvm.awaitEnd()).as(jvm::output).isZero();
            assertThat(jvm.output()).contains(StructuredProgram.GOOD_END);
        }
    }

    /** Forks in a structured task scope. It is a preview of JDK 25, and so is named by reflection alone. */
    private static final class StructuredProgram {
        static final String GOOD_END = "both forks ran on the carrier of their fiber";

        public static void main(String[] arguments) throws Exception {
            Class<?> type = Class.forName("java.util.concurrent.StructuredTaskScope");
            Callable<Thread> fork = () -> {
                Thread carrier = VirtualThreads.currentCarrierThread(); // where it begins
                Thread.sleep(Delays.SHORT);
                return carrier;
            };
            try (Scheduler scheduler = oneCarrier().build()) {
                Fiber<Boolean> fiber = scheduler.async(() -> {
                    List<Object> forks = new ArrayList<>();
                    try (AutoCloseable scope =
                            (AutoCloseable) type.getMethod("open").invoke(null)) {
                        for (int i = 0; i < 2; i++) {
                            forks.add(type.getMethod("fork", Callable.class).invoke(scope, fork));
                        }
                        type.getMethod("join").invoke(scope);
                    }
                    Class<?> subtask = Class.forName(type.getName() + "$Subtask");
                    for (Object each : forks) {
                        if (subtask.getMethod("get").invoke(each) != VirtualThreads.currentCarrierThread()) {
                            return false;
                        }
                    }
                    return true;
                });
                System.out.println(end(fiber) ? GOOD_END : "a fork ran elsewhere");
            }
        }
    }
}
