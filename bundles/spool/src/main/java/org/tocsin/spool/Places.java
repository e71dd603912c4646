// SPDX-License-Identifier: Apache-2.0
package org.tocsin.spool;

import java.util.List;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** The next files of however many there are: so many of those behind a place that come first. */
final class Places {

    private final @Nullable Place after;
    private final int most;
    private final TreeSet<Place> first = new TreeSet<>();
    private int count;
    private @Nullable Place end;

    /** @param after where the files before end; null for all of them */
    Places(@Nullable Place after, int most) {
        this.after = after;
        this.most = most;
    }

    void add(Place place) {
        if (after != null && place.compareTo(after) <= 0) {
            return;
        }
        if (end == null || place.compareTo(end) > 0) {
            end = place;
        }
        if (first.size() < most || place.compareTo(first.last()) < 0) {
            if (first.add(place)) {
                count++;
            }
            if (first.size() > most) {
                first.pollLast();
            }
        } else if (!place.equals(first.last())) {
            count++;
        }
    }

    /** In their order. */
    List<Place> first() {
        return List.copyOf(first);
    }

    /** How many there are behind that place, one that is there twice at most twice. */
    int count() {
        return count;
    }

    /** The last one of all; null when there is none. */
    @Nullable
    Place end() {
        return end;
    }
}
