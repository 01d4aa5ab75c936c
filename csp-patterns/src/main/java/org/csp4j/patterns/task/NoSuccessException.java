package org.csp4j.patterns.task;

import java.util.List;

/** Of several futures {@linkplain CspFuture#firstSuccess none has a value}. Why each has none, is {@linkplain #getSuppressed() suppressed}. */
public final class NoSuccessException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private NoSuccessException(String message) {
        super(message);
    }

    static NoSuccessException of(List<? extends CspFuture<?>> futures) {
        NoSuccessException exception = new NoSuccessException("none of " + futures.size() + " futures has a value");
        for (CspFuture<?> future : futures) {
            switch (future.poll().orElseThrow()) {
                case Settled.Failure<?>(var cause) -> exception.addSuppressed(cause);
                case Settled.Cancelled<?>(var cause) -> exception.addSuppressed(future.cancelled(cause));
                case Settled.Success<?> _ -> {} // there is none
            }
        }
        return exception;
    }
}
