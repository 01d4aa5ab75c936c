package org.csp4j.testsupport;

import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.csp4j.diagnostics.WaitReason;

/** A thread of a {@link Crew}, and what became of its body. */
public final class Party<T> implements Runnable {
    private final Crew crew;
    private final String name;
    private final Callable<T> body;
    private final CountDownLatch ended = new CountDownLatch(1);
    private Thread thread; // the test's thread alone
    private T result; // written before `ended`, as is what follows
    private Throwable failure;
    private volatile boolean isFailureSeen;

    Party(Crew crew, String name, Callable<T> body) {
        this.crew = crew;
        this.name = name;
        this.body = body;
    }

    Party<T> start(Setting setting) {
        thread = setting.caller().start(setting.engine(), name, this);
        return this;
    }

    @Override
    public void run() {
        try {
            result = body.call();
        } catch (Throwable e) {
            failure = e;
        } finally {
            ended.countDown();
        }
    }

    public Thread thread() {
        return thread;
    }

    public void interrupt() {
        thread.interrupt();
    }

    public boolean hasEnded() {
        return ended.getCount() == 0;
    }

    /** Waits until the body has ended, and returns what it returned, or throws what it threw. */
    public T result() throws Exception {
        awaitEnd();
        isFailureSeen = true;
        switch (failure) {
            case null -> {
                return result;
            }
            case Exception exception -> throw exception;
            case Error error -> throw error;
            default -> throw new AssertionError(failure);
        }
    }

    /** Waits until the body has ended; throws what it threw. */
    public void join() throws Exception {
        result();
    }

    /** Waits until the body has thrown, and returns that. */
    public Throwable failure() {
        awaitEnd();
        if (failure == null) {
            throw new AssertionError(name + " ended well, and returned " + result);
        }
        isFailureSeen = true;
        return failure;
    }

    private void awaitEnd() {
        if (!endsWithin(Delays.PATIENCE.toNanos())) {
            throw crew.stuck(name + " does not end");
        }
    }

    boolean endsWithin(long nanos) {
        try {
            return ended.await(nanos, TimeUnit.NANOSECONDS) && thread.join(Delays.PATIENCE);
        } catch (InterruptedException e) {
            throw crew.stuck("the test was interrupted while " + name + " was to end");
        }
    }

    /** How the body failed, if it did and the test has not asked. */
    Throwable unseenFailure() {
        return hasEnded() && !isFailureSeen ? failure : null;
    }

    /** What the thread is doing, for people. */
    String describe() {
        StringBuilder text = new StringBuilder(name).append(": ").append(thread.getState());
        WaitReason.of(thread).ifPresent(reason -> text.append(", waits for ").append(reason));
        if (hasEnded()) {
            text.append(failure == null ? ", returned " + result : ", failed: " + failure);
        }
        for (StackTraceElement frame : thread.getStackTrace()) {
            text.append("\n    at ").append(frame);
        }
        return text.toString();
    }

    @Override
    public String toString() {
        return name;
    }
}
