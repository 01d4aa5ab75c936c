package org.csp4j.benchmarks.peers

import java.util.concurrent.CountDownLatch
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.ExperimentalCoroutinesApi
import kotlinx.coroutines.Job
import kotlinx.coroutines.cancel
import kotlinx.coroutines.channels.Channel
import kotlinx.coroutines.coroutineScope
import kotlinx.coroutines.delay
import kotlinx.coroutines.launch
import kotlinx.coroutines.runBlocking
import kotlinx.coroutines.selects.onTimeout
import kotlinx.coroutines.selects.select
import kotlinx.coroutines.withContext
import kotlinx.coroutines.withTimeout

/** Channels of kotlinx.coroutines on Dispatchers.Default: the workloads of BlockingPeer, with functions that suspend. */
class KotlinPeer : Peer() {
    private val standing = CoroutineScope(Dispatchers.Default + Job())

    @Volatile private var loaded = false // whether the load of wakeUps goes on

    override fun name() = "kotlin"

    override fun close() = standing.cancel()

    override fun pingPong(rounds: Int) = inCoroutine {
        val there = Channel<Int>()
        val back = Channel<Int>()
        launch {
            repeat(rounds) { back.send(there.receive()) }
        }
        repeat(rounds) {
            there.send(it % VALUES)
            back.receive()
        }
    }

    override fun timedPingPong(rounds: Int) = inCoroutine {
        val there = Channel<Int>()
        val back = Channel<Int>()
        launch {
            repeat(rounds) { back.send(there.receive()) }
        }
        repeat(rounds) {
            there.send(it % VALUES)
            withTimeout(1_000) { back.receive() }
        }
    }

    override fun handOff(capacity: Int, senders: Int, receivers: Int, elements: Int) = inCoroutine {
        val channel = Channel<Int>(capacity)
        repeat(senders) { launch { send(channel, elements / senders) } }
        repeat(receivers) { launch { repeat(elements / receivers) { channel.receive() } } }
    }

    override fun pairs(pairs: Int, elements: Int) = inCoroutine {
        repeat(pairs) {
            val channel = Channel<Int>()
            launch { send(channel, elements / pairs) }
            launch { repeat(elements / pairs) { channel.receive() } }
        }
    }

    override fun select(channels: Int, capacity: Int, elements: Int) = inCoroutine {
        val all = List(channels) { Channel<Int>(capacity) }
        for (channel in all) {
            launch { send(channel, elements / channels) }
        }
        repeat(elements / channels * channels) {
            select<Int> {
                for (channel in all) {
                    channel.onReceive { it }
                }
            }
        }
    }

    @OptIn(ExperimentalCoroutinesApi::class)
    override fun selectWithTimeout(elements: Int) = inCoroutine {
        val channel = Channel<Int>(1)
        repeat(elements) {
            channel.send(1)
            select<Int> {
                channel.onReceive { it }
                onTimeout(1_000) { 0 }
            }
        }
    }

    override fun fanIn(sources: Int, elements: Int) = inCoroutine {
        val common = Channel<Int>()
        val share = elements / sources
        repeat(sources) {
            val own = Channel<Int>()
            launch { send(own, share) }
            launch { repeat(share) { common.send(own.receive()) } }
        }
        repeat(share * sources) { common.receive() }
    }

    override fun ring(parties: Int, rounds: Int) = inCoroutine {
        val channels = List(parties) { Channel<Int>() }
        repeat(parties) {
            val left = channels[it]
            val right = channels[(it + 1) % parties]
            val last = it == parties - 1
            launch {
                for (round in 1..rounds) {
                    val token = left.receive()
                    if (last && round == rounds) break // nobody receives it any more
                    right.send(token)
                }
            }
        }
        channels.first().send(1)
    }

    override fun daisyChain(parties: Int, rounds: Int) = inCoroutine {
        val channels = List(parties + 1) { Channel<Int>() }
        repeat(parties) {
            val left = channels[it]
            val right = channels[it + 1]
            launch { repeat(rounds) { right.send(left.receive()) } }
        }
        repeat(rounds) {
            channels.first().send(it % VALUES)
            channels.last().receive()
        }
    }

    override fun sieve(primes: Int): Int {
        var last = 0
        val limit = Primes.limit(primes)
        inCoroutine {
            var source = Channel<Int>()
            val numbers = source
            launch {
                for (n in 2..limit) numbers.send(n)
                numbers.send(STOP)
            }
            repeat(primes) {
                val prime = source.receive()
                last = prime
                val left = source
                val right = Channel<Int>()
                launch { filter(prime, left, right) }
                source = right
            }
            while (source.receive() != STOP) {}
        }
        return last
    }

    private suspend fun filter(prime: Int, left: Channel<Int>, right: Channel<Int>) {
        while (true) {
            val n = left.receive()
            if (n == STOP || n % prime != 0) right.send(n)
            if (n == STOP) return
        }
    }

    override fun spawn(fibers: Int) = inCoroutine { repeat(fibers) { launch {} } }

    override fun timers(count: Int) = inCoroutine {
        repeat(count) { launch { delay(HOUR_MILLIS) }.cancel() }
    }

    override fun sleepers(fibers: Int) = inCoroutine {
        repeat(fibers) { launch { delay(it % 100 + 1L) } }
    }

    override fun wakeUps(count: Int, millis: Int): LongArray {
        val late = ArrayList<Long>()
        val end = System.nanoTime() + millis * 1_000_000L
        loaded = true
        inCoroutine {
            repeat(2 * Runtime.getRuntime().availableProcessors()) {
                val channel = Channel<Int>()
                launch {
                    while (loaded && System.nanoTime() < end) channel.send(1)
                    channel.send(STOP)
                }
                launch {
                    while (channel.receive() != STOP) {}
                }
            }
            do {
                val due = System.nanoTime() + 1_000_000
                delay(1)
                late += System.nanoTime() - due
            } while (late.size < count && System.nanoTime() < end)
            loaded = false
        }
        return late.toLongArray()
    }

    override fun park(fibers: Int) {
        val never = Channel<Int>()
        standBy(fibers) { never.receive() }
    }

    override fun armTimers(count: Int) = standBy(count) { delay(HOUR_MILLIS) }

    /** Set-up of a trial, where nothing is measured: those that have begun get the time to suspend. */
    private fun standBy(count: Int, body: suspend () -> Unit) {
        val begun = CountDownLatch(count)
        repeat(count) {
            standing.launch {
                begun.countDown()
                body()
            }
        }
        begun.await()
        Thread.sleep(200)
    }

    private fun inCoroutine(work: suspend CoroutineScope.() -> Unit) = runBlocking {
        withContext(Dispatchers.Default) { coroutineScope(work) }
    }

    private suspend fun send(channel: Channel<Int>, elements: Int) = repeat(elements) { channel.send(it % VALUES) }

    private companion object {
        const val VALUES = 128 // boxes of these are cached
        const val STOP = 0
        const val HOUR_MILLIS = 3_600_000L
    }
}
