package org.csp4j;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Cases of one rank in a {@linkplain Csp#tieredSelect tiered select}: a case is chosen only if none of an earlier tier is
 * ready, and at random within its own. Made by {@link Csp#tier}.
 *
 * @param cases the cases of this rank
 * @param <R> what the cases' handlers return
 */
public record Tier<R extends @Nullable Object>(List<SelectCase<? extends R>> cases) {
    /** Keeps a copy of the list. */
    public Tier {
        cases = List.copyOf(cases);
    }
}
