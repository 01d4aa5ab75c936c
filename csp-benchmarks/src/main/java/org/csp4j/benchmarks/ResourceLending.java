package org.csp4j.benchmarks;

import org.csp4j.benchmarks.peers.Lending;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.TearDown;

/** What it costs to have a pool lend a resource, and to give it back. */
public class ResourceLending extends Question {
    private static final int LOANS = 160_000;

    @Param({Lending.CSP, Lending.HIKARI, Lending.COMMONS})
    public String library;

    /** How many share how many resources: one that is always there, or several that let others run while they have one. */
    @Param({"1 has 1", "16 share 4"})
    public String parties;

    private int count;
    private Runnable use = () -> {};

    @SuppressWarnings("NullAway.Init") // open() sets it
    private Lending lending;

    @Setup
    public void open() throws Exception {
        boolean isShared = parties.equals("16 share 4");
        count = isShared ? 16 : 1;
        use = isShared ? Thread::yield : () -> {};
        lending = Lending.open(library, isShared ? 4 : 1);
    }

    @TearDown
    public void close() throws Exception {
        lending.close();
    }

    @Benchmark
    @OperationsPerInvocation(LOANS)
    public void loan() throws Exception {
        lending.lend(count, scaled(LOANS) / count, use);
    }
}
