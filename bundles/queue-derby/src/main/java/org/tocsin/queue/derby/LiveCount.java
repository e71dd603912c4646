// SPDX-License-Identifier: Apache-2.0
package org.tocsin.queue.derby;

import org.tocsin.queue.derby.format.SegmentIndex;

/** Counts what keeps a segment from going. */
final class LiveCount {

    private LiveCount() {}

    /** How many events of a segment wait without an exception. */
    static int of(Segment segment, Book book) {
        SegmentIndex index = segment.index();
        int live = 0;
        for (int id : index.lanes()) {
            LaneBook lane = book.lane(id);
            if (lane != null) {
                long cursor = lane.data().cursor();
                int ahead = index.count(id, cursor);
                live += ahead;
                if (ahead > 0 && lane.marks().size() > 0) {
                    live -= lane.marks().count(Math.max(cursor, index.first() - 1), index.last());
                }
            }
        }
        return live;
    }
}
