/** The libraries that are measured, each behind {@link org.csp4j.benchmarks.peers.Peer}. */
@org.jspecify.annotations.NullMarked
package org.csp4j.benchmarks.peers;
