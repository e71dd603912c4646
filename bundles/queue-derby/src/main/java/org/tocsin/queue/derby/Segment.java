// SPDX-License-Identifier: Apache-2.0
package org.tocsin.queue.derby;

import org.tocsin.queue.derby.format.SegmentIndex;

/** A sealed segment. */
final class Segment {

    private final long id;
    private final int slot;
    private final int firstBlock;
    private final SegmentIndex index;
    private final long bytes;
    private final long sealedAt;
    private int live;

    /**
     * @param slot the number of the table that holds it
     * @param firstBlock the number of its first block in that table
     * @param sealedAt in milliseconds since 1970
     */
    Segment(long id, int slot, int firstBlock, SegmentIndex index, long bytes, long sealedAt) {
        this.id = id;
        this.slot = slot;
        this.firstBlock = firstBlock;
        this.index = index;
        this.bytes = bytes;
        this.sealedAt = sealedAt;
    }

    long id() {
        return id;
    }

    int slot() {
        return slot;
    }

    int firstBlock() {
        return firstBlock;
    }

    SegmentIndex index() {
        return index;
    }

    long bytes() {
        return bytes;
    }

    long sealedAt() {
        return sealedAt;
    }

    /** How many of its events wait and have no exception: what keeps it from going. Guarded by the book. */
    int live() {
        return live;
    }

    void live(int now) {
        live = now;
    }
}
