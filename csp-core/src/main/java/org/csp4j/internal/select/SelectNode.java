package org.csp4j.internal.select;

import java.util.Objects;
import org.csp4j.internal.fiber.Parker;
import org.csp4j.internal.park.Waiter;
import org.jspecify.annotations.Nullable;

/** One case of a select that waits, as its channel sees it. */
public final class SelectNode extends Waiter {
    static final int IN_NO_BAG = -1;

    private final SelectState state;

    private @Nullable ChannelCase<?>
            spec; // the owner writes before the case is queued, and when it is in no queue any more

    /** The case as the user has given it, which may have a guard; null where that is of no interest. */
    @Nullable CaseSpec<?> declared;

    private @Nullable Object item; // of a send: the owner writes before the case is queued or claimable (Waiter I2)

    int tier; // owner only: which of the select's tiers the case belongs to

    @Nullable SelectNode nextMarked; // of SelectState.marked: the marker writes, the owner reads

    int bagIndex = IN_NO_BAG; // owner only: where it is among the candidates of its tier
    boolean isOn; // owner only: it takes part in turns; a mark on one that does not means nothing
    int position; // where it is among the cases of the select: the owner writes while none can be chosen
    // (SelectState E1)

    /** A node of this select, which is of no case yet. */
    SelectNode(SelectState state) {
        this.state = state;
    }

    /** From now on it is of this case. */
    void become(ChannelCase<?> newSpec, int newTier) {
        this.spec = newSpec;
        this.tier = newTier;
    }

    /** It is in no queue any more, and of no case. */
    void forget() {
        spec = null;
        item = null;
        clearOutcome();
    }

    /** What the case does. */
    ChannelCase<?> spec() {
        return Objects.requireNonNull(spec);
    }

    /** By any thread: what the case does that it is of, if it is of one. */
    @Nullable ChannelCase<?> specSeen() {
        return spec;
    }

    boolean isCandidate() {
        return bagIndex != IN_NO_BAG;
    }

    @Override
    protected Object party() {
        return state;
    }

    /** Sets what a send offers. */
    void item(@Nullable Object newItem) {
        this.item = newItem;
    }

    @Override
    public @Nullable Object item() {
        return item;
    }

    @Override
    public boolean isSender() {
        return spec().isSend();
    }

    @Override
    public boolean tryClaim() {
        return state.casWaitingTo(this);
    }

    @Override
    public boolean claimOrMark() {
        if (state.casWaitingTo(this)) {
            return true;
        }
        state.mark(this);
        return state.casWaitingTo(this); // SelectState I4; marked as well then, which the owner tolerates
    }

    @Override
    public void unpark() {
        if (state.isInNoHurry()) {
            Parker.unparkInTurn(parker());
        } else {
            super.unpark();
        }
    }

    @Override
    protected Parker parker() {
        return state.owner();
    }
}
