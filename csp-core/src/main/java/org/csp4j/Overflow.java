package org.csp4j;

/**
 * What a buffered channel does with an element that finds it full. With any policy but {@link #WAIT}, sending never
 * blocks and a try never finds the channel full: something is dropped instead, {@link Channel#droppedCount()} counts it,
 * and the hook of {@link ChannelBuilder#build(java.util.function.Consumer)} is told which element it was.
 */
public enum Overflow {
    /** The sender waits until there is room: back-pressure, and nothing is dropped. */
    WAIT,
    /** The element that has been stored longest gives way to the new one. */
    DROP_OLDEST,
    /** The new element is dropped, and what is stored stays. */
    DROP_NEWEST,
    /** Only the newest element is kept: {@link #DROP_OLDEST} on a channel of capacity one. */
    CONFLATE
}
