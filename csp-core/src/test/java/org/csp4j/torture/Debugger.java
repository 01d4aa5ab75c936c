package org.csp4j.torture;

import com.sun.jdi.AbsentInformationException;
import com.sun.jdi.Bootstrap;
import com.sun.jdi.IncompatibleThreadStateException;
import com.sun.jdi.InternalException;
import com.sun.jdi.Location;
import com.sun.jdi.Method;
import com.sun.jdi.ReferenceType;
import com.sun.jdi.ThreadReference;
import com.sun.jdi.VMOutOfMemoryException;
import com.sun.jdi.VirtualMachine;
import com.sun.jdi.connect.AttachingConnector;
import com.sun.jdi.connect.Connector;
import com.sun.jdi.event.BreakpointEvent;
import com.sun.jdi.event.Event;
import com.sun.jdi.event.EventSet;
import com.sun.jdi.event.MethodEntryEvent;
import com.sun.jdi.event.StepEvent;
import com.sun.jdi.event.ThreadStartEvent;
import com.sun.jdi.request.EventRequest;
import com.sun.jdi.request.MethodEntryRequest;
import com.sun.jdi.request.StepRequest;
import com.sun.jdi.request.ThreadDeathRequest;
import com.sun.jdi.request.ThreadStartRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.csp4j.testsupport.Await;
import org.csp4j.testsupport.Delays;

/** A debugger that is attached to the {@link Torture} in another JVM. Belongs to one thread. */
final class Debugger implements AutoCloseable {
    private static final long PATIENCE_WITH_A_STEP_MILLIS =
            2_000; // the act may be over, or wait for somebody who is slow

    private static final int INTERNAL = 113; // an error of the agent, by its protocol

    private final VirtualMachine vm;

    private Debugger(VirtualMachine vm) {
        this.vm = vm;
    }

    static Debugger attach(int port) throws Exception {
        AttachingConnector connector = Bootstrap.virtualMachineManager().attachingConnectors().stream()
                .filter(each -> each.name().equals("com.sun.jdi.SocketAttach"))
                .findAny()
                .orElseThrow();
        Map<String, Connector.Argument> arguments = connector.defaultArguments();
        arguments.get("hostname").setValue("127.0.0.1");
        arguments.get("port").setValue(Integer.toString(port));
        return new Debugger(connector.attach(arguments));
    }

    /** Lets it run on without a debugger. */
    @Override
    public void close() {
        vm.dispose();
    }

    // Suspending

    /** Stops the world, looks at every fiber's frames, and lets the world go on; returns how many frames of fibers were ours. */
    int suspendAllAndLook() {
        vm.suspend();
        try {
            int frames = 0;
            for (ThreadReference fiber : fibers()) {
                frames += frames(fiber);
            }
            return frames;
        } finally {
            vm.resume();
        }
    }

    /**
     * Stops fiber after fiber, each for as long as it takes to look at it; returns how many frames of fibers were ours.
     *
     * <p>Those that come to their end meanwhile are kept there: the JDK's agent ends the JVM ("cannot set thread local storage") if
     * a fiber whose end it has seen ends altogether while it is being suspended.
     */
    int suspendEachAndLook() throws InterruptedException {
        ThreadDeathRequest ends = vm.eventRequestManager().createThreadDeathRequest();
        ends.setSuspendPolicy(EventRequest.SUSPEND_EVENT_THREAD);
        ends.enable(); // before it is asked for fibers: it has not seen the end of any of those
        int frames = 0;
        for (ThreadReference fiber : fibers()) {
            fiber.suspend();
            frames += frames(fiber);
            fiber.resume();
        }
        vm.eventRequestManager().deleteEventRequest(ends);
        drain();
        return frames;
    }

    /** Those that the JDK's agent has seen begin. */
    private List<ThreadReference> fibers() {
        try {
            return vm.allThreads().stream().filter(ThreadReference::isVirtual).toList();
        } catch (VMOutOfMemoryException e) {
            return List.of(); // it has seen none: it takes the empty array for one that there was no memory for
        }
    }

    /**
     * How many frames of a fiber that is suspended are ours.
     *
     * <p>In a critical section of the JDK ({@code VirtualThread.disableSuspendAndPreempt}: around the interrupt lock, and where a
     * pinned fiber is unparked) it is not stopped, but runs on to the end of it. The agent counts the frames and then fetches
     * that many; where there are less by then, its answer is INTERNAL, with the JDK's own scheduler, too.
     */
    private static int frames(ThreadReference fiber) {
        int[] frames = new int[1];
        Await.until(fiber + " comes out of its critical section", () -> {
            try {
                frames[0] = (int) fiber.frames().stream()
                        .filter(frame -> frame.location().declaringType().name().startsWith("org.csp4j."))
                        .count();
                return true;
            } catch (IncompatibleThreadStateException e) {
                return true; // it has ended
            } catch (InternalException e) {
                if (e.errorCode() != INTERNAL) {
                    throw e;
                }
                return false;
            }
        });
        return frames[0];
    }

    // Breakpoints and steps

    /** Where the actors of {@link PingPong} begin. */
    private List<Location> beginnings() throws AbsentInformationException {
        Await.until(
                "the class is loaded",
                () -> !vm.classesByName(PingPong.class.getName()).isEmpty());
        ReferenceType type = vm.classesByName(PingPong.class.getName()).getFirst();
        List<Location> beginnings = new ArrayList<>();
        for (Method method : type.methods()) {
            if (method.name().startsWith("lambda$play$")
                    && !method.variablesByName("i").isEmpty()) {
                beginnings.add(method.location());
            }
        }
        return beginnings;
    }

    /**
     * Stops fibers where they begin to play ping-pong, so many times, and each time goes so many lines on from there, over operations
     * on channels.
     *
     * @return the lines, without those of the breakpoints
     */
    List<Integer> breakAndStep(int breaks, int steps) throws Exception {
        List<EventRequest> requests = new ArrayList<>();
        for (Location location : beginnings()) {
            EventRequest request = vm.eventRequestManager().createBreakpointRequest(location);
            request.setSuspendPolicy(EventRequest.SUSPEND_EVENT_THREAD);
            request.enable();
            requests.add(request);
        }
        List<Integer> lines = new ArrayList<>();
        for (int i = 0; i < breaks; i++) {
            EventSet stop = await(BreakpointEvent.class, Delays.PATIENCE_WITH_A_JVM.toMillis());
            if (stop == null) {
                throw new AssertionError("no fiber comes to a breakpoint");
            }
            requests.forEach(EventRequest::disable);
            step(stop, steps, lines);
            requests.forEach(EventRequest::enable);
        }
        vm.eventRequestManager().deleteEventRequests(requests);
        drain();
        return lines;
    }

    private void step(EventSet stop, int steps, List<Integer> lines) throws Exception {
        ThreadReference fiber = ((BreakpointEvent) first(stop, BreakpointEvent.class)).thread();
        if (!fiber.isVirtual() || frames(fiber) == 0) {
            throw new AssertionError(fiber + " is no fiber, or has no frames");
        }
        StepRequest request =
                vm.eventRequestManager().createStepRequest(fiber, StepRequest.STEP_LINE, StepRequest.STEP_OVER);
        request.setSuspendPolicy(EventRequest.SUSPEND_EVENT_THREAD);
        request.enable();
        stop.resume();
        for (int i = 0; i < steps; i++) {
            EventSet next = await(StepEvent.class, PATIENCE_WITH_A_STEP_MILLIS);
            if (next == null) {
                break;
            }
            lines.add(((StepEvent) first(next, StepEvent.class)).location().lineNumber());
            if (i == steps - 1) {
                request.disable();
            }
            next.resume();
        }
        request.disable();
        vm.eventRequestManager().deleteEventRequest(request);
    }

    // Events that do not stop anybody

    /** Asks for events of so many fibers that begin, and of methods that they enter; returns how many events were of fibers. */
    int listen(int events) throws Exception {
        ThreadStartRequest starts = vm.eventRequestManager().createThreadStartRequest();
        starts.setSuspendPolicy(EventRequest.SUSPEND_NONE);
        starts.enable();
        MethodEntryRequest entries = vm.eventRequestManager().createMethodEntryRequest();
        entries.addClassFilter(Stubborn.class.getName());
        entries.setSuspendPolicy(EventRequest.SUSPEND_NONE);
        entries.enable();
        int ofFibers = 0;
        for (int i = 0; i < events; i++) {
            EventSet start = await(ThreadStartEvent.class, Delays.PATIENCE_WITH_A_JVM.toMillis());
            EventSet entry = await(MethodEntryEvent.class, Delays.PATIENCE_WITH_A_JVM.toMillis());
            if (start == null || entry == null) {
                throw new AssertionError("no more events");
            }
            ofFibers += ((ThreadStartEvent) first(start, ThreadStartEvent.class))
                            .thread()
                            .isVirtual()
                    ? 1
                    : 0;
            ofFibers += ((MethodEntryEvent) first(entry, MethodEntryEvent.class))
                            .thread()
                            .isVirtual()
                    ? 1
                    : 0;
        }
        vm.eventRequestManager().deleteEventRequests(List.of(starts, entries));
        drain();
        return ofFibers;
    }

    /** The next events with one of this type, not resumed yet; null if there are none in time. Others are let go. */
    private EventSet await(Class<? extends Event> type, long millis) throws InterruptedException {
        long deadline = System.nanoTime() + millis * 1_000_000;
        while (true) {
            long left = (deadline - System.nanoTime()) / 1_000_000;
            EventSet events = left <= 0 ? null : vm.eventQueue().remove(left);
            if (events == null || first(events, type) != null) {
                return events;
            }
            events.resume();
        }
    }

    /** Lets go whoever has been stopped since. */
    private void drain() throws InterruptedException {
        for (EventSet events = vm.eventQueue().remove(1);
                events != null;
                events = vm.eventQueue().remove(1)) {
            events.resume();
        }
    }

    private static Event first(EventSet events, Class<? extends Event> type) {
        return events.stream().filter(type::isInstance).findFirst().orElse(null);
    }
}
