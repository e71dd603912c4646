// SPDX-License-Identifier: Apache-2.0
package org.tocsin.queue.derby;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.springframework.jdbc.core.JdbcTemplate;
import org.tocsin.api.Body;
import org.tocsin.api.Event;
import org.tocsin.api.Lane;
import org.tocsin.api.store.StoredEvent;
import org.tocsin.queue.derby.format.ExceptionRecord.Standing;
import org.tocsin.queue.derby.format.LaneData;
import org.tocsin.queue.derby.format.Mark;
import org.tocsin.queue.derby.format.Schema;
import org.tocsin.queue.derby.format.StoreBuilder;
import org.tocsin.queue.derby.format.StoreData;

/**
 * Reads schema 1, of version 0.1.0: a row for each event that waits or is dead. Its events have no action; they stay
 * {@code OTHER}, and so are never folded when a lane catches up.
 */
final class VersionOne {

    private static final int LANE_BITS = 20;
    private static final String COLUMNS = "seq, format, dedup_key, accepted_at, body";

    private final JdbcTemplate sql;
    private final Map<Integer, Tally> lanes = new HashMap<>();

    /** A lane, counted anew. */
    private static final class Tally {
        private final Lane lane;
        private final long settledTo;
        private final long delivered;
        private long firstWaiting = Long.MAX_VALUE;
        private long waiting;
        private long waitingBytes;
        private long dead;
        private long deadBytes;

        Tally(Lane lane, long settledTo, long delivered) {
            this.lane = lane;
            this.settledTo = settledTo;
            this.delivered = delivered;
        }

        /** All that is there waits, wherever the cursor was. */
        LaneData toData(int id) {
            long cursor = waiting == 0 ? settledTo : firstWaiting - 1;
            return new LaneData(id, lane, cursor, waiting, waitingBytes, 0, delivered, dead, deadBytes, 0, false, 0, 0);
        }
    }

    VersionOne(JdbcTemplate sql) {
        this.sql = sql;
    }

    /** What the ledger of the new database says: the same identity, so that receipts stay good. */
    StoreData store(long now) {
        StoreData[] found = new StoreData[1];
        sql.query("select store_id, commits, last_order from ledger", row -> {
            found[0] = new StoreData(Schema.VERSION, row.getString(1), row.getLong(2), row.getLong(3), 0, now);
        });
        return found[0];
    }

    void copy(StoreBuilder builder) throws Exception {
        sql.query("select id, channel, lane_key, settled_to, delivered from lane", row -> {
            Lane lane = new Lane(row.getString(2), row.getString(3));
            lanes.put(row.getInt(1), new Tally(lane, row.getLong(4), row.getLong(5)));
        });
        for (long packed : waiting()) {
            int id = (int) (packed & ((1 << LANE_BITS) - 1));
            Tally lane = tally(id);
            StoredEvent stored = sql.queryForObject(
                    "select " + COLUMNS + " from event where lane = ? and seq = ?",
                    (row, any) -> event(lane.lane, row),
                    id,
                    packed >>> LANE_BITS);
            if (stored == null) {
                throw new IllegalStateException("event " + (packed >>> LANE_BITS) + " has gone");
            }
            lane.firstWaiting = Math.min(lane.firstWaiting, stored.order());
            lane.waiting++;
            lane.waitingBytes += stored.event().body().size();
            builder.event(id, stored);
        }
        sql.query("select " + COLUMNS + ", lane, attempts, answer from dead_letter", row -> {
            Tally lane = tally(row.getInt(6));
            StoredEvent stored = event(lane.lane, row);
            lane.dead++;
            lane.deadBytes += stored.event().body().size();
            builder.exception(
                    row.getInt(6), stored, new Standing(Mark.DEAD, false, row.getInt(7), row.getString(8), 0));
        });
        for (Map.Entry<Integer, Tally> lane : lanes.entrySet()) {
            builder.lane(lane.getValue().toData(lane.getKey()));
        }
    }

    /** The events that wait by their order numbers, each with its lane: the old table knows them by lane only. */
    private long[] waiting() {
        Growing all = new Growing();
        sql.query("select lane, seq from event order by lane, seq", row -> {
            int lane = row.getInt(1);
            long order = row.getLong(2);
            if (lane >>> LANE_BITS != 0 || order >>> (Long.SIZE - 1 - LANE_BITS) != 0) {
                throw new IllegalStateException("lane " + lane + ", event " + order + " are beyond what is foreseen");
            }
            all.add((order << LANE_BITS) | lane);
        });
        return all.sorted();
    }

    private static final class Growing {
        private long[] values = new long[1_024];
        private int size;

        void add(long value) {
            if (size == values.length) {
                values = Arrays.copyOf(values, size * 2);
            }
            values[size++] = value;
        }

        long[] sorted() {
            long[] sorted = Arrays.copyOf(values, size);
            Arrays.sort(sorted);
            return sorted;
        }
    }

    private Tally tally(int id) {
        Tally lane = lanes.get(id);
        if (lane == null) {
            throw new IllegalStateException("lane " + id + " has no row");
        }
        return lane;
    }

    private static StoredEvent event(Lane lane, ResultSet row) throws SQLException {
        Event event = new Event(lane, row.getString(2), Body.of(row.getBytes(5)), row.getString(3));
        return new StoredEvent(row.getLong(1), event, Instant.ofEpochMilli(row.getLong(4)));
    }
}
