// SPDX-License-Identifier: Apache-2.0
package org.tocsin.queue.derby.format;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Types;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;
import org.tocsin.api.store.StoredEvent;

/**
 * Writes a whole store into an empty database: a new one, one of an older schema, or what was saved of a damaged one.
 * Nothing counts before {@link #finish}; the caller moves the directory to its place after that.
 */
public final class StoreBuilder implements AutoCloseable {

    private static final int SEGMENT_EVENTS = 16_384;
    private static final long SEGMENT_BYTES = 8L << 20;
    private static final int SEGMENTS_OF_A_TABLE = 8;

    private final Connection connection;
    private final StoreData store;
    private final long now;
    private @Nullable PreparedStatement blocks;
    private @Nullable BlockWriter writer;
    private SegmentIndex.@Nullable Builder index;
    private long segment;
    private int slot = -1;
    private int firstBlock;
    private long bytes;
    private long uncommitted;

    /**
     * Makes the tables.
     *
     * @param connection to an empty database; stays the caller's
     * @param store its commits are the stamp of all that is written
     * @param now milliseconds since 1970
     */
    public StoreBuilder(Connection connection, StoreData store, long now) throws SQLException {
        this.connection = connection;
        this.store = store;
        this.now = now;
        Schema.create(new JdbcTemplate(new SingleConnectionDataSource(connection, true)), store);
        connection.setAutoCommit(false);
    }

    /** The next event of a segment. Order numbers must grow; they may have gaps. */
    public void event(int laneId, StoredEvent stored) throws Exception {
        if (index != null
                && (!index.takes(stored.order()) || index.events() >= SEGMENT_EVENTS || bytes >= SEGMENT_BYTES)) {
            seal();
        }
        if (index == null) {
            begin(stored.order());
        }
        SegmentIndex.Builder to = index;
        BlockWriter out = writer;
        if (to == null || out == null) {
            throw new IllegalStateException("no segment was begun");
        }
        to.add(laneId, stored.order());
        out.add(laneId, 0, stored);
    }

    /** An exception. */
    public void exception(int laneId, StoredEvent stored, ExceptionRecord.Standing standing) throws SQLException {
        List<byte[]> rows = ExceptionRecord.seal(store.commits(), laneId, stored, standing);
        try (PreparedStatement sql = connection.prepareStatement("insert into exceptions values (?, ?, ?, ?, ?)")) {
            for (int part = 0; part < rows.size(); part++) {
                sql.setLong(1, stored.order());
                sql.setInt(2, part);
                sql.setInt(3, laneId);
                sql.setString(4, part == 0 ? String.valueOf(standing.mark().code()) : ExceptionRecord.LATER_PART);
                sql.setBytes(5, rows.get(part));
                sql.executeUpdate();
                wrote(rows.get(part).length);
            }
        }
    }

    /** A lane, with its counters as they will be. */
    public void lane(LaneData lane) throws SQLException {
        for (int table = 0; table < Schema.LANE_TABLES; table++) {
            try (PreparedStatement sql =
                    connection.prepareStatement("insert into " + Schema.laneTable(table) + " values (?, ?)")) {
                sql.setInt(1, lane.id());
                sql.setBytes(2, lane.seal(store.commits()));
                sql.executeUpdate();
                wrote(1);
            }
        }
    }

    /** Ends it; the store's next event goes into a segment of its own. */
    public void finish() throws Exception {
        seal();
        begin(store.lastOrder() + 1);
        connection.commit();
    }

    /** Gives the statement back, not the connection. */
    @Override
    public void close() throws SQLException {
        PreparedStatement last = blocks;
        blocks = null;
        if (last != null) {
            last.close();
        }
    }

    private void begin(long first) throws SQLException {
        segment++;
        if ((segment - 1) % SEGMENTS_OF_A_TABLE == 0) {
            close();
            slot++;
            firstBlock = 0;
            try (PreparedStatement sql = connection.prepareStatement(Schema.createEvents(slot))) {
                sql.executeUpdate();
            }
            blocks = connection.prepareStatement("insert into " + Schema.eventsTable(slot) + " values (?, ?)");
        }
        try (PreparedStatement sql =
                connection.prepareStatement("insert into segment values (?, ?, ?, ?, ?, 0, 0, cast(? as bigint))")) {
            sql.setLong(1, segment);
            sql.setInt(2, slot);
            sql.setInt(3, firstBlock);
            sql.setLong(4, first);
            sql.setLong(5, first - 1);
            sql.setNull(6, Types.BIGINT);
            sql.executeUpdate();
        }
        bytes = 0;
        index = new SegmentIndex.Builder(first);
        writer = new BlockWriter(segment, firstBlock, store.commits(), this::write);
    }

    private void write(int block, long first, byte[] data) throws SQLException {
        PreparedStatement sql = blocks;
        SegmentIndex.Builder to = index;
        if (sql == null || to == null) {
            throw new IllegalStateException("no segment was begun");
        }
        to.addBlock(first);
        sql.setInt(1, block);
        sql.setBytes(2, data);
        sql.executeUpdate();
        bytes += data.length;
        wrote(data.length);
    }

    private void seal() throws Exception {
        if (writer == null || index == null) {
            return;
        }
        writer.flush();
        SegmentIndex sealed = index.build();
        List<byte[]> rows = IndexRecord.seal(store.commits(), segment, sealed.toBytes());
        try (PreparedStatement sql = connection.prepareStatement("insert into segment_index values (?, ?, ?)")) {
            for (int part = 0; part < rows.size(); part++) {
                sql.setLong(1, segment);
                sql.setInt(2, part);
                sql.setBytes(3, rows.get(part));
                sql.executeUpdate();
            }
        }
        try (PreparedStatement sql = connection.prepareStatement(
                "update segment set last_seq = ?, blocks = ?, bytes = ?, sealed_at = ? where id = ?")) {
            sql.setLong(1, sealed.last());
            sql.setInt(2, sealed.blocks());
            sql.setLong(3, bytes);
            sql.setLong(4, now);
            sql.setLong(5, segment);
            sql.executeUpdate();
        }
        firstBlock += sealed.blocks();
        writer = null;
        index = null;
    }

    private void wrote(long size) throws SQLException {
        uncommitted += size;
        if (uncommitted > SEGMENT_BYTES) {
            connection.commit();
            uncommitted = 0;
        }
    }
}
