// SPDX-License-Identifier: Apache-2.0
package org.tocsin.api;

/**
 * Which events of a lane to list, in the order of their numbers.
 *
 * @param lane the lane
 * @param state where they stand
 * @param after only events with a higher order number; 0 for the first
 * @param limit at most so many, 1 to {@value #MAX_LIMIT}
 */
public record EventFilter(Lane lane, EventState state, long after, int limit) {

    /** The longest list. */
    public static final int MAX_LIMIT = 1_000;

    /** @throws IllegalArgumentException when the limit is out of its bounds */
    public EventFilter {
        if (limit < 1 || limit > MAX_LIMIT) {
            throw new IllegalArgumentException("limit: must be 1 to " + MAX_LIMIT + ", got " + limit);
        }
    }
}
