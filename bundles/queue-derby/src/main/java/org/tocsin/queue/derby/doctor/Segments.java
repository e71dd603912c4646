// SPDX-License-Identifier: Apache-2.0
package org.tocsin.queue.derby.doctor;

import java.io.ByteArrayOutputStream;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.tocsin.queue.derby.format.BlockRecord;
import org.tocsin.queue.derby.format.DamagedException;
import org.tocsin.queue.derby.format.Envelope;
import org.tocsin.queue.derby.format.IndexRecord;
import org.tocsin.queue.derby.format.Kind;
import org.tocsin.queue.derby.format.Schema;
import org.tocsin.queue.derby.format.SegmentIndex;

/** Checks the segments: each block, and the index of a segment against its blocks. */
final class Segments {

    /** A row of the catalogue; the open segment has no number of blocks yet. */
    private record Segment(long id, int slot, int firstBlock, long firstOrder, int blocks, boolean sealed) {}

    private final Connection connection;
    private final TableAccess access;
    private final Findings findings;
    private final Contents contents;

    Segments(Connection connection, TableAccess access, Findings findings, Contents contents) {
        this.connection = connection;
        this.access = access;
        this.findings = findings;
        this.contents = contents;
    }

    void check() throws SQLException {
        for (Segment segment : catalogue()) {
            SegmentIndex fromBlocks = blocks(segment);
            if (!segment.sealed) {
                contents.add(fromBlocks);
            } else {
                String wrong = compared(segment, fromBlocks);
                if (isStillThere(segment)) {
                    contents.add(fromBlocks);
                    if (wrong != null) {
                        findings.add("index of segment " + segment.id + ": " + wrong, "events may be passed over");
                    }
                }
            }
        }
    }

    private List<Segment> catalogue() throws SQLException {
        List<Segment> segments = new ArrayList<>();
        try (PreparedStatement sql = connection.prepareStatement(
                        "select id, slot, first_block, first_seq, blocks, sealed_at from segment order by id");
                ResultSet rows = sql.executeQuery()) {
            while (rows.next()) {
                segments.add(new Segment(
                        rows.getLong(1),
                        rows.getInt(2),
                        rows.getInt(3),
                        rows.getLong(4),
                        rows.getInt(5),
                        rows.getObject(6) != null));
            }
        }
        connection.commit();
        return segments;
    }

    /** Retention may have taken it while we looked. */
    private boolean isThere(Segment segment) throws SQLException {
        try (PreparedStatement sql = connection.prepareStatement("select slot from segment where id = ?")) {
            sql.setLong(1, segment.id);
            try (ResultSet row = sql.executeQuery()) {
                return row.next();
            }
        } finally {
            connection.commit();
        }
    }

    /**
     * Retention takes the rows of a segment one after the other in one transaction, of which dirty reads see the half:
     * this one waits for its end.
     */
    private boolean isStillThere(Segment segment) throws SQLException {
        connection.setTransactionIsolation(Connection.TRANSACTION_READ_COMMITTED);
        try {
            return isThere(segment);
        } finally {
            connection.setTransactionIsolation(Connection.TRANSACTION_READ_UNCOMMITTED);
        }
    }

    private SegmentIndex blocks(Segment segment) throws SQLException {
        SegmentIndex.Builder found = new SegmentIndex.Builder(segment.firstOrder);
        if (!access.enter(segment.slot)) {
            return found.build(); // it is going, and its row in the catalogue has gone
        }
        try {
            read(segment, found);
        } finally {
            access.leave(segment.slot);
        }
        return found.build();
    }

    private void read(Segment segment, SegmentIndex.Builder found) throws SQLException {
        String table = Schema.eventsTable(segment.slot);
        int end = segment.sealed ? segment.firstBlock + segment.blocks : Integer.MAX_VALUE;
        try (PreparedStatement sql = connection.prepareStatement("select data from " + table + " where block = ?")) {
            for (int block = segment.firstBlock; block < end; block++) {
                sql.setInt(1, block);
                byte @Nullable [] data = null;
                try (ResultSet row = sql.executeQuery()) {
                    data = row.next() ? row.getBytes(1) : null;
                }
                connection.commit();
                boolean ended = data == null && !segment.sealed;
                if (ended || !block(segment, table + " block " + block, block, data, found)) {
                    break;
                }
                findings.checked();
            }
        }
    }

    /** Answers false when the open segment was sealed while it was read, and this is a block of the next one. */
    private boolean block(Segment segment, String what, int number, byte @Nullable [] data, SegmentIndex.Builder found)
            throws SQLException {
        if (data == null) {
            if (isThere(segment)) {
                findings.add(what + ": is missing", "its events of segment " + segment.id + " cannot be delivered");
            }
            return true;
        }
        try {
            BlockRecord block = BlockRecord.of(Envelope.open(data, Kind.BLOCK));
            if (!segment.sealed && block.segment() > segment.id) {
                return false;
            }
            if (block.segment() != segment.id || block.block() != number) {
                findings.add(
                        what + ": is block " + block.block() + " of segment " + block.segment(),
                        "events of segment " + segment.id + " cannot be delivered");
                return true;
            }
            found.addBlock(block.entries().get(0).piece().order());
            for (BlockRecord.Entry entry : block.entries()) {
                if (entry.piece().part() == 0) {
                    found.add(entry.laneId(), entry.piece().order());
                    if (!segment.sealed) {
                        contents.addFresh(entry.laneId(), block.stamp());
                    }
                }
            }
        } catch (DamagedException | IllegalArgumentException e) {
            findings.add(what + ": " + e.getMessage(), "its events cannot be delivered");
        }
        return true;
    }

    /** What is wrong with the index; null when it agrees with the blocks. */
    private @Nullable String compared(Segment segment, SegmentIndex fromBlocks) throws SQLException {
        try {
            boolean agrees = Arrays.equals(index(segment).toBytes(), fromBlocks.toBytes());
            return agrees ? null : "does not agree with the blocks";
        } catch (DamagedException e) {
            connection.commit();
            return String.valueOf(e.getMessage());
        }
    }

    private SegmentIndex index(Segment segment) throws SQLException {
        ByteArrayOutputStream whole = new ByteArrayOutputStream();
        int parts = 0;
        int expected = 1;
        try (PreparedStatement sql =
                connection.prepareStatement("select data from segment_index where segment = ? order by part")) {
            sql.setLong(1, segment.id);
            try (ResultSet rows = sql.executeQuery()) {
                while (rows.next()) {
                    IndexRecord part = IndexRecord.of(Envelope.open(rows.getBytes(1), Kind.INDEX));
                    whole.writeBytes(part.data());
                    expected = part.parts();
                    parts++;
                    findings.checked();
                }
            }
        }
        connection.commit();
        if (parts != expected) {
            throw new DamagedException(parts + " of its " + expected + " parts are there");
        }
        return SegmentIndex.of(whole.toByteArray());
    }
}
