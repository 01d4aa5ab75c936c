package org.csp4j;

import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What every channel promises, whatever its kind and whoever calls it: the Javadoc of {@link SendChannel},
 * {@link ReceiveChannel}, {@link Channel} and of the package, sentence by sentence. A subclass names the kinds that it is
 * about in {@code subjects()}, and adds what sets them apart.
 */
@Tag("engine")
@ParameterizedClass(name = "{0}")
@MethodSource("subjects")
abstract class ChannelContract {
    final ChannelSubject subject;

    ChannelContract(ChannelSubject subject) {
        this.subject = subject;
    }

    @Nested
    class Sending extends SendingContract {
        Sending() {
            super(subject);
        }
    }

    @Nested
    class Receiving extends ReceivingContract {
        Receiving() {
            super(subject);
        }
    }

    @Nested
    class Trying extends TryingContract {
        Trying() {
            super(subject);
        }
    }

    @Nested
    class Timed extends TimedContract {
        Timed() {
            super(subject);
        }
    }

    @Nested
    class ValueOrClosed extends ValueOrClosedContract {
        ValueOrClosed() {
            super(subject);
        }
    }

    @Nested
    class Closing extends ClosingContract {
        Closing() {
            super(subject);
        }
    }

    @Nested
    class Cancelling extends CancellingContract {
        Cancelling() {
            super(subject);
        }
    }

    @Nested
    class Iterating extends IteratingContract {
        Iterating() {
            super(subject);
        }
    }

    @Nested
    class Batching extends BatchingContract {
        Batching() {
            super(subject);
        }
    }

    @Nested
    class Sizing extends SizingContract {
        Sizing() {
            super(subject);
        }
    }

    @Nested
    class Views extends ViewsContract {
        Views() {
            super(subject);
        }
    }

    @Nested
    class Interrupting extends InterruptingContract {
        Interrupting() {
            super(subject);
        }
    }

    @Nested
    class Nulls extends NullsContract {
        Nulls() {
            super(subject);
        }
    }

    @Nested
    class Messages extends MessagesContract {
        Messages() {
            super(subject);
        }
    }
}
