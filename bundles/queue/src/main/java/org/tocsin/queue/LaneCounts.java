// SPDX-License-Identifier: Apache-2.0
package org.tocsin.queue;

import org.tocsin.api.store.LaneRecord;
import org.tocsin.api.store.Settlement;

/** What is in a lane, as the last commit left it. Guarded by the dispatcher's lock. */
final class LaneCounts {

    private long waiting;
    private long delivered;
    private long dead;
    private long dropped;
    private boolean held;

    LaneCounts(LaneRecord record) {
        are(record);
    }

    /** The store counted. */
    void are(LaneRecord record) {
        waiting = record.waiting();
        delivered = record.delivered();
        dead = record.dead();
        dropped = record.dropped();
        held = record.held();
    }

    void arrived() {
        waiting++;
    }

    void settled(Settlement.Result result) {
        waiting--;
        if (result == Settlement.Result.DELIVERED) {
            delivered++;
        } else {
            dead++;
        }
    }

    void nothingWaits() {
        waiting = 0;
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
