package org.csp4j.examples;

import static org.csp4j.Csp.*;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * A server on this machine that takes files by PUT, and keeps their digests. One request in five fails, at random: it is refused before the file
 * is kept, or its answer is lost after that. A file that comes again, since the sender has had no answer, is known, and not kept twice.
 */
final class Inbox implements AutoCloseable {
    private static final int ONE_IN = 5;
    private static final int BUFFER = 64 * 1_024;
    private static final int CREATED = 201;
    private static final int KNOWN = 200;
    private static final int CONFLICT = 409;
    private static final int UNAVAILABLE = 503;
    private static final int NO_BODY = -1;

    private final HttpServer server;
    private final ConcurrentMap<String, String> digests = new ConcurrentHashMap<>(); // by the path of the request
    private final AtomicInteger failures = new AtomicInteger();

    private Inbox(HttpServer server) {
        this.server = server;
    }

    /** Opens one on a free port. */
    static Inbox open() throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        Inbox inbox = new Inbox(server);
        server.createContext("/", inbox::handle);
        server.setExecutor(request -> go("request", request::run));
        server.start();
        return inbox;
    }

    /** Where the file of this number is to be put. */
    URI uri(int number) {
        InetSocketAddress address = server.getAddress();
        return URI.create("http://" + address.getHostString() + ":" + address.getPort() + path(number));
    }

    private static String path(int number) {
        return "/" + number;
    }

    /** The digest of the file of this number; null if it has not come. */
    @Nullable String digest(int number) {
        return digests.get(path(number));
    }

    /** How many files are kept. */
    int files() {
        return digests.size();
    }

    /** How many requests have failed. */
    int failures() {
        return failures.get();
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            String digest = digestOf(exchange.getRequestBody());
            ThreadLocalRandom random = ThreadLocalRandom.current();
            boolean fails = random.nextInt(ONE_IN) == 0;
            if (fails) {
                failures.incrementAndGet();
                if (random.nextBoolean()) {
                    exchange.sendResponseHeaders(UNAVAILABLE, NO_BODY);
                    return;
                }
            }
            String known = digests.putIfAbsent(exchange.getRequestURI().getPath(), digest);
            if (!fails) { // else it is closed without an answer
                exchange.sendResponseHeaders(
                        known == null ? CREATED : known.equals(digest) ? KNOWN : CONFLICT, NO_BODY);
            }
        }
    }

    /** The digest of a file, as the server sees it if it has come unharmed. */
    static String digestOf(Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            return digestOf(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String digestOf(InputStream in) throws IOException {
        MessageDigest digest;
        try {
            digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e); // every JDK has it
        }
        byte[] buffer = new byte[BUFFER];
        for (int length = in.read(buffer); length >= 0; length = in.read(buffer)) {
            digest.update(buffer, 0, length);
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
