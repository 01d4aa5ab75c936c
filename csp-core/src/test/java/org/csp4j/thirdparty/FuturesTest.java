package org.csp4j.thirdparty;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CompletableFuture;
import org.csp4j.Fiber;
import org.csp4j.internal.jdk.VirtualThreads;
import org.junit.jupiter.api.Test;

/** Completable futures. */
class FuturesTest extends OneCarrier {
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
