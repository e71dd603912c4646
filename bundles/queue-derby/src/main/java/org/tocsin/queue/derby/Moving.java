// SPDX-License-Identifier: Apache-2.0
package org.tocsin.queue.derby;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.tocsin.queue.derby.Operation.Found;
import org.tocsin.queue.derby.format.SegmentIndex;

/** Finds the events that keep a segment from going, over the keeper's connection. */
final class Moving {

    private final Book book;
    private final Blocks blocks;

    Moving(Book book, Blocks blocks) {
        this.book = book;
        this.blocks = blocks;
    }

    /** As many as one commit moves; empty when there is none left. */
    List<Found> next(Segment segment) {
        List<Found> found = new ArrayList<>();
        long bytes = 0;
        for (long order : live(segment)) {
            if (found.size() == ChangeProgress.CHUNK || bytes > ChangeProgress.CHUNK_BYTES) {
                break;
            }
            Found event = blocks.find(segment, order);
            if (event != null) {
                found.add(event);
                bytes += event.stored().event().body().size();
            }
        }
        return found;
    }

    private long[] live(Segment segment) {
        SegmentIndex index = segment.index();
        long[] orders = new long[index.events()];
        int count = 0;
        book.reading().lock();
        try {
            for (int id : index.lanes()) {
                LaneBook lane = book.lane(id);
                if (lane != null) {
                    long order = index.next(id, lane.data().cursor());
                    while (order != SegmentIndex.NONE) {
                        if (lane.marks().get(order) == null) {
                            orders[count++] = order;
                        }
                        order = index.next(id, order);
                    }
                }
            }
        } finally {
            book.reading().unlock();
        }
        long[] sorted = Arrays.copyOf(orders, count);
        Arrays.sort(sorted);
        return sorted;
    }
}
