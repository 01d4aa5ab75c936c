package org.csp4j.patterns.internal;

import java.util.List;
import java.util.Objects;
import org.csp4j.ChannelCancelledException;
import org.csp4j.FiberCancelledException;
import org.csp4j.ReceiveChannel;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A fiber that takes from some channels and passes on to others: starts it, and ends it towards both sides. */
public final class Stage {
    /*
     * However the body ends, both sides learn of it, in these steps:
     *
     * 1  Each source is cancelled, so that who sends there stops: with the failure of the body, or the cause for which the receivers
     *    have left. A source that has ended by itself does not notice.
     * 2  Each way out is closed, with the failure if there is one. If all receivers have left before, a failure of the stage itself
     *    goes to the scheduler's handler of uncaught failures. One by which the body says just that is dropped, and so is one of a
     *    source: that is for who waits for it, and nobody does.
     *
     * I1  Both steps are taken, once, also where the fiber is cancelled before it begins: Fibers.start() tells of that.
     */
    private static final Logger LOG = LoggerFactory.getLogger(Stage.class);

    /**
     * What a stage with one way out does.
     *
     * @param <T> what it passes on
     */
    public interface Body<T> {
        /** Returns when there is no more to do: the sources have ended, or the receiver has left. */
        void run(Outlet<T> out) throws Exception;
    }

    /** What a stage with any number of ways out does, which it knows. */
    public interface Work {
        /** Returns when there is no more to do: the sources have ended, or all receivers have left. */
        void run() throws Exception;
    }

    /**
     * A channel that a stage takes from, and gives up in the end.
     *
     * @param channel the channel
     * @param undelivered what is told of elements that are stored there when the stage gives it up
     * @param <S> the type of its elements
     */
    public record Source<S>(ReceiveChannel<? extends S> channel, Undelivered<? super S> undelivered) {
        /** Checks that there is one. */
        public Source {
            Objects.requireNonNull(channel, "source");
        }

        /** A source of whose elements nobody is told. */
        public static <S> Source<S> of(ReceiveChannel<? extends S> channel) {
            return new Source<>(channel, Undelivered.dropped());
        }

        /** Cancels it, for this reason if there is one. */
        public void leave(@Nullable Throwable cause) {
            List<? extends S> rest = cause == null ? channel.cancel() : channel.cancel(cause);
            rest.forEach(undelivered::tell);
        }
    }

    /** A source has ended by a failure, which is the cause; for a stage to pass on as it is. */
    public static final class SourceFailure extends RuntimeException {
        private static final long serialVersionUID = 1L;

        public SourceFailure(Throwable cause) {
            super(null, cause, false, false);
        }

        /** What a body has failed by: the source's failure if it is one of these. */
        public static Throwable unwrap(Throwable failure) {
            return failure instanceof SourceFailure ? Objects.requireNonNull(failure.getCause()) : failure;
        }
    }

    private final String name;
    private final List<? extends Source<?>> sources;
    private final List<? extends Outlet<?>> outs;
    private final Work work;

    private Stage(String name, List<? extends Source<?>> sources, List<? extends Outlet<?>> outs, Work work) {
        this.name = name;
        this.sources = sources;
        this.outs = outs;
        this.work = work;
    }

    /** Starts a stage in a fiber of this name; so is its channel called. */
    public static <T> ReceiveChannel<T> start(String name, List<? extends Source<?>> sources, Body<T> body) {
        Outlet<T> out = new Outlet<>(name);
        start(name, sources, List.of(out), () -> body.run(out));
        return out.receiver();
    }

    /** Starts a stage with any number of ways out, in a fiber of this name. */
    public static void start(
            String name, List<? extends Source<?>> sources, List<? extends Outlet<?>> outs, Work work) {
        Stage stage = new Stage(name, sources, outs, work);
        Fibers.start(
                name,
                stage::run,
                () -> stage.end(
                        new FiberCancelledException("stage '" + name + "' was cancelled before it began", null)));
    }

    private void run() throws Exception {
        LOG.debug("stage '{}' begins", name);
        Throwable thrown = null;
        try {
            work.run();
        } catch (Throwable e) { // also an OutOfMemoryError is for the receivers to know
            thrown = isLeave(e) ? null : e;
        }
        Throwable failure = thrown == null ? null : SourceFailure.unwrap(thrown);
        boolean isTold = end(failure);
        LOG.debug("stage '{}' ends", name, failure);
        if (thrown != null && !isTold && !(thrown instanceof SourceFailure)) {
            throw Failures.rethrow(thrown);
        }
    }

    private boolean isLeave(Throwable failure) {
        return (failure instanceof ChannelCancelledException || failure instanceof InterruptedException)
                && !outs.isEmpty()
                && outs.stream().allMatch(Outlet::isLeft);
    }

    /** Tells both sides; returns whether a receiver was there to be told. */
    private boolean end(@Nullable Throwable failure) {
        Throwable cause = failure != null ? failure : causeOfLeaving();
        sources.forEach(source -> source.leave(cause)); // 1
        boolean isTold = false;
        for (Outlet<?> out : outs) {
            isTold |= out.close(failure); // 2
        }
        return isTold;
    }

    private @Nullable Throwable causeOfLeaving() {
        for (Outlet<?> out : outs) {
            Throwable cause = out.causeOfLeaving();
            if (cause != null) {
                return cause;
            }
        }
        return null;
    }
}
