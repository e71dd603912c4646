// SPDX-License-Identifier: Apache-2.0
package org.tocsin.engine.component;

import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;
import org.tocsin.api.Lane;

/** The ids of the lanes that were met last: to hash a key for each of its events would take longer than most of a route. */
final class LaneIds {

    /** A power of two; more lanes than that take turns, and are hashed more often. */
    private static final int SIZE = 1_024;

    private record Known(Lane lane, String id) {}

    private final AtomicReferenceArray<@Nullable Known> known = new AtomicReferenceArray<>(SIZE);

    String id(Lane lane) {
        int hash = lane.hashCode();
        int place = (hash ^ hash >>> 16) & (SIZE - 1);
        Known last = known.get(place);
        if (last != null && last.lane.equals(lane)) {
            return last.id;
        }
        String id = lane.id();
        known.set(place, new Known(lane, id));
        return id;
    }
}
