package org.csp4j.benchmarks.suite;

/** What the page says besides numbers. */
final class PageText {
    private PageText() {}

    static final String INTRODUCTION = """
        # Benchmarks

        Made by `csp-benchmarks` of [one file of results](benchmarks/results.json). Every number below is the median of the
        iterations of one run on one machine; what counts is its ratio to the others. To repeat it:

        | command | does |
        | --- | --- |
        | `mvn -q -Pbench` | runs everything, and adds to `docs/benchmarks/results.json`; move away that of another run first |
        | `mvn -q -Pbench -Dbench="RingHop -p library=csp4j,go"` | runs a part; the options are those of JMH |
        | `mvn -q -Pbench -Dbench=footprint` | prints of which objects a parked fiber consists, by JOL |
        | `mvn -q -Pbench -Dbench=page` | draws this page and its plots from the file |

        Elements are boxed integers from the cache of boxes, so that what is allocated is the library's. Each peer has a JVM
        to itself, with a heap of 3 GB that does not grow and was touched beforehand; otherwise the kernel's work for each
        new page is measured as well. An invocation is a whole workload of many operations. CPU is the processor time of
        all threads of the process, collector and compiler included, and B what they allocate, both for each operation. Go
        is a process that is driven through a pipe; its memory is counted by its own runtime. It runs where there is a `go`
        command. j.u.c. is the best of SynchronousQueue, LinkedTransferQueue, ArrayBlockingQueue and bare virtual threads,
        as the row allows.

        The pools of csp-patterns stand beside the part of HikariCP that lends, commons-pool2 and executors, under
        `ResourceLending` and `TaskResults`.
        """;

    static final String BARS = """
        ## The bars

        What the work-stealing engine is to reach beside the best of the four; the parked fiber beside j.u.c. alone.
        """;

    static final String PLOTS = """
        Each group of bars has a scale of its own.

        ![Channels and select](benchmarks/channels.svg)

        ![Networks of fibers](benchmarks/networks.svg)

        ![Fibers and timers](benchmarks/fibers.svg)
        """;

    static final String PLATFORM = """
        ## The platform engine

        It is not to be slower than Jox, which runs on the same scheduler of the JDK.
        """;

    static final String BESIDE = """
        ## Beside a million

        What an operation takes when a million other fibers are parked, or a million timers are set, in times of what it
        takes alone. No more than 1.1 is the aim.
        """;

    static final String READY = """
        ## Where nothing waits

        Sending, receiving, a ready select and the reset of a timer are to allocate nothing. The forms that wrap an element
        in their answer allocate that answer, and a select with its cases written out the array of these.
        """;

    static final String WATCHED = """
        ## Looking for deadlocks

        What an unbuffered ping-pong takes in a run that is watched for deadlocks, and in one that is not.
        """;

    static final String EVERYTHING = """
        ## Everything
        """;

    /** How far the machine was left alone. */
    static String caution(long busy, int rows, double load) {
        if (busy == 0) {
            return "Nothing else kept the machine busy.\n";
        }
        return """
            **Not a quiet machine.** %d of the %d rows were taken while its load was above %.0f, with other work going on
            beside them. Their times are longer than they need be, and not by the same factor; their ratios, and what they
            say about a bar, are provisional. The load of each row stands in its last column.
            """.formatted(busy, rows, load);
    }
}
