package org.csp4j;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.concurrent.TimeUnit.NANOSECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.sun.management.HotSpotDiagnosticMXBean;
import com.sun.management.HotSpotDiagnosticMXBean.ThreadDumpFormat;
import com.sun.net.httpserver.HttpServer;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.io.Writer;
import java.lang.management.ManagementFactory;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;
import org.csp4j.internal.jdk.VirtualThreads;
import org.csp4j.testsupport.Await;
import org.csp4j.testsupport.ChildJvm;
import org.csp4j.testsupport.Delays;
import org.csp4j.testsupport.ThreadDump;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Code that knows nothing of this library, in fibers of the work-stealing engine. They have one carrier and get no second, so
 * that whatever waits without leaving it stops the test; {@link HoldingTheCarrier} has what cannot leave it, and spares.
 */
@Tag("opened")
class ThirdPartyCodeTest {
    private static final int MANY = 20;

    private final Scheduler scheduler = oneCarrier().maxCarriers(1).build();
    private final List<Fiber<?>> fibers = new ArrayList<>(); // the test's thread alone

    private static Scheduler.Builder oneCarrier() {
        return Scheduler.builder()
                .name("third-party")
                .engine(EngineChoice.WORK_STEALING)
                .parallelism(1);
    }

    @AfterEach
    void everyFiberEnds() throws Exception {
        try {
            for (Fiber<?> fiber : fibers) {
                end(fiber);
            }
        } finally {
            scheduler.close(Delays.PATIENCE);
        }
    }

    private Fiber<?> go(Action body) {
        return started(scheduler.go(body));
    }

    private <T> Fiber<T> async(Callable<T> body) {
        return started(scheduler.async(body));
    }

    private <F extends Fiber<?>> F started(F fiber) {
        fibers.add(fiber);
        return fiber;
    }

    /** Runs a body in a fiber, and returns what it returns. */
    private <T> T call(Callable<T> body) throws InterruptedException {
        return end(async(body));
    }

    /** Runs a body in a fiber. */
    private void run(Action body) throws InterruptedException {
        end(go(body));
    }

    /** What the fiber returns. Dumps all threads if it does not end. */
    private static <T extends @Nullable Object> T end(Fiber<T> fiber) throws InterruptedException {
        if (!fiber.join(Delays.PATIENCE)) {
            ThreadDump.print(fiber.name() + " does not end");
            throw new AssertionError(
                    fiber.name() + " does not end, and is " + fiber.thread().getState());
        }
        return fiber.result();
    }

    private static void awaitState(Fiber<?> fiber, Thread.State state) {
        Await.until(fiber.name() + " is " + state, () -> fiber.thread().getState() == state);
    }

    private static void awaitWaiting(Fiber<?> fiber) {
        awaitState(fiber, Thread.State.WAITING);
    }

    /** There is just one. */
    private Thread carrier() throws InterruptedException {
        Thread carrier = call(VirtualThreads::currentCarrierThread);
        assertThat(carrier.getName()).startsWith("third-party-carrier-");
        return carrier;
    }

    @Nested
    class Sockets {
        private final InetAddress loopback = InetAddress.getLoopbackAddress();

        /** Answers one byte with the next. */
        private void answer(ServerSocket server) throws IOException {
            try (Socket socket = server.accept()) {
                int received = socket.getInputStream().read();
                socket.getOutputStream().write(received + 1);
            }
        }

        private int ask(ServerSocket server, int question) throws IOException {
            try (Socket socket = new Socket(server.getInetAddress(), server.getLocalPort());
                    OutputStream out = socket.getOutputStream()) {
                out.write(question);
                return socket.getInputStream().read();
            }
        }

        @Test
        void clientAndServerWork() throws Exception {
            try (ServerSocket server = new ServerSocket(0, 1, loopback)) {
                Fiber<?> serving = go(() -> answer(server));
                awaitWaiting(serving);
                assertThat(call(() -> ask(server, 41))).isEqualTo(42);
                end(serving);
            }
        }

        @Test
        void manyClientsWorkAtOnce() throws Exception {
            try (ServerSocket server = new ServerSocket(0, MANY, loopback)) {
                List<Fiber<Integer>> asking = new ArrayList<>();
                for (int i = 0; i < MANY; i++) {
                    int question = i;
                    asking.add(async(() -> ask(server, question)));
                }
                for (int i = 0; i < MANY; i++) {
                    go(() -> answer(server));
                }
                for (int i = 0; i < MANY; i++) {
                    assertThat(end(asking.get(i))).isEqualTo(i + 1);
                }
            }
        }

        @Test
        void channelsOfTheJdkWork() throws Exception {
            try (ServerSocketChannel server = ServerSocketChannel.open().bind(new InetSocketAddress(loopback, 0))) {
                Fiber<?> serving = go(() -> {
                    try (SocketChannel channel = server.accept()) {
                        ByteBuffer bytes = ByteBuffer.allocate(1);
                        channel.read(bytes);
                        bytes.put(0, (byte) (bytes.get(0) + 1));
                        channel.write(bytes.flip());
                    }
                });
                awaitWaiting(serving);
                Fiber<Integer> asking = async(() -> {
                    try (SocketChannel channel = SocketChannel.open(server.getLocalAddress())) {
                        channel.write(ByteBuffer.wrap(new byte[] {41}));
                        ByteBuffer bytes = ByteBuffer.allocate(1);
                        channel.read(bytes);
                        return (int) bytes.get(0);
                    }
                });
                assertThat(end(asking)).isEqualTo(42);
            }
        }

        @Test
        void aSelectorIsWokenByAnotherFiber() throws Exception {
            try (Selector selector = Selector.open()) {
                CountDownLatch selects = new CountDownLatch(1);
                Fiber<Integer> selecting = async(() -> {
                    selects.countDown();
                    return selector.select();
                });
                go(() -> {
                    selects.await();
                    selector.wakeup();
                });
                assertThat(end(selecting)).isZero();
            }
        }

        @Test
        void datagramsArrive() throws Exception {
            try (DatagramSocket receiver = new DatagramSocket(0, loopback);
                    DatagramSocket sender = new DatagramSocket(0, loopback)) {
                Fiber<Integer> receiving = async(() -> {
                    DatagramPacket packet = new DatagramPacket(new byte[1], 1);
                    receiver.receive(packet);
                    return (int) packet.getData()[0];
                });
                awaitWaiting(receiving);
                run(() -> sender.send(new DatagramPacket(new byte[] {7}, 1, receiver.getLocalSocketAddress())));
                assertThat(end(receiving)).isEqualTo(7);
            }
        }

        @Test
        void aTimeoutEndsAnAccept() throws Exception {
            try (ServerSocket server = new ServerSocket(0, 1, loopback)) {
                server.setSoTimeout((int) Delays.SHORT.toMillis());
                run(() ->
                        assertThatExceptionOfType(SocketTimeoutException.class).isThrownBy(server::accept));
            }
        }

        @Test
        void aCloseInAnotherFiberEndsAnAccept() throws Exception {
            try (ServerSocket server = new ServerSocket(0, 1, loopback)) {
                Fiber<?> accepting = go(
                        () -> assertThatExceptionOfType(SocketException.class).isThrownBy(server::accept));
                awaitWaiting(accepting);
                run(server::close);
                end(accepting);
            }
        }

        @Test
        void anInterruptEndsAnAcceptAndIsKept() throws Exception {
            try (ServerSocket server = new ServerSocket(0, 1, loopback)) {
                Fiber<Boolean> accepting = async(() -> {
                    assertThatExceptionOfType(SocketException.class).isThrownBy(server::accept);
                    return Thread.currentThread().isInterrupted();
                });
                awaitWaiting(accepting);
                accepting.thread().interrupt();
                assertThat(end(accepting)).isTrue();
            }
        }

        @Test
        void anInterruptEndsAnAcceptOfAChannelAndIsKept() throws Exception {
            try (ServerSocketChannel server = ServerSocketChannel.open().bind(new InetSocketAddress(loopback, 0))) {
                Fiber<Boolean> accepting = async(() -> {
                    assertThatExceptionOfType(ClosedByInterruptException.class).isThrownBy(server::accept);
                    return Thread.currentThread().isInterrupted();
                });
                awaitWaiting(accepting);
                accepting.thread().interrupt();
                assertThat(end(accepting)).isTrue();
            }
        }

        @Test
        void theHttpClientAndServerOfTheJdkWork() throws Exception {
            Executor fibersOfOurs = task -> scheduler.go(task::run);
            HttpServer server = HttpServer.create(new InetSocketAddress(loopback, 0), 0);
            server.setExecutor(fibersOfOurs);
            server.createContext("/", exchange -> {
                byte[] question = exchange.getRequestBody().readAllBytes();
                byte[] answer = (new String(question, UTF_8) + " on "
                                + VirtualThreads.currentCarrierThread().getName())
                        .getBytes(UTF_8);
                exchange.sendResponseHeaders(200, answer.length);
                try (OutputStream body = exchange.getResponseBody()) {
                    body.write(answer);
                }
            });
            server.start();
            try (HttpClient client = HttpClient.newBuilder()
                    .version(HttpClient.Version.HTTP_1_1)
                    .executor(fibersOfOurs)
                    .build()) {
                URI address = new URI(
                        "http",
                        null,
                        loopback.getHostAddress(),
                        server.getAddress().getPort(),
                        "/",
                        null,
                        null);
                List<Fiber<String>> asking = new ArrayList<>();
                for (int i = 0; i < MANY; i++) {
                    HttpRequest request = HttpRequest.newBuilder(address)
                            .POST(HttpRequest.BodyPublishers.ofString("hello " + i))
                            .timeout(Delays.PATIENCE)
                            .build();
                    asking.add(async(() -> client.send(request, HttpResponse.BodyHandlers.ofString())
                            .body()));
                }
                for (int i = 0; i < MANY; i++) {
                    assertThat(end(asking.get(i)))
                            .isEqualTo("hello " + i + " on " + carrier().getName());
                }
            } finally {
                server.stop(0);
            }
        }
    }

    @Nested
    class Monitors {
        private final Object monitor = new Object();
        private boolean isSet; // guarded by the monitor
        private int count; // guarded by the monitor

        @Test
        void keepFibersApart() throws Exception {
            List<Fiber<?>> counting = new ArrayList<>();
            for (int i = 0; i < MANY; i++) {
                counting.add(go(() -> {
                    for (int k = 0; k < MANY; k++) {
                        synchronized (monitor) {
                            int before = count;
                            Thread.yield(); // the others want the monitor now
                            count = before + 1;
                        }
                    }
                }));
            }
            for (Fiber<?> each : counting) {
                end(each);
            }
            synchronized (monitor) {
                assertThat(count).isEqualTo(MANY * MANY);
            }
        }

        @Test
        void thatAnotherThreadHasKeepNobodyElseFromRunning() throws Exception {
            Fiber<?> entering;
            synchronized (monitor) {
                entering = go(() -> {
                    synchronized (monitor) {
                        isSet = true;
                    }
                });
                awaitState(entering, Thread.State.BLOCKED);
                run(() -> {});
                assertThat(isSet).isFalse();
            }
            end(entering);
        }

        @Test
        void wakeAllThatWait() throws Exception {
            List<Fiber<?>> waiting = new ArrayList<>();
            for (int i = 0; i < MANY; i++) {
                waiting.add(go(() -> {
                    synchronized (monitor) {
                        while (!isSet) {
                            monitor.wait();
                        }
                    }
                }));
            }
            waiting.forEach(ThirdPartyCodeTest::awaitWaiting);
            run(this::setAndNotifyAll);
            for (Fiber<?> each : waiting) {
                end(each);
            }
        }

        private void setAndNotifyAll() {
            synchronized (monitor) {
                isSet = true;
                monitor.notifyAll();
            }
        }

        @Test
        void wakeOneThatWaitsForSomeTime() throws Exception {
            Fiber<?> waiting = go(() -> {
                synchronized (monitor) {
                    while (!isSet) {
                        monitor.wait(Delays.LONG.toMillis());
                    }
                }
            });
            awaitState(waiting, Thread.State.TIMED_WAITING);
            run(this::setAndNotifyAll);
            end(waiting);
        }

        @Test
        void letATimedWaitEnd() throws Exception {
            run(() -> {
                long deadline = System.nanoTime() + Delays.SHORT.toNanos();
                synchronized (monitor) {
                    while (deadline - System.nanoTime() > 0) {
                        monitor.wait(Delays.SHORT.toMillis());
                    }
                    assertThat(isSet).isFalse();
                }
            });
        }
    }

    @Nested
    class Locks {
        @Test
        void withAConditionWork() throws Exception {
            ReentrantLock lock = new ReentrantLock();
            Condition changes = lock.newCondition();
            int[] turn = new int[1]; // guarded by the lock
            List<Fiber<?>> players = new ArrayList<>();
            for (int i = 0; i < 2; i++) {
                int me = i;
                players.add(go(() -> {
                    for (int k = 0; k < MANY; k++) {
                        lock.lock();
                        try {
                            while (turn[0] % 2 != me) {
                                changes.await();
                            }
                            turn[0]++;
                            changes.signalAll();
                        } finally {
                            lock.unlock();
                        }
                    }
                }));
            }
            for (Fiber<?> each : players) {
                end(each);
            }
            assertThat(turn[0]).isEqualTo(2 * MANY);
        }

        @Test
        void thatAnotherThreadHasKeepNobodyElseFromRunning() throws Exception {
            ReentrantLock lock = new ReentrantLock();
            lock.lock();
            Fiber<?> locking = go(() -> {
                lock.lock();
                lock.unlock();
            });
            try {
                awaitWaiting(locking);
                run(() -> {});
            } finally {
                lock.unlock();
            }
            end(locking);
        }

        @Test
        void withAConditionLetATimedWaitEnd() throws Exception {
            ReentrantLock lock = new ReentrantLock();
            Condition never = lock.newCondition();
            run(() -> {
                lock.lock();
                try {
                    long left = Delays.SHORT.toNanos();
                    while (left > 0) {
                        left = never.awaitNanos(left);
                    }
                } finally {
                    lock.unlock();
                }
            });
        }

        @Test
        void ofSemaphoresAreHandedOn() throws Exception {
            Semaphore semaphore = new Semaphore(1);
            AtomicBoolean isInside = new AtomicBoolean();
            List<Fiber<?>> entering = new ArrayList<>();
            for (int i = 0; i < MANY; i++) {
                entering.add(go(() -> {
                    semaphore.acquire();
                    assertThat(isInside.getAndSet(true)).isFalse();
                    Thread.yield();
                    isInside.set(false);
                    semaphore.release();
                }));
            }
            for (Fiber<?> each : entering) {
                end(each);
            }
            assertThat(semaphore.availablePermits()).isOne();
            run(() -> assertThat(semaphore.tryAcquire(2, Delays.SHORT.toNanos(), NANOSECONDS))
                    .isFalse());
        }

        @Test
        void ofLatchesOpen() throws Exception {
            CountDownLatch latch = new CountDownLatch(2);
            Fiber<?> untimed = go(latch::await);
            Fiber<Boolean> timed = async(() -> latch.await(Delays.LONG.toNanos(), NANOSECONDS));
            awaitWaiting(untimed);
            awaitState(timed, Thread.State.TIMED_WAITING);
            run(latch::countDown);
            latch.countDown(); // from outside
            end(untimed);
            assertThat(end(timed)).isTrue();
        }
    }

    @Nested
    class Queues {
        private void passesOn(BlockingQueue<Integer> queue) throws Exception {
            int elements = MANY * MANY;
            Fiber<Long> taking = async(() -> {
                long sum = 0;
                for (int i = 0; i < elements; i++) {
                    sum += queue.take();
                }
                return sum;
            });
            awaitWaiting(taking);
            run(() -> {
                for (int i = 0; i < elements; i++) {
                    queue.put(i);
                }
            });
            assertThat(end(taking)).isEqualTo(elements * (elements - 1L) / 2);
        }

        @Test
        void thatAreBoundedPassElementsOn() throws Exception {
            passesOn(new ArrayBlockingQueue<>(1));
        }

        @Test
        void thatHandOverPassElementsOn() throws Exception {
            passesOn(new SynchronousQueue<>());
        }

        @Test
        void letATimedPollEnd() throws Exception {
            BlockingQueue<Integer> queue = new ArrayBlockingQueue<>(1);
            run(() ->
                    assertThat(queue.poll(Delays.SHORT.toNanos(), NANOSECONDS)).isNull());
        }
    }

    @Nested
    class Futures {
        @Test
        void thatAnotherFiberCompletesAreGot() throws Exception {
            CompletableFuture<Integer> future = new CompletableFuture<>();
            Fiber<Integer> getting = async(future::get);
            awaitWaiting(getting);
            run(() -> future.complete(7));
            assertThat(end(getting)).isEqualTo(7);
        }

        @Test
        void runOnAnExecutorThatStartsFibers() throws Exception {
            Thread carrier = carrier();
            assertThat(call(() -> CompletableFuture.supplyAsync(
                                    VirtualThreads::currentCarrierThread, task -> scheduler.go(task::run))
                            .get()))
                    .isSameAs(carrier);
        }

        @Test
        void runOnTheCommonPool() throws Exception {
            Thread carrier = carrier();
            Thread pool = call(() -> CompletableFuture.supplyAsync(Thread::currentThread)
                    .thenApplyAsync(thread -> thread)
                    .get());
            assertThat(pool.isVirtual()).isFalse();
            assertThat(pool).isNotSameAs(carrier);
        }
    }

    @Nested
    class Children {
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
            try (Scheduler scheduler = oneCarrier().maxCarriers(1).build()) {
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

    @Nested
    class Surroundings {
        private static final ThreadLocal<String> LOCAL = ThreadLocal.withInitial(() -> "initial");
        private static final InheritableThreadLocal<@Nullable String> INHERITABLE = new InheritableThreadLocal<>();
        private static final ScopedValue<String> SCOPED = ScopedValue.newInstance();

        @Test
        void ofThreadLocalsAreEachFibersOwn() throws Exception {
            List<Fiber<String>> asking = new ArrayList<>();
            for (int i = 0; i < MANY; i++) {
                String mine = "of " + i;
                asking.add(async(() -> {
                    assertThat(LOCAL.get()).isEqualTo("initial");
                    LOCAL.set(mine);
                    Thread.yield();
                    Thread.sleep(Delays.SHORT);
                    return LOCAL.get();
                }));
            }
            for (int i = 0; i < MANY; i++) {
                assertThat(end(asking.get(i))).isEqualTo("of " + i);
            }
        }

        @Test
        void ofInheritableThreadLocalsGoToChildren() throws Exception {
            List<@Nullable String> seen = new ArrayList<>();
            run(() -> {
                INHERITABLE.set("of the fiber");
                Thread.ofVirtual().start(() -> seen.add(INHERITABLE.get())).join();
                Thread.ofVirtual()
                        .inheritInheritableThreadLocals(false)
                        .start(() -> seen.add(INHERITABLE.get()))
                        .join();
            });
            assertThat(seen).containsExactly("of the fiber", null);
            assertThat(call(() -> INHERITABLE.get() == null)).isTrue();
        }

        @Test
        void ofScopedValuesAreEachFibersOwn() throws Exception {
            List<Fiber<String>> asking = new ArrayList<>();
            for (int i = 0; i < MANY; i++) {
                String mine = "of " + i;
                asking.add(async(() -> ScopedValue.where(SCOPED, mine).call(() -> {
                    Thread.yield();
                    Thread.sleep(Delays.SHORT);
                    return SCOPED.get();
                })));
            }
            for (int i = 0; i < MANY; i++) {
                assertThat(end(asking.get(i))).isEqualTo("of " + i);
            }
            assertThat(call(SCOPED::isBound)).isFalse();
        }
    }

    @Nested
    class Threads {
        @Test
        void sleepAllAtOnce() throws Exception {
            List<Fiber<?>> sleeping = new ArrayList<>();
            for (int i = 0; i < MANY; i++) {
                sleeping.add(go(() -> Thread.sleep(Delays.SHORT)));
            }
            for (Fiber<?> each : sleeping) {
                end(each);
            }
            assertThat(sleeping).allMatch(each -> each.state() == FiberState.DONE);
        }

        @Test
        void parkForSomeTime() throws Exception {
            run(() -> {
                long deadline = System.nanoTime() + Delays.SHORT.toNanos();
                while (deadline - System.nanoTime() > 0) {
                    LockSupport.parkNanos(Delays.SHORT.toNanos());
                }
            });
        }

        @Test
        void letOthersRunWhenTheyYield() throws Exception {
            AtomicBoolean isSet = new AtomicBoolean();
            Fiber<?> yielding = go(() -> {
                while (!isSet.get()) {
                    Thread.yield();
                }
            });
            run(() -> isSet.set(true));
            end(yielding);
        }

        @Test
        void joinOneAnother() throws Exception {
            CountDownLatch latch = new CountDownLatch(1);
            Fiber<?> joined = go(latch::await);
            run(() -> assertThat(joined.thread().join(Delays.SHORT)).isFalse());
            Fiber<?> joining = go(() -> joined.thread().join());
            awaitWaiting(joining);
            run(latch::countDown);
            end(joining);
            assertThat(joined.thread().isAlive()).isFalse();
        }

        @Test
        void areShownByNameAndStackInADump(@TempDir Path directory) throws Exception {
            CountDownLatch latch = new CountDownLatch(1);
            Channel<Integer> channel = Csp.chan();
            Fiber<?> ofOthers = started(scheduler.go("waits for a latch", latch::await));
            Fiber<?> ours = started(scheduler.async("waits for an element", channel::receive));
            awaitWaiting(ofOthers);
            awaitWaiting(ours);
            Path file = directory.resolve("threads.txt");
            ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class)
                    .dumpThreads(file.toString(), ThreadDumpFormat.TEXT_PLAIN);
            latch.countDown();
            channel.send(1);
            List<String> lines = Files.readAllLines(file);
            assertThat(entryOf("\"waits for a latch\" virtual", lines)).contains("CountDownLatch.await");
            assertThat(entryOf("\"waits for an element\" virtual", lines)).contains(".receive");
        }

        /** What a dump says of a thread, and the next ones; other tests may have left a great many threads behind. */
        private static String entryOf(String name, List<String> lines) {
            for (int i = 0; i < lines.size(); i++) {
                if (lines.get(i).contains(name)) {
                    return String.join("\n", lines.subList(i, Math.min(i + 50, lines.size())));
                }
            }
            return "nothing of " + name;
        }
    }

    @Nested
    class Interrupts {
        /** What waits for ever. */
        private enum Waiting {
            SLEEP(() -> Thread.sleep(Delays.LONG)),
            JOIN(() -> Thread.currentThread().join()), // itself
            WAIT(() -> {
                Object monitor = new Object();
                synchronized (monitor) {
                    while (true) {
                        monitor.wait();
                    }
                }
            }),
            TIMED_WAIT(() -> {
                Object monitor = new Object();
                synchronized (monitor) {
                    while (true) {
                        monitor.wait(Delays.LONG.toMillis());
                    }
                }
            }),
            LOCK(() -> {
                ReentrantLock lock = new ReentrantLock();
                CountDownLatch hasLocked = new CountDownLatch(1);
                Thread.ofPlatform().daemon().start(() -> {
                    lock.lock(); // for ever
                    hasLocked.countDown();
                });
                hasLocked.await();
                lock.lockInterruptibly();
            }),
            CONDITION(() -> {
                ReentrantLock lock = new ReentrantLock();
                Condition never = lock.newCondition();
                lock.lock();
                try {
                    while (true) {
                        never.await();
                    }
                } finally {
                    lock.unlock();
                }
            }),
            SEMAPHORE(() -> new Semaphore(0).acquire()),
            LATCH(() -> new CountDownLatch(1).await()),
            TAKE(() -> new ArrayBlockingQueue<>(1).take()),
            PUT(() -> new SynchronousQueue<>().put(1)),
            FUTURE(() -> new CompletableFuture<>().get()),
            PROCESS(() -> {
                Process process = new ProcessBuilder("cat").start();
                try {
                    process.waitFor();
                } finally {
                    process.destroyForcibly();
                }
            });

            final Action body;

            Waiting(Action body) {
                this.body = body;
            }
        }

        static Stream<Waiting> all() {
            return Stream.of(Waiting.values());
        }

        @ParameterizedTest
        @MethodSource("all")
        void endWhateverWaits(Waiting waiting) throws Exception {
            Fiber<Boolean> fiber = async(() -> {
                try {
                    waiting.body.run();
                } catch (InterruptedException e) {
                    return Thread.currentThread().isInterrupted();
                }
                throw new AssertionError("it does not wait");
            });
            // Or it waits in its preparations: an interrupt ends those, or is kept until it waits.
            Await.until("it waits", () -> switch (fiber.thread().getState()) {
                case WAITING, TIMED_WAITING -> true;
                default -> false;
            });
            fiber.thread().interrupt();
            assertThat(end(fiber)).as("still interrupted").isFalse();
        }
    }

    /** What keeps the carrier while it waits: others go on, on a spare one. */
    @Nested
    class HoldingTheCarrier {
        private final Scheduler withSpares = oneCarrier().build();

        @AfterEach
        void close() {
            withSpares.close(Delays.PATIENCE);
        }

        private Fiber<?> go(Action body) {
            return started(withSpares.go(body));
        }

        private <T> Fiber<T> async(Callable<T> body) {
            return started(withSpares.async(body));
        }

        @Test
        void aProcessThatOneFiberWritesToAndAnotherReadsEnds() throws Exception {
            Process process = end(async(() -> new ProcessBuilder("cat").start()));
            try {
                Fiber<Integer> waiting = async(process::waitFor);
                awaitWaiting(waiting);
                CountDownLatch reads = new CountDownLatch(1);
                Fiber<List<String>> reading = async(() -> {
                    try (BufferedReader in = process.inputReader(UTF_8)) {
                        reads.countDown();
                        return in.lines().toList();
                    }
                });
                go(() -> {
                    reads.await();
                    try (Writer out = process.outputWriter(UTF_8)) {
                        out.write("one\n");
                        out.flush();
                        Thread.sleep(Delays.SHORT);
                        out.write("two\n");
                    }
                });
                assertThat(end(reading)).containsExactly("one", "two");
                assertThat(end(waiting)).isZero();
                assertThat(end(async(() -> process.onExit().get().exitValue()))).isZero();
            } finally {
                process.destroyForcibly();
            }
        }

        @Test
        void filesAreWrittenAndRead(@TempDir Path directory) throws Exception {
            List<Fiber<String>> reading = new ArrayList<>();
            for (int i = 0; i < MANY; i++) {
                Path file = directory.resolve("file-" + i);
                String text = "text " + i;
                reading.add(async(() -> {
                    Files.writeString(file, text);
                    Thread.yield();
                    return Files.readString(file);
                }));
            }
            for (int i = 0; i < MANY; i++) {
                assertThat(end(reading.get(i))).isEqualTo("text " + i);
            }
        }

        @Test
        void aClassInitializerThatParksIsWokenByAnotherFiber() throws Exception {
            List<Fiber<Integer>> using = new ArrayList<>();
            for (int i = 0; i < 2; i++) { // the second waits for the first, inside of the JVM
                using.add(async(() -> Initialized.value));
            }
            Fiber<?> opening = go(() -> {
                Initializing.BEGINS.await();
                Initializing.GATE.countDown();
            });
            end(opening);
            for (Fiber<Integer> each : using) {
                assertThat(end(each)).isEqualTo(7);
            }
        }
    }

    private static final class Initializing {
        static final CountDownLatch BEGINS = new CountDownLatch(1);
        static final CountDownLatch GATE = new CountDownLatch(1);

        static int begin() {
            BEGINS.countDown();
            try {
                GATE.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
            return 7;
        }
    }

    private static final class Initialized {
        static final int value = Initializing.begin();
    }
}
