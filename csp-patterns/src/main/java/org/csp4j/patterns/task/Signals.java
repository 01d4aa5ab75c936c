package org.csp4j.patterns.task;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import org.csp4j.SendChannel;
import org.csp4j.Sent;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The operating system's signals over channels: Go's {@code os/signal}. A channel that is registered for a signal is sent the
 * signal's name each time that it comes, and the signal does nothing else any more: {@code INT} and {@code TERM} do not end the JVM.
 * When the last channel has left, the signal does again what it did before.
 *
 * {@snippet file="org/csp4j/examples/snippets/RunnerSnippets.java" region="signals"}
 *
 * <p><b>Sending</b> does not wait: a channel that is full misses the signal. One that stores nothing would miss all that come
 * while nobody receives, and is refused. A channel that is closed or cancelled leaves by itself, at the next signal.
 *
 * <p><b>Which.</b> Names are as {@code INT}, {@code TERM}, {@code HUP}, {@code USR2}, without {@code SIG}. A signal that the process was
 * started to ignore stays ignored, as {@code INT} does in a shell's background jobs. All of it is for the whole JVM; no
 * method waits, and any thread may call them. Costs O(channels) a signal.
 */
public final class Signals {
    /*
     * I1  A signal has our handler while some channel is registered for it, and else the one that it had before.
     * I2  A signal is sent to its channels under the lock, so that none is sent after stop() has returned. What runs there of others'
     *     code is the hook of a channel that drops elements.
     * I3  A signal that finds no channel left goes to the handler that it has again: none is lost.
     */
    private static final Logger LOG = LoggerFactory.getLogger(Signals.class);
    private static final ReentrantLock LOCK = new ReentrantLock();
    private static final Map<String, Handled> HANDLED = new HashMap<>(); // guarded by the lock

    /** A signal that has our handler. */
    private static final class Handled {
        final Object signal;
        final Object before; // its handler until then
        final Set<SendChannel<? super String>> channels = Collections.newSetFromMap(new IdentityHashMap<>());

        Handled(Object signal, Object before) {
            this.signal = signal;
            this.before = before;
        }
    }

    private Signals() {}

    /**
     * Registers a channel for these signals, besides those that it is registered for already.
     *
     * @throws IllegalArgumentException if no signal is named, or one that the system does not have; or if the channel stores nothing.
     *     Nothing has changed then, nor with the following
     * @throws SignalUnavailableException if the JVM keeps one of them for itself, or gives none
     */
    public static void notify(SendChannel<? super String> channel, String... names) {
        if (channel.capacity() == 0) {
            throw new IllegalArgumentException("channel '" + channel.name()
                    + "' stores nothing, and would miss a signal that nobody waits for; give it a capacity");
        }
        Map<String, Object> signals = named(names);
        if (signals.isEmpty()) {
            throw new IllegalArgumentException("no signal is named for channel '" + channel.name() + "'");
        }
        LOCK.lock();
        try {
            handle(signals);
            signals.keySet().forEach(name -> handled(name).channels.add(channel));
        } finally {
            LOCK.unlock();
        }
        LOG.debug("channel '{}' is sent {}", channel.name(), signals.keySet());
    }

    /** The signals of these names, of which each is one that the system has. */
    static Map<String, Object> named(String... names) {
        Map<String, Object> signals = new LinkedHashMap<>();
        for (String name : names) {
            signals.put(name, JvmSignals.named(name));
        }
        return signals;
    }

    /** Gives our handler to those that do not have it: to all of them, or to none. */
    private static void handle(Map<String, Object> signals) {
        List<String> changed = new ArrayList<>();
        try {
            signals.forEach((name, signal) -> {
                if (!HANDLED.containsKey(name)) {
                    Object before = JvmSignals.handle(name, signal, JvmSignals.handler(() -> send(name, signal)));
                    HANDLED.put(name, new Handled(signal, before));
                    changed.add(name);
                }
            });
        } catch (SignalUnavailableException e) {
            changed.forEach(Signals::restore);
            throw e;
        }
    }

    private static Handled handled(String name) {
        return Objects.requireNonNull(HANDLED.get(name));
    }

    /**
     * Takes a channel, which is to be the same object as was registered, off all signals. When it returns no signal is sent to it any
     * more. For a channel that is not registered it does nothing.
     */
    public static void stop(SendChannel<? super String> channel) {
        Objects.requireNonNull(channel, "channel");
        LOCK.lock();
        try {
            for (String name : List.copyOf(HANDLED.keySet())) {
                remove(name, List.of(channel));
            }
        } finally {
            LOCK.unlock();
        }
        LOG.debug("channel '{}' is sent no signals", channel.name());
    }

    private static void remove(String name, List<SendChannel<? super String>> channels) {
        Handled handled = handled(name);
        channels.forEach(handled.channels::remove);
        if (handled.channels.isEmpty()) {
            restore(name);
        }
    }

    private static void restore(String name) {
        Handled handled = handled(name);
        HANDLED.remove(name);
        JvmSignals.handle(name, handled.signal, handled.before);
    }

    /** A signal has come: on a thread of the JVM's, which is there for this signal alone. */
    private static void send(String name, Object signal) {
        LOCK.lock();
        try {
            Handled handled = HANDLED.get(name);
            if (handled == null) {
                JvmSignals.raise(signal); // the last channel has left meanwhile: for whoever has the signal now
                return;
            }
            List<SendChannel<? super String>> closed = new ArrayList<>();
            for (SendChannel<? super String> channel : List.copyOf(handled.channels)) { // a hook may change them
                switch (channel.trySend(name)) {
                    case Sent.Ok _ -> LOG.debug("signal {} goes to channel '{}'", name, channel.name());
                    case Sent.Full _ -> LOG.debug("channel '{}' is full, and misses signal {}", channel.name(), name);
                    case Sent.Closed _ -> closed.add(channel);
                }
            }
            if (!closed.isEmpty()) {
                remove(name, closed);
            }
        } finally {
            LOCK.unlock();
        }
    }
}
