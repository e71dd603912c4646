// SPDX-License-Identifier: Apache-2.0
package org.tocsin.queue.derby.format;

import org.tocsin.api.Lane;
import org.tocsin.api.store.LaneRecord;

/**
 * How a commit left a lane.
 *
 * @param id what the rows of its events say instead of channel and key
 * @param cursor an event up to this order number was delivered, one after it waits, unless an exception says otherwise
 * @param waiting events that wait, those in exceptions included
 * @param waitingBytes the sum of their bodies
 * @param putBack how many of them are in exceptions
 * @param delivered since the lane exists
 * @param dead dead letters
 * @param deadBytes the sum of their bodies
 * @param dropped exceptions that list a dropped event
 * @param held whether a person holds it
 * @param drainedTo the order number of the exception that was delivered last, 0 when none was. A waiting exception up to
 *     it that was written before {@code drainedAt} is gone: its row may still be found in old pages and in the log
 * @param drainedAt the number of the commit that settled it
 */
public record LaneData(
        int id,
        Lane lane,
        long cursor,
        long waiting,
        long waitingBytes,
        long putBack,
        long delivered,
        long dead,
        long deadBytes,
        long dropped,
        boolean held,
        long drainedTo,
        long drainedAt) {

    /** A lane that never had an event. */
    public static LaneData empty(int id, Lane lane) {
        return new LaneData(id, lane, 0, 0, 0, 0, 0, 0, 0, 0, false, 0, 0);
    }

    /** With so many more events that wait. */
    public LaneData plus(long events, long bytes) {
        return new LaneData(
                id,
                lane,
                cursor,
                waiting + events,
                waitingBytes + bytes,
                putBack,
                delivered,
                dead,
                deadBytes,
                dropped,
                held,
                drainedTo,
                drainedAt);
    }

    /** What the contract shows of it. */
    public LaneRecord toRecord() {
        return new LaneRecord(lane, waiting, waitingBytes, delivered, dead, dropped, held);
    }

    /** The row's bytes. */
    public byte[] seal(long stamp) {
        RecordWriter payload = new RecordWriter(160);
        put(payload, id, lane);
        payload.putLong(cursor);
        payload.putLong(waiting);
        payload.putLong(waitingBytes);
        payload.putLong(putBack);
        payload.putLong(delivered);
        payload.putLong(dead);
        payload.putLong(deadBytes);
        payload.putLong(dropped);
        payload.write(held ? 1 : 0);
        payload.putLong(drainedTo);
        payload.putLong(drainedAt);
        return Envelope.seal(Kind.LANE, stamp, payload);
    }

    /** What an envelope of kind {@link Kind#LANE} holds. */
    public static LaneData of(Envelope envelope) {
        RecordReader from = envelope.read();
        return new LaneData(
                from.getInt(),
                lane(from),
                from.getLong(),
                from.getLong(),
                from.getLong(),
                from.getLong(),
                from.getLong(),
                from.getLong(),
                from.getLong(),
                from.getLong(),
                from.getByte() != 0,
                from.getLong(),
                from.getLong());
    }

    static void put(RecordWriter to, int id, Lane lane) {
        to.putInt(id);
        to.putText(lane.channel());
        to.putText(lane.key());
    }

    static Lane lane(RecordReader from) {
        String channel = from.getText();
        String key = from.getText();
        try {
            return new Lane(channel, key);
        } catch (IllegalArgumentException e) {
            throw new DamagedException("a record names no lane", e);
        }
    }
}
