// SPDX-License-Identifier: Apache-2.0
package org.tocsin.queue.derby;

import org.tocsin.api.Lane;
import org.tocsin.queue.derby.format.LaneData;
import org.tocsin.queue.derby.format.Schema;

/**
 * A lane as the last commit left it: its counters, and its exceptions. Its row may be behind: events that were appended since
 * it was written are all in the open segment, and a start counts them there.
 */
final class LaneBook {

    private final Marks marks = new Marks();
    private volatile LaneData data;
    private int table;
    private int ahead;

    LaneBook(LaneData data) {
        this.data = data;
    }

    /** Which table of lanes takes the next change: the one that did not take the last. The writer's. */
    int table() {
        return table;
    }

    /** The last change went there. */
    void wroteTo(int last) {
        table = Schema.LANE_TABLES - 1 - last;
        ahead = 0;
    }

    /** How many events its row does not count. The writer's. */
    int ahead() {
        return ahead;
    }

    /** So many more were appended, and its row was left as it is. */
    void runsAhead(long events) {
        ahead = Math.toIntExact(ahead + events);
    }

    int id() {
        return data.id();
    }

    Lane lane() {
        return data.lane();
    }

    LaneData data() {
        return data;
    }

    void data(LaneData next) {
        data = next;
    }

    /** Guarded by the book. */
    Marks marks() {
        return marks;
    }
}
