// SPDX-License-Identifier: Apache-2.0
package org.tocsin.api;

import java.util.List;

/**
 * What an adapter made of one input. One bad alert of a group does not take the others with it: what could be made is in
 * {@code events}, what could not in {@code problems}. An input of which nothing but problems came is an
 * {@link InvalidEventException} and no translation.
 *
 * @param events checked and bounded by their channels, in the order in which they have to be put on the queue
 * @param problems what was refused, in the adapter's order; for the sender and the log
 */
public record Translation(List<Event> events, List<Problem> problems) {

    /** Keeps copies. */
    public Translation {
        events = List.copyOf(events);
        problems = List.copyOf(problems);
    }

    /**
     * A draft that is no event.
     *
     * @param index which of the adapter's drafts, from 0
     * @param text {@code field: what is wrong, what to do}; never a secret
     */
    public record Problem(int index, String text) {}
}
