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
 * @param lanes whose events they are
 * @param entries the events
 */
public record BlockRecord(long segment, int block, long stamp, List<LaneHead> lanes, List<Entry> entries) {

    /**
     * A lane of which events are in the block. So a row of it that was not written for each event can be made good, and it
     * shows when a block before this one is lost.
     *
     * @param id the lane's id
     * @param ahead how many events of it came before this block since its row was written
     */
    public record LaneHead(int id, Lane lane, int ahead) {}

    /**
     * An event of a lane.
     *
     * @param laneId the lane's id
     */
    public record Entry(int laneId, Lane lane, Piece piece) {}

    /** Copies the lists. */
    public BlockRecord {
        lanes = List.copyOf(lanes);
        entries = List.copyOf(entries);
    }

    /** What an envelope of kind {@link Kind#BLOCK} holds. */
    public static BlockRecord of(Envelope envelope) {
        RecordReader from = envelope.read();
        long segment = from.getLong();
        int block = from.getInt();
        int lanes = from.getShort();
        List<LaneHead> heads = new ArrayList<>(lanes);
        for (int i = 0; i < lanes; i++) {
            heads.add(new LaneHead(from.getInt(), LaneData.lane(from), from.getCount()));
        }
        int count = from.getShort();
        List<Entry> entries = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            int lane = from.getShort();
            if (lane >= lanes) {
                throw new DamagedException("block " + block + " of segment " + segment + " names no lane " + lane);
            }
            entries.add(new Entry(heads.get(lane).id, heads.get(lane).lane, Piece.read(from)));
        }
        return new BlockRecord(segment, block, envelope.stamp(), heads, entries);
    }
}
