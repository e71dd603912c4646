// SPDX-License-Identifier: Apache-2.0
package org.tocsin.queue.derby.format;

import java.util.ArrayList;
import java.util.List;
import org.tocsin.api.Lane;

/**
 * Events of one commit, in the order of their numbers; or one part of an event that is too big for one block.
 *
 * @param segment whose block it is
 * @param block its number in the segment, from 0
 * @param stamp the number of the commit that wrote it
 * @param entries the events
 */
public record BlockRecord(long segment, int block, long stamp, List<Entry> entries) {

    /**
     * An event of a lane.
     *
     * @param laneId the lane's id
     */
    public record Entry(int laneId, Lane lane, Piece piece) {}

    /** Copies the list. */
    public BlockRecord {
        entries = List.copyOf(entries);
    }

    /** What an envelope of kind {@link Kind#BLOCK} holds. */
    public static BlockRecord of(Envelope envelope) {
        RecordReader from = envelope.read();
        long segment = from.getLong();
        int block = from.getInt();
        int lanes = from.getShort();
        int[] ids = new int[lanes];
        List<Lane> names = new ArrayList<>(lanes);
        for (int i = 0; i < lanes; i++) {
            ids[i] = from.getInt();
            names.add(LaneData.lane(from));
        }
        int count = from.getShort();
        List<Entry> entries = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            int lane = from.getShort();
            if (lane >= lanes) {
                throw new DamagedException("block " + block + " of segment " + segment + " names no lane " + lane);
            }
            entries.add(new Entry(ids[lane], names.get(lane), Piece.read(from)));
        }
        return new BlockRecord(segment, block, envelope.stamp(), entries);
    }
}
