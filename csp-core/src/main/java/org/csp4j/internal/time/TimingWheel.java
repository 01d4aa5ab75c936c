package org.csp4j.internal.time;

import org.jspecify.annotations.Nullable;

/**
 * Timers in the order of their deadlines, to the precision of a tick: a plain data structure, for one thread at a time,
 * that knows of no time but what it is told.
 *
 * <p>It is driven in rounds: {@link #advance} until it says true, then {@link #pollDue} until it says null. A timer is never
 * due before its deadline, and is due within a tick after it. Timers come out by ticks, within a tick in the order in which
 * they were put in; one that is put in when its deadline has passed already comes out in the next round, ahead of those
 * whose ticks that round reaches.
 */
public final class TimingWheel {
    /*
     * Time is cut into ticks, and a timer belongs to the first tick that does not start before its deadline. Its `tick` is
     * the time at which that tick starts. With COARSE ticks of 2^16 ns (66 us), a long whose lower 16 bits are zero:
     *
     *     bit 63        58       52       46       40       34       28       22       16               0
     *         | level 7 | level 6| level 5| level 4| level 3| level 2| level 1| level 0|  inside a tick |
     *
     * The upper 48 bits are 8 digits of 6 bits, one for each level. (With EXACT ticks of 1 ns there are 11 levels, and the
     * top digit has 4 bits.) A level is 64 slots, one for each value of its digit, and a word that tells the occupied ones. A timer stands on the level of the highest digit in which its tick
     * differs from `current`, the tick up to which the wheel has come; there, in the slot that its own digit names. So
     * level 0 holds those within some 4 ms, in slots of a tick; level 1 the next 268 ms, in slots of 4 ms; and so on to
     * level 7, whose 64 slots of nine years are all that a long can hold. When current comes to the start of a slot on
     * level 1 or above, its timers agree with current in that digit, and move down: the slot cascades.
     *
     * I1  Below the top level an occupied slot's digit is greater than that of current, and all digits above are the same.
     *     Hence every timer on a level is earlier than all on the levels above it, and the earliest slot is the first one
     *     set on the lowest level that has any. The top level is a circle, read from current's digit onwards. (While
     *     advance is at work, digits may be equal: in the slot that cascades, and in the slot of level 0 that is due next.)
     * I2  When current enters a slot, all levels below that slot's are empty: by I1 they came first.
     * I3  Two timers of one tick stand in the same slot until it is due, since the slot follows from tick and current alone.
     *     All moves keep the order of a list. Hence they come out in the order in which they were put in.
     * I4  While a slot cascades in several calls, whatever belongs into it or below is added at its end (`cascading` is the
     *     least level that insert may use): else I3 would break.
     * I5  size is the number of nodes in all lists; a bit is set if and only if its list has nodes.
     *
     * All arithmetic on times is modulo 2^64, and the top level wraps around together with it. Deadlines from 2^62 before current
     * to 2^63 + 2^62 after it can be told apart. The lopsided range is because current lags behind the clock (by up to 146
     * years), while a deadline may be Long.MAX_VALUE after the clock's time.
     *
     * Why all bits of a long: no deadline needs a list for overflow, nor a range check. Why 2^16: Linux delays wake-ups of
     * ordinary threads by up to 50 us, so that a finer tick would rarely be seen, and would add a level. Why EXACT: who
     * steps a clock to 1,000,000 ns expects a timer for that time to be due, not at 1,048,576 ns.
     *
     * P   insert, remove and pollDue: O(1). nextWakeNanos: O(levels). A timer moves at most once per level; advance
     *     passes over empty slots by their bits, however far the time jumps. It can be told to stop after so many moves, for
     *     one who holds a lock meanwhile. Nothing here allocates.
     *
     * Rejected: a 4-ary heap, O(log n) to insert and remove: some ten levels and as many cache misses with a million timers,
     *     and nearly all timers of selects are removed before they fire. It would know the exact next deadline, where the
     *     wheel wakes once per level on the way to a far one: cheap, since far.
     * Rejected: ScheduledThreadPoolExecutor: such a heap under a lock that parks, and two or more objects for each timer.
     * Rejected: skip lists: O(log n) as well, and they allocate.
     *
     * After G. Varghese and T. Lauck, "Hashed and Hierarchical Timing Wheels: Data Structures for the Efficient
     * Implementation of a Timer Facility", 1987, scheme 7. As in tokio, the level follows from the highest different bit
     * and a word per level tells the occupied slots; that wheel holds two years and overflows into its last level.
     */

    /** What {@link #nextWakeNanos} answers if there is no timer. */
    public static final long NEVER = Long.MAX_VALUE;

    /** The tick for timers that a thread waits for: 2^16 ns. */
    public static final int COARSE = 16;

    /** The tick for a clock that is moved step by step: 1 ns. */
    public static final int EXACT = 0;

    private static final int DIGIT_BITS = 6;
    private static final int SLOTS = 1 << DIGIT_BITS;

    /** A deadline counts as passed if it lies up to this long before current; otherwise it is in the far future. */
    private static final long LONGEST_AGO = 1L << 62;

    /** No wake time lies further ahead, so that all of them can be compared by subtraction. */
    private static final long LONGEST_SLEEP = 1L << 62;

    private final int tickBits;
    private final long tickNanos;
    private final int levels;

    private final Slot[] slots; // level by level
    private final long[] occupied; // a word for each level, and one for due and late

    /** Those to be polled in this round. */
    private final Slot due;

    /** Those that were put in too late; they wait for the next round, or else one that keeps coming would keep it going. */
    private final Slot late;

    private long current;
    private int cascading; // the level whose slot at current is being emptied, or 0
    private int size;

    /**
     * Makes an empty wheel that stands at the given time.
     *
     * @param tickBits a tick lasts 2 to the power of this, in nanoseconds: {@link #COARSE}, {@link #EXACT}, or between
     */
    public TimingWheel(long nowNanos, int tickBits) {
        if (tickBits < EXACT || tickBits > COARSE) {
            throw new IllegalArgumentException("Ticks must have 0 to 16 bits, not " + tickBits);
        }
        this.tickBits = tickBits;
        this.tickNanos = 1L << tickBits;
        this.levels = (Long.SIZE - tickBits + DIGIT_BITS - 1) / DIGIT_BITS;
        this.current = nowNanos & -tickNanos;
        this.slots = new Slot[levels * SLOTS];
        for (int i = 0; i < slots.length; i++) {
            slots[i] = new Slot(i / SLOTS, i % SLOTS);
        }
        this.occupied = new long[levels + 1];
        this.due = new Slot(levels, 0);
        this.late = new Slot(levels, 1);
    }

    /** Returns how many timers there are, those due but not yet polled among them. */
    public int size() {
        return size;
    }

    // ---------------------------------------------------------------- putting in and taking out

    /**
     * Puts a node in, which must not be in a wheel.
     *
     * @return false if this cannot have made {@link #nextWakeNanos} earlier
     */
    public boolean insert(TimerNode node, long deadlineNanos) {
        if (node.isLinked()) {
            throw new IllegalStateException("The node is in a wheel already, remove it first: "
                    + node.getClass().getName());
        }
        node.deadlineNanos = deadlineNanos;
        size++;
        long tick = tickOf(deadlineNanos);
        if (hasPassed(tick)) {
            return append(late, node);
        }
        return append(slotOf(tick, Math.max(levelOf(tick), cascading)), node); // I4
    }

    /** Takes a node out, which must be in this wheel or in none; says whether it was in. */
    public boolean remove(TimerNode node) {
        if (!node.isLinked()) {
            return false;
        }
        unlink(node);
        size--;
        return true;
    }

    // ---------------------------------------------------------------- driving

    /**
     * Tells the time, and makes due what it makes due. A time before one told earlier changes nothing.
     *
     * @param maxMoves how many steps to take at most, each O(1)
     * @return true when done; false if there may be more to do, by another call
     */
    public boolean advance(long nowNanos, int maxMoves) {
        long target = nowNanos & -tickNanos;
        if (cascading == 0) {
            moveAll(late, due);
        }
        if (target - current < 0) {
            return true;
        }
        for (int moves = 0; moves < maxMoves; moves++) {
            if (cascading != 0) {
                cascadeOne();
                continue;
            }
            Slot slot = earliestSlot();
            if (slot == null || Long.compareUnsigned(startOf(slot) - current, target - current) > 0) {
                current = target;
                return true;
            }
            current = startOf(slot); // I2
            if (slot.level == 0) {
                moveAll(slot, due);
            } else {
                cascading = slot.level;
            }
        }
        return false;
    }

    /** Takes out the next node that is due, if there is one. */
    public @Nullable TimerNode pollDue() {
        TimerNode first = due.next;
        if (first == due) {
            return null;
        }
        unlink(first);
        size--;
        return first;
    }

    /**
     * Returns the time at which to advance next: the start of the earliest occupied slot. Until then, advancing does nothing;
     * at that time, a timer comes due, or moves to a lower level, or the wheel gets 146 years closer to it. The answer has
     * passed already if something is due, and is {@link #NEVER} if there is no timer. (A tick of 1 ns that starts at the very
     * time that has this value is told as the next one.)
     */
    public long nextWakeNanos() {
        if (cascading != 0 || occupied[levels] != 0) {
            return current == NEVER ? NEVER - 1 : current;
        }
        Slot slot = earliestSlot();
        if (slot == null) {
            return NEVER;
        }
        long ahead = startOf(slot) - current;
        long wake = current + (Long.compareUnsigned(ahead, LONGEST_SLEEP) > 0 ? LONGEST_SLEEP : ahead);
        return wake == NEVER ? NEVER + 1 : wake;
    }

    // ---------------------------------------------------------------- where things stand

    private long tickOf(long deadlineNanos) {
        return (deadlineNanos + (tickNanos - 1)) & -tickNanos; // rounded up: never early
    }

    private boolean hasPassed(long tick) {
        long ahead = tick - current;
        return ahead <= 0 && ahead >= -LONGEST_AGO;
    }

    private int levelOf(long tick) {
        int highestDifferentBit = 63 - Long.numberOfLeadingZeros((tick ^ current) | tickNanos);
        return (highestDifferentBit - tickBits) / DIGIT_BITS;
    }

    private int digitOf(long tick, int level) {
        return (int) (tick >>> shiftOf(level)) & (SLOTS - 1);
    }

    private int shiftOf(int level) {
        return tickBits + level * DIGIT_BITS;
    }

    private Slot slotOf(long tick, int level) {
        return slots[level * SLOTS + digitOf(tick, level)];
    }

    private @Nullable Slot earliestSlot() {
        for (int level = 0; level < levels; level++) {
            long bits = occupied[level];
            if (bits != 0) { // I1
                int here = digitOf(current, level);
                int digit = here + Long.numberOfTrailingZeros(Long.rotateRight(bits, here));
                return slots[level * SLOTS + (digit & (SLOTS - 1))];
            }
        }
        return null;
    }

    /** Returns the time at which an occupied slot starts: its own digit, below those that it shares with current (I1). */
    private long startOf(Slot slot) {
        int shift = shiftOf(slot.level);
        long above = current & ((-1L << shift) << DIGIT_BITS); // two shifts: on the top level they clear it all
        return above | ((long) slot.digit << shift);
    }

    // ---------------------------------------------------------------- moving between lists

    /** Moves one node of the cascading slot to its new place, below; with the last one the cascade ends. */
    private void cascadeOne() {
        Slot slot = slotOf(current, cascading);
        TimerNode node = slot.next;
        if (node != slot) { // else the last ones were removed
            unlink(node);
            long tick = tickOf(node.deadlineNanos);
            append(slotOf(tick, levelOf(tick)), node);
        }
        if (slot.next == slot) {
            cascading = 0;
        }
    }

    /** Adds a node at the end of a list; says whether it is the only one there. */
    private boolean append(Slot slot, TimerNode node) {
        TimerNode last = slot.prev;
        node.prev = last;
        node.next = slot;
        last.next = node;
        slot.prev = node;
        if (last != slot) {
            return false;
        }
        occupied[slot.level] |= slot.bit;
        return true;
    }

    private void unlink(TimerNode node) {
        TimerNode before = node.prev;
        TimerNode after = node.next;
        before.next = after;
        after.prev = before;
        node.prev = node;
        node.next = node;
        if (before == after) { // only its head is left in the list
            Slot slot = (Slot) before;
            occupied[slot.level] &= ~slot.bit;
        }
    }

    /** Moves all nodes of one list to the end of another, in one step. */
    private void moveAll(Slot from, Slot to) {
        TimerNode first = from.next;
        if (first == from) {
            return;
        }
        TimerNode last = from.prev;
        from.next = from;
        from.prev = from;
        occupied[from.level] &= ~from.bit;
        TimerNode end = to.prev;
        end.next = first;
        first.prev = end;
        last.next = to;
        to.prev = last;
        occupied[to.level] |= to.bit;
    }

    /** The head of a circular list of timers; empty when linked to itself. */
    private static final class Slot extends TimerNode {
        final int level;
        final int digit;
        final long bit;

        Slot(int level, int digit) {
            this.level = level;
            this.digit = digit;
            this.bit = 1L << digit;
        }

        @Override
        protected void fire(long nowNanos) {
            throw new IllegalStateException("The head of a list is not a timer: level " + level + ", digit " + digit);
        }
    }
}
