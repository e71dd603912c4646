// SPDX-License-Identifier: Apache-2.0
package org.tocsin.queue.derby.format;

import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.tocsin.api.Lane;
import org.tocsin.api.store.StoredEvent;

/** Lays events one after the other into the blocks of a segment. */
public final class BlockWriter {

    private static final int HEAD = Long.BYTES + Integer.BYTES + 2 * Short.BYTES;

    private final long segment;
    private final long stamp;
    private final Sink sink;
    private final RecordWriter lanes = new RecordWriter(1_024);
    private final RecordWriter entries = new RecordWriter(Envelope.MAX_BYTES);
    private final Map<Integer, Integer> indexes = new HashMap<>();
    private int block;
    private int count;
    private long first;
    private int lastLane = -1;
    private int lastIndex;

    /** Takes blocks as they are full. */
    @FunctionalInterface
    public interface Sink {
        /**
         * Takes a block.
         *
         * @param block its number
         * @param first the lowest order number in it
         * @param data the row's bytes
         */
        void block(int block, long first, byte[] data) throws Exception;
    }

    /**
     * @param segment whose blocks these are
     * @param firstBlock the number of the first
     * @param stamp the number of the commit that will write them
     */
    public BlockWriter(long segment, int firstBlock, long stamp, Sink sink) {
        this.segment = segment;
        this.block = firstBlock;
        this.stamp = stamp;
        this.sink = sink;
    }

    /**
     * Adds the event with the next higher order number.
     *
     * @param ahead how many events of the lane came before it since the lane's row was written
     */
    public void add(int laneId, int ahead, StoredEvent stored) throws Exception {
        Lane lane = stored.event().lane();
        int room = Piece.roomFor(stored.event()) + roomFor(lane);
        int size = stored.event().body().size();
        if (count > 0 && HEAD + lanes.size() + entries.size() + room + size > Envelope.MAX_PAYLOAD) {
            flush();
        }
        if (HEAD + room + size > Envelope.MAX_PAYLOAD) {
            addParts(laneId, ahead, stored, Envelope.MAX_PAYLOAD - HEAD - room);
            return;
        }
        begin(laneId, ahead, stored);
        Piece.put(entries, stored);
    }

    /** Ends the block that is begun; the next event begins another. */
    public void flush() throws Exception {
        if (count == 0) {
            return;
        }
        RecordWriter row = Envelope.begin(Kind.BLOCK, stamp, HEAD + lanes.size() + entries.size());
        row.putLong(segment);
        row.putInt(block);
        row.putShort(indexes.size());
        row.put(lanes);
        row.putShort(count);
        row.put(entries);
        sink.block(block, first, Envelope.end(row));
        block++;
        count = 0;
        lastLane = -1;
        lanes.clear();
        entries.clear();
        indexes.clear();
    }

    /** The number of the next block. */
    public int nextBlock() {
        return block;
    }

    private void addParts(int laneId, int ahead, StoredEvent stored, int most) throws Exception {
        byte[] body = stored.event().body().toBytes();
        int parts = (body.length + most - 1) / most;
        for (int part = 0; part < parts; part++) {
            begin(laneId, ahead, stored);
            Piece.put(entries, stored, part, parts, body, part * most, Math.min(most, body.length - part * most));
            flush();
        }
    }

    private void begin(int laneId, int ahead, StoredEvent stored) {
        if (laneId != lastLane) {
            lastIndex = index(laneId, ahead, stored.event().lane());
            lastLane = laneId;
        }
        if (count == 0) {
            first = stored.order();
        }
        count++;
        entries.putShort(lastIndex);
    }

    private int index(int laneId, int ahead, Lane lane) {
        @Nullable Integer known = indexes.putIfAbsent(laneId, indexes.size());
        if (known == null) {
            LaneData.put(lanes, laneId, lane);
            lanes.putInt(ahead);
        }
        return Objects.requireNonNullElse(known, indexes.size() - 1);
    }

    private static int roomFor(Lane lane) {
        return 3 * (lane.channel().length() + lane.key().length()) + 14;
    }
}
