package org.csp4j.internal.diag;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.lang.management.ThreadMXBean;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongPredicate;
import java.util.stream.Stream;
import org.csp4j.internal.fiber.CallSite;
import org.csp4j.internal.park.Blocker;
import org.csp4j.internal.util.LibraryThread;
import org.jspecify.annotations.Nullable;

/** One look at the platform threads: which of them may go on by themselves, and run what users have written. */
final class PlatformThreads {
    /*
     * Those of the library, of the JDK and of tools run nothing of users, or only for others that are looked at. As to the others:
     *
     *   waits for ever in this library    asleep, if the wait lasts
     *   waits for ever elsewhere          asleep: who could wake it is looked at as well
     *   waits for work in a pool          asleep; also where it does so for some time, to end then
     *   waits for the garbage collector   takes no part: it cleans up, as java.lang.ref.Cleaner does, looking up now and then
     *   waits for some time               awake. Or, if it waits for a thread or a future, and so for whoever runs there: takes no part, unless
     *                                     it may know a channel that the sleepers wait on; as it does, too, who is younger than the
     *                                     run, or carries out tasks, which others give it
     *   anything else                     awake
     *
     * A thread that was woken, and has not come to run, looks asleep for a moment more. See Watch P.
     */
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    /** The JDK's own that run nothing of users. */
    private static final Set<String> OF_JDK = Set.of(
            "Attach Listener",
            "Common-Cleaner",
            "DestroyJavaVM",
            "Finalizer",
            "JFR Periodic Tasks",
            "JFR Recorder Thread",
            "JFR Recording Scheduler",
            "Monitor Deflation Thread",
            "Notification Thread",
            "Reference Handler",
            "Service Thread",
            "Signal Dispatcher",
            "VirtualThread-unblocker");

    /** Which of them wake virtual threads, if there are any that wait for I/O. */
    private static final Set<String> POLLERS = Set.of("MasterPoller", "Read-Poller", "Write-Poller");

    /** Which wakes virtual threads that are not on the JDK's scheduler, and wait for some time. */
    private static final String UNPARKER = "VirtualThread-unparker";

    private static final String JDK_CARRIERS =
            "CarrierThreads"; // their group; another thread of it wakes those that wait for some time

    private static final String CONTINUATION =
            "jdk.internal.vm.Continuation"; // on the stack of a carrier: it is in a virtual thread

    /** What the names of threads begin with that tools have, and whatever the user adds. */
    private static final List<String> TOOLS = Stream.concat(
                    Stream.of("JDWP ", "Monitor Ctrl-Break", "junit-jupiter-timeout-watcher", "surefire-forkedjvm-"),
                    Arrays.stream(System.getProperty("csp4j.bystanders", "").split(",")))
            .filter(prefix -> !prefix.isBlank())
            .toList();

    /** What the names of classes begin with that are tools'. */
    private static final List<String> CODE_OF_TOOLS = List.of(
            "com.intellij.rt.",
            "com.sun.jmx.",
            "jdk.jfr.",
            "org.apache.maven.surefire.",
            "org.gradle.",
            "org.junit.",
            "sun.rmi.");

    private final boolean areStrangersLeftOut;
    private final LongPredicate isOlder;
    private final List<Thread> threads = all();
    private final List<JdkWait> carriers = new ArrayList<>();
    private boolean areVirtualThreadsActive;

    /**
     * Those that are there now.
     *
     * @param areStrangersLeftOut whether only those know the channels that the sleepers wait on to whom somebody has given them
     * @param isOlder whether a thread with this number was there before the sleepers
     */
    PlatformThreads(boolean areStrangersLeftOut, LongPredicate isOlder) {
        this.areStrangersLeftOut = areStrangersLeftOut;
        this.isOlder = isOlder;
    }

    /** A thread that waits in the JDK, and how often it had waited before. */
    record JdkWait(long thread, long number) {}

    /** Adds the waits of those that are asleep, up to one that is awake: which one, for people; null if none is. */
    @Nullable String look(List<Object> waits) {
        for (Thread thread : threads) {
            ThreadInfo info = takesPart(thread) ? THREADS.getThreadInfo(thread.threadId()) : null;
            if (info != null) { // else it may have ended
                Object wait = waitOf(thread, info);
                if (wait != null) {
                    waits.add(wait);
                } else if (!isBystander(thread, info.getThreadState())) {
                    return "thread '" + thread.getName() + "'";
                }
            }
        }
        return null;
    }

    /** Whether there may be virtual threads that run, or wait for I/O or for some time. */
    boolean areVirtualThreadsActive() {
        return areVirtualThreadsActive;
    }

    /** What carries virtual threads, or wakes them: in which waits. */
    List<? extends Object> carriers() {
        return carriers;
    }

    /** How many there are with such a number, but for the library's. */
    long count(LongPredicate isNumber) {
        return threads.stream()
                .filter(thread -> !(thread instanceof LibraryThread))
                .mapToLong(Thread::threadId)
                .filter(isNumber)
                .count();
    }

    private static List<Thread> all() {
        ThreadGroup top = Thread.currentThread().getThreadGroup(); // the library's threads are in the top group
        Thread[] threads = new Thread[top.activeCount() + 16];
        int count = top.enumerate(threads, true);
        while (count == threads.length) {
            threads = new Thread[2 * count];
            count = top.enumerate(threads, true);
        }
        return Arrays.asList(threads).subList(0, count);
    }

    private boolean takesPart(Thread thread) {
        String name = thread.getName();
        ThreadGroup group = thread.getThreadGroup();
        if (thread == Thread.currentThread()
                || OF_JDK.contains(name)
                || TOOLS.stream().anyMatch(name::startsWith)) {
            return false;
        }
        if (POLLERS.contains(name)) {
            areVirtualThreadsActive = true;
            return false;
        }
        boolean isJdkCarrier = group != null && group.getName().equals(JDK_CARRIERS);
        if (isJdkCarrier || thread instanceof LibraryThread || name.equals(UNPARKER)) {
            areVirtualThreadsActive |= isActive(thread);
            ThreadInfo info = THREADS.getThreadInfo(thread.threadId());
            if (info != null) {
                carriers.add(new JdkWait(thread.threadId(), info.getWaitedCount()));
            }
            return false;
        }
        return true;
    }

    private static boolean isActive(Thread thread) {
        return switch (thread.getState()) {
            case WAITING -> isIn(thread.getStackTrace(), CONTINUATION);
            case TIMED_WAITING -> !isIdleCarrier(thread);
            case NEW, RUNNABLE, BLOCKED, TERMINATED -> true;
        };
    }

    /** A carrier that waits for work does so for some time; one that wakes others waits for the time to do so. */
    private static boolean isIdleCarrier(Thread thread) {
        StackTraceElement[] stack = thread.getStackTrace();
        return !isIn(stack, CONTINUATION) && (thread instanceof LibraryThread || isIdle(stack));
    }

    private static @Nullable Object waitOf(Thread thread, ThreadInfo info) {
        boolean isIdle = info.getThreadState() == Thread.State.TIMED_WAITING && isIdle(thread.getStackTrace());
        if (thread.isInterrupted() || (info.getThreadState() != Thread.State.WAITING && !isIdle)) {
            return null;
        }
        return LockSupport.getBlocker(thread) instanceof Blocker
                ? Blocker.lastingWaitOf(thread)
                : new JdkWait(info.getThreadId(), info.getWaitedCount());
    }

    private boolean isBystander(Thread thread, Thread.State state) {
        StackTraceElement[] stack = thread.getStackTrace();
        return isOfTool(stack)
                || (state == Thread.State.TIMED_WAITING
                        && (isForGarbage(stack) || (isStranger(thread, stack) && isForOthers(stack))));
    }

    /** Whether it waits for work in a pool; not in one that has work for later. */
    private static boolean isIdle(StackTraceElement[] stack) {
        return isIn(stack, "java.util.concurrent.ForkJoinPool", "awaitWork")
                || (isIn(stack, "java.util.concurrent.ThreadPoolExecutor", "getTask")
                        && !isIn(stack, "java.util.concurrent.ScheduledThreadPoolExecutor$DelayedWorkQueue"));
    }

    private boolean isStranger(Thread thread, StackTraceElement[] stack) {
        return areStrangersLeftOut && isOlder.test(thread.threadId()) && !isInTask(stack);
    }

    private static boolean isInTask(StackTraceElement[] stack) {
        return isIn(stack, "java.util.concurrent.ThreadPoolExecutor", "runWorker")
                || isIn(stack, "java.util.concurrent.ForkJoinTask", "doExec")
                || isIn(stack, "java.util.TimerThread", "mainLoop");
    }

    private static boolean isForGarbage(StackTraceElement[] stack) {
        return isIn(stack, "java.lang.ref.ReferenceQueue", "remove");
    }

    /** Whether it waits for a thread to end, or for a future. */
    private static boolean isForOthers(StackTraceElement[] stack) {
        StackTraceElement[] innermost = Arrays.stream(stack)
                .takeWhile(frame -> CallSite.isOfJdk(frame.getClassName()))
                .toArray(StackTraceElement[]::new);
        return isIn(innermost, "java.lang.Thread", "join")
                || isIn(innermost, "java.util.concurrent.FutureTask", "get")
                || isIn(innermost, "java.util.concurrent.CompletableFuture", "get");
    }

    private static boolean isOfTool(StackTraceElement[] stack) {
        for (StackTraceElement frame : stack) {
            String name = frame.getClassName();
            if (CODE_OF_TOOLS.stream().anyMatch(name::startsWith)) {
                return true;
            }
            if (!CallSite.isOfJdk(name)) {
                return false;
            }
        }
        return false;
    }

    private static boolean isIn(StackTraceElement[] stack, String className, String method) {
        return Arrays.stream(stack)
                .anyMatch(frame -> frame.getClassName().equals(className)
                        && frame.getMethodName().equals(method));
    }

    private static boolean isIn(StackTraceElement[] stack, String className) {
        return Arrays.stream(stack).anyMatch(frame -> frame.getClassName().equals(className));
    }
}
