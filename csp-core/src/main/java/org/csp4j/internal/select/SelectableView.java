package org.csp4j.internal.select;

/** A channel, or one end of it. */
public interface SelectableView {
    /** What stands behind it. */
    Selectable selectable();

    /** The name of the channel, for people. */
    String name();
}
