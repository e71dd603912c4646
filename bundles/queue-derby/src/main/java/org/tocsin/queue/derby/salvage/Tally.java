// SPDX-License-Identifier: Apache-2.0
package org.tocsin.queue.derby.salvage;

import org.jspecify.annotations.Nullable;
import org.tocsin.api.Lane;
import org.tocsin.queue.derby.format.LaneData;
import org.tocsin.queue.derby.format.Mark;

/** A lane as it is counted anew. */
final class Tally {

    private final LaneData base;
    private final boolean known;
    private final long stamp;
    private long cursor;
    private long waiting;
    private long waitingThen;
    private long waitingBytes;
    private long putBack;
    private long putBackThen;
    private long dead;
    private long deadBytes;
    private long dropped;
    private long since;
    private long lostSince;

    Tally(int id, Lane lane, Harvest.@Nullable Lane record) {
        known = record != null;
        base = record == null ? LaneData.empty(id, lane) : record.data();
        stamp = record == null ? Long.MAX_VALUE : record.stamp();
        cursor = base.cursor();
    }

    /** Whether there was a record of it. */
    boolean known() {
        return known;
    }

    LaneData base() {
        return base;
    }

    long cursor() {
        return cursor;
    }

    long waiting() {
        return waiting;
    }

    /** A head that died or was put back was the head once: what is before it is settled. */
    void settledTo(long order) {
        if (!known) {
            cursor = Math.max(cursor, order);
        }
    }

    /** A block says how many events came before it that the lane's row does not count. */
    void announced(long ahead, long writtenBy) {
        if (writtenBy > stamp) {
            lostSince = Math.max(lostSince, ahead - since);
        }
    }

    /** An event of a segment, whatever became of it. */
    void found(long writtenBy) {
        since += writtenBy > stamp ? 1 : 0;
    }

    /** An event of a segment of which no exception speaks. */
    void event(long order, long size, long writtenBy) {
        if (order > cursor) {
            waits(size, writtenBy);
        }
    }

    void exception(Mark mark, long size, long writtenBy) {
        switch (mark) {
            case REQUEUED, PARKED -> {
                putBack++;
                putBackThen += writtenBy <= stamp ? 1 : 0;
                waits(size, writtenBy);
            }
            case DEAD -> {
                dead++;
                deadBytes += size;
            }
            case DROPPED -> dropped++;
            case SENT, GONE -> {
                // counts nowhere
            }
        }
    }

    /**
     * How many events the lane's record, or a later block, counted as waiting and nobody found; others may wait again in
     * their place.
     */
    long lost() {
        long waited = base.waiting() - waitingThen;
        return known ? Math.max(0, Math.max(waited, base.putBack() - putBackThen)) + lostSince : 0;
    }

    /** How many more dead letters were found than its record counted. */
    long surplusDead() {
        return known ? Math.max(0, dead - base.dead()) : 0;
    }

    LaneData result() {
        return new LaneData(
                base.id(),
                base.lane(),
                cursor,
                waiting,
                waitingBytes,
                putBack,
                base.delivered(),
                dead,
                deadBytes,
                dropped,
                base.held(),
                base.drainedTo(),
                base.drainedAt());
    }

    private void waits(long size, long writtenBy) {
        waiting++;
        waitingBytes += size;
        if (writtenBy <= stamp) {
            waitingThen++;
        }
    }
}
