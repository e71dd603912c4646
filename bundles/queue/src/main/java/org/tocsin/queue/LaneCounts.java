// SPDX-License-Identifier: Apache-2.0
package org.tocsin.queue;

import org.tocsin.api.store.LaneRecord;
import org.tocsin.api.store.Settlement;
import org.tocsin.queue.Tally.Figure;

/** What is in a lane, as the last commit left it. Guarded by the dispatcher's lock; the tally tells meters of it. */
final class LaneCounts {

    private final Tally tally;
    private long waiting;
    private long delivered;
    private long dead;
    private long dropped;
    private boolean held;

    LaneCounts(LaneRecord record, Tally tally) {
        this.tally = tally;
        are(record);
    }

    /** The store counted. */
    void are(LaneRecord record) {
        tally.add(Figure.WAITING, record.waiting() - waiting);
        tally.add(Figure.DEAD, record.dead() - dead);
        tally.add(Figure.HELD, (record.held() ? 1 : 0) - (held ? 1 : 0));
        waiting = record.waiting();
        delivered = record.delivered();
        dead = record.dead();
        dropped = record.dropped();
        held = record.held();
    }

    void arrived() {
        waiting++;
        tally.add(Figure.WAITING, 1);
        tally.add(Figure.ACCEPTED, 1);
    }

    void settled(Settlement.Result result) {
        waiting--;
        tally.add(Figure.WAITING, -1);
        if (result == Settlement.Result.DELIVERED) {
            delivered++;
            tally.add(Figure.DELIVERED, 1);
        } else {
            dead++;
            tally.add(Figure.DEAD, 1);
            tally.add(Figure.REJECTED, 1);
        }
    }

    void retried() {
        tally.add(Figure.RETRIED, 1);
    }

    void nothingWaits() {
        tally.add(Figure.WAITING, -waiting);
        waiting = 0;
    }

    Tally tally() {
        return tally;
    }

    long waiting() {
        return waiting;
    }

    long delivered() {
        return delivered;
    }

    long dead() {
        return dead;
    }

    long dropped() {
        return dropped;
    }

    boolean held() {
        return held;
    }
}
