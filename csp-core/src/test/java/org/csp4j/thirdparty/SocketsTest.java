package org.csp4j.thirdparty;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
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
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import org.csp4j.Fiber;
import org.csp4j.internal.jdk.VirtualThreads;
import org.csp4j.testsupport.Delays;
import org.junit.jupiter.api.Test;

/** Sockets, channels and selectors of the JDK, its HTTP client and its HTTP server. */
class SocketsTest extends OneCarrier {
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
            run(() -> assertThatExceptionOfType(SocketTimeoutException.class).isThrownBy(server::accept));
        }
    }

    @Test
    void aCloseInAnotherFiberEndsAnAccept() throws Exception {
        try (ServerSocket server = new ServerSocket(0, 1, loopback)) {
            Fiber<?> accepting =
                    go(() -> assertThatExceptionOfType(SocketException.class).isThrownBy(server::accept));
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
                    "http", null, loopback.getHostAddress(), server.getAddress().getPort(), "/", null, null);
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
