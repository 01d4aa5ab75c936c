package org.csp4j.patterns.pool;

/**
 * What a {@link ResourcePool} has, and has done; all of it at one moment.
 *
 * <p>These add up: {@code created - unused + reused} are the resources that were acquired; {@code created - closed} are there now, and as
 * many as {@code idle + leased + checking + closing}.
 *
 * @param created how many resources the factory has made
 * @param unused how many of these nobody has acquired yet
 * @param reused how often one was acquired that had been acquired before
 * @param closed how many were closed
 * @param idle how many wait to be acquired
 * @param leased how many somebody has, or is being given
 * @param checking how many are being validated
 * @param closing how many are being closed, or about to be
 * @param creating how many the factory is making
 * @param waiting how many wait for a resource
 * @param timedOut how many have waited in vain
 * @param rejected how many were not let wait
 * @param failures how often the factory has failed
 * @param leaked how many leases were reported
 */
public record ResourcePoolStats(
        long created,
        long unused,
        long reused,
        long closed,
        int idle,
        int leased,
        int checking,
        int closing,
        int creating,
        int waiting,
        long timedOut,
        long rejected,
        long failures,
        long leaked) {}
