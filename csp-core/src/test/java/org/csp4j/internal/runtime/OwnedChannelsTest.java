package org.csp4j.internal.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CountDownLatch;
import org.csp4j.Channel;
import org.csp4j.Received;
import org.csp4j.internal.channel.ChannelOptions;
import org.csp4j.internal.channel.LockedChannel;
import org.csp4j.testsupport.Caller;
import org.csp4j.testsupport.Crew;
import org.csp4j.testsupport.Engines;
import org.csp4j.testsupport.Setting;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class OwnedChannelsTest {
    @RegisterExtension
    final Crew crew = new Crew(new Setting(Engines.PLATFORM, Caller.PLATFORM_THREAD));

    private final Throwable cause = new IllegalStateException("the scope has failed");
    private final OwnedChannels owned = new OwnedChannels();

    private static Channel<Integer> channel(Runnable onClosed) {
        ChannelOptions<Integer> plain = ChannelOptions.plain();
        return new LockedChannel<>(
                null,
                0,
                new ChannelOptions<>(plain.overflow(), plain.onUndelivered(), plain.recordsCloser(), onClosed));
    }

    /** The random trees of ScopeTreesSoakTest found a channel open behind the close of its scope, which another thread had just failed. */
    @Test
    void allAreClosedWhenACloseReturnsWhileAnotherOneGoesOn() throws Exception {
        CountDownLatch isClosing = new CountDownLatch(1);
        CountDownLatch goesOn = new CountDownLatch(1);
        Channel<Integer> first = channel(() -> {
            isClosing.countDown();
            try {
                goesOn.await();
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        });
        Channel<Integer> second = channel(() -> {});
        owned.add(first);
        owned.add(second);
        crew.start(() -> owned.close(cause));
        isClosing.await();

        owned.close(null);

        assertThat(second.tryReceive()).isEqualTo(new Received.Closed<>(cause));
        goesOn.countDown();
    }
}
