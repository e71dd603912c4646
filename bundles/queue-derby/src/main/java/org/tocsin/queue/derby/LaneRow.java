// SPDX-License-Identifier: Apache-2.0
package org.tocsin.queue.derby;

import org.tocsin.api.Lane;
import org.tocsin.api.store.LaneRecord;
import org.tocsin.api.store.Settlement.Result;

/**
 * A lane's row.
 *
 * @param id what events refer to
 * @param settledTo the highest order number that was settled
 */
record LaneRow(int id, Lane lane, long settledTo, long waiting, long waitingBytes, long delivered, long dead) {

    static LaneRow empty(int id, Lane lane) {
        return new LaneRow(id, lane, 0, 0, 0, 0, 0);
    }

    LaneRow appended(int size) {
        return new LaneRow(id, lane, settledTo, waiting + 1, waitingBytes + size, delivered, dead);
    }

    LaneRow settled(long order, int size, Result result) {
        int left = result == Result.DELIVERED ? 1 : 0;
        return new LaneRow(
                id,
                lane,
                Math.max(settledTo, order),
                waiting - 1,
                waitingBytes - size,
                delivered + left,
                dead + 1 - left);
    }

    LaneRow requeued(long count, long size) {
        return new LaneRow(id, lane, settledTo, waiting + count, waitingBytes + size, delivered, dead - count);
    }

    LaneRecord toRecord() {
        return new LaneRecord(lane, waiting, waitingBytes, delivered, dead);
    }
}
