/**
 * The Go model of concurrency for Java: fibers, channels, select, timers. {@link org.csp4j.Csp} is the whole language as
 * static methods; import them with {@code import static org.csp4j.Csp.*;}.
 *
 * <p>What holds for every type of this package, unless it says otherwise:
 *
 * <ul>
 *   <li><b>Nulls.</b> No argument, element or result is null; a null argument is refused with a
 *       {@link NullPointerException} before it has any effect.
 *   <li><b>Blocking.</b> A method that declares {@link InterruptedException} may block; every other method returns without
 *       waiting for anybody. Fibers, other virtual threads and platform threads may call all of them, in any mix.
 *   <li><b>Interrupts.</b> A blocking call that begins with the interrupt status set, or is interrupted while it waits,
 *       throws {@link InterruptedException} and has had <em>no</em> effect: nothing was delivered, nothing was taken. Where
 *       the interrupt comes too late for that, the call returns what it would have returned, and the interrupt status is
 *       still set. Exactly one of the two, always.
 *   <li><b>Closing.</b> A closed channel accepts no more elements; those it has stored can still be received, and then
 *       {@link ChannelClosedException} says so. Closing twice is allowed and changes nothing.
 *   <li><b>Timeouts.</b> A length is a {@link java.time.Duration}, a point in time a {@link org.csp4j.Deadline}. What is
 *       ready at once wins over a deadline that has passed already; a length of zero or less does not wait.
 *   <li><b>Order and fairness.</b> A channel is first-in first-out, and serves those who wait in the order of their
 *       arrival. A select chooses uniformly at random among the cases that are ready.
 *   <li><b>Memory.</b> What precedes a send happens-before what follows the receive that took the element. The k-th
 *       receive on a channel of capacity C happens-before the completion of the (k+C)-th send. A close happens-before a
 *       receive that reports it. Starting a fiber happens-before its first action, its last action happens-before the
 *       return of a join. (The Go Memory Model, 2022.)
 * </ul>
 */
@NullMarked
package org.csp4j;

import org.jspecify.annotations.NullMarked;
