// SPDX-License-Identifier: Apache-2.0
package org.tocsin.queue.derby;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.tocsin.queue.derby.format.SegmentIndex;

/**
 * The open segment is sealed, the next one is opened.
 *
 * @param last the one that ends
 * @param index its index
 * @param next the one that begins
 * @param fromRing whether it has taken a table of the ring
 */
record Succession(OpenSegment last, SegmentIndex index, OpenSegment next, boolean fromRing) {

    /** Null when no table is ready for the next. */
    static @Nullable Succession of(Book book, Ring ring, Limits limits, long first, Duration patience)
            throws InterruptedException {
        OpenSegment last = book.open();
        int ofTable = 1;
        List<Segment> sealed = book.segments();
        for (int at = sealed.size() - 1; at >= 0 && sealed.get(at).slot() == last.slot(); at--) {
            ofTable++;
        }
        if (ofTable < limits.segmentsOfATable()) {
            OpenSegment next = new OpenSegment(last.id() + 1, last.slot(), last.nextBlock(), first);
            return new Succession(last, last.toIndex(), next, false);
        }
        Integer slot = ring.take(patience);
        return slot == null
                ? null
                : new Succession(last, last.toIndex(), new OpenSegment(last.id() + 1, slot, 0, first), true);
    }

    /** After the lanes have been published. */
    void publish(Book book, long now) {
        Segment sealed = new Segment(last.id(), last.slot(), last.firstBlock(), index, last.bytes(), now);
        sealed.live(LiveCount.of(sealed, book));
        book.segments().add(sealed);
        book.open(next);
    }

    void discard(Ring ring) {
        if (fromRing) {
            ring.giveBack(next.slot());
        }
    }
}
