// SPDX-License-Identifier: Apache-2.0
package org.tocsin.cli;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A part of a list.
 *
 * @param events in the order of their numbers
 * @param next what to ask after for the next part; null when this is the last
 */
public record EventPage(List<EventView> events, @Nullable String next) {

    /** Copies the list. */
    public EventPage {
        events = List.copyOf(events);
    }
}
