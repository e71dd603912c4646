// SPDX-License-Identifier: Apache-2.0
package org.tocsin.cli;

import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Which events are meant.
 *
 * @param lane the id of the only lane that is meant; null for all
 * @param state one of {@link #STATES}
 * @param after the order number or the key of an event: only events with higher numbers are meant; null for all
 * @param limit at most so many, 1 to {@value #MAX_LIMIT}
 * @param newest whether these are the last ones; else the first
 */
public record EventQuery(
        @Nullable String lane, String state, @Nullable String after, int limit, boolean newest) {

    /** An order number, as it is typed. */
    public static final String ORDER_PATTERN = "[0-9]{1,18}";

    /** What an event can be, as it is typed. */
    public static final List<String> STATES = List.of("waiting", "delivered", "dead", "dropped");

    /** What is shown when nothing else is asked for: what a person has to look at. */
    public static final String DEFAULT_STATE = "dead";

    /** How many are shown when no number is asked for. */
    public static final int DEFAULT_LIMIT = 100;

    /** The longest list. */
    public static final int MAX_LIMIT = 1_000;

    /**
     * A query as it was asked for; what is missing is the default.
     *
     * @throws RefusedException when state or limit is none
     */
    public static EventQuery of(
            @Nullable String lane, @Nullable String state, @Nullable String after, @Nullable String limit)
            throws RefusedException {
        return new EventQuery(lane, state(state), after, limit(limit));
    }

    /** The first ones. */
    public EventQuery(@Nullable String lane, String state, @Nullable String after, int limit) {
        this(lane, state, after, limit, false);
    }

    /** The same, but the last ones. */
    EventQuery ofNewest() {
        return new EventQuery(lane, state, after, limit, true);
    }

    private static String state(@Nullable String typed) throws RefusedException {
        String state = typed == null ? DEFAULT_STATE : typed.toLowerCase(Locale.ROOT);
        if (!STATES.contains(state)) {
            throw wrong("state: '" + typed + "' is none, use one of " + String.join(", ", STATES));
        }
        return state;
    }

    private static int limit(@Nullable String typed) throws RefusedException {
        if (typed == null) {
            return DEFAULT_LIMIT;
        }
        if (typed.matches("[0-9]{1,4}")) {
            int limit = Integer.parseInt(typed);
            if (limit >= 1 && limit <= MAX_LIMIT) {
                return limit;
            }
        }
        throw wrong("limit: '" + typed + "' is none, use a number from 1 to " + MAX_LIMIT);
    }

    private static RefusedException wrong(String message) {
        return new RefusedException(RefusedException.Reason.INVALID, message);
    }
}
