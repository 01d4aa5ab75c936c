package org.csp4j.diagnostics;

/**
 * What the carriers of a scheduler on the work-stealing engine do, and have done since it was built. The counts of events include
 * those of carriers that have ended, and never decrease; they may lag behind by what has just happened.
 *
 * @param carriers how many carrier threads there are; none, if there has been nothing to do for some time
 * @param stuck how many of these have lost their place: to a spare, since they are in a fiber that blocks its carrier or never yields;
 *     or because the parallelism was lowered meanwhile. They end as soon as they leave that fiber, unless a place is free then
 * @param switches how often a carrier has gone into a fiber
 * @param parks how often a fiber has left its carrier in order to wait in an operation of this library, by way of the library;
 *     those that go by the JDK's (in code of others, or with {@code -Dcsp4j.directParking=false}) are not known
 * @param handoffs how often a fiber has run next on the carrier of the fiber that had made it ready
 * @param steals how often a carrier has taken fibers out of another's queue
 * @param runQueueDepth how many fibers wait in the queues of carriers
 * @param injectionQueueDepth how many wait where threads that are no carriers submit them, and where full queues overflow to
 */
public record CarrierStats(
        int carriers,
        int stuck,
        long switches,
        long parks,
        long handoffs,
        long steals,
        int runQueueDepth,
        int injectionQueueDepth) {}
