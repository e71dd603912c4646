// SPDX-License-Identifier: Apache-2.0
package org.tocsin.queue.derby;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.tocsin.api.Lane;
import org.tocsin.queue.derby.Operation.Found;
import org.tocsin.queue.derby.format.BlockRecord;
import org.tocsin.queue.derby.format.DamagedException;
import org.tocsin.queue.derby.format.Envelope;
import org.tocsin.queue.derby.format.Kind;
import org.tocsin.queue.derby.format.Piece;
import org.tocsin.queue.derby.format.Schema;

/** Reads events out of the blocks of sealed segments, over one of the connections. */
final class Blocks {

    private final JdbcTemplate sql;
    private final BlockCache cache;
    private final Gates gates;

    Blocks(JdbcTemplate sql, BlockCache cache, Gates gates) {
        this.sql = sql;
        this.cache = cache;
        this.gates = gates;
    }

    /** An event of a segment; null when the segment has gone from its table, or never had it. */
    @Nullable
    Found find(Segment segment, long order) {
        int block = segment.firstBlock() + segment.index().block(order);
        List<Found> events = cache.get(segment.id(), block);
        if (events == null) {
            events = read(segment, block);
            if (events == null) {
                return null;
            }
            cache.put(segment.id(), block, events);
        }
        for (Found event : events) {
            if (event.stored().order() == order) {
                return event;
            }
        }
        return null;
    }

    private @Nullable List<Found> read(Segment segment, int block) {
        BlockRecord record = row(segment.id(), segment.slot(), block);
        if (record == null) {
            return null;
        }
        if (record.entries().get(0).piece().parts() == 1) {
            return events(record);
        }
        List<Piece> pieces = new ArrayList<>();
        BlockRecord.Entry first = record.entries().get(0);
        pieces.add(first.piece());
        for (int part = 1; part < first.piece().parts(); part++) {
            BlockRecord next = row(segment.id(), segment.slot(), block + part);
            if (next == null) {
                return null;
            }
            pieces.add(next.entries().get(0).piece());
        }
        return List.of(new Found(first.laneId(), Piece.join(first.lane(), pieces)));
    }

    private static List<Found> events(BlockRecord record) {
        List<Found> events = new ArrayList<>(record.entries().size());
        for (BlockRecord.Entry entry : record.entries()) {
            Lane lane = entry.lane();
            events.add(new Found(entry.laneId(), Piece.join(lane, List.of(entry.piece()))));
        }
        return events;
    }

    /** Null when the table holds another segment by now, or nothing. */
    private @Nullable BlockRecord row(long segment, int slot, int block) {
        if (!gates.enter(slot)) {
            return null;
        }
        List<BlockRecord> found;
        try {
            found = sql.query(
                    "select data from " + Schema.eventsTable(slot) + " where block = ?",
                    (row, any) -> BlockRecord.of(Envelope.open(row.getBytes(1), Kind.BLOCK)),
                    block);
        } finally {
            gates.leave(slot);
        }
        if (found.isEmpty() || found.get(0).segment() != segment) {
            return null;
        }
        BlockRecord record = found.get(0);
        if (record.block() != block || record.entries().isEmpty()) {
            throw new DamagedException("block " + block + " of segment " + segment + " holds block " + record.block());
        }
        return record;
    }
}
