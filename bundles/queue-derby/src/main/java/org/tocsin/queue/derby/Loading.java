// SPDX-License-Identifier: Apache-2.0
package org.tocsin.queue.derby;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.RowCallbackHandler;
import org.tocsin.queue.derby.format.BlockRecord;
import org.tocsin.queue.derby.format.DamagedException;
import org.tocsin.queue.derby.format.Envelope;
import org.tocsin.queue.derby.format.ExceptionRecord;
import org.tocsin.queue.derby.format.IndexRecord;
import org.tocsin.queue.derby.format.Kind;
import org.tocsin.queue.derby.format.LaneData;
import org.tocsin.queue.derby.format.Mark;
import org.tocsin.queue.derby.format.Piece;
import org.tocsin.queue.derby.format.RecordWriter;
import org.tocsin.queue.derby.format.Schema;
import org.tocsin.queue.derby.format.SegmentIndex;
import org.tocsin.queue.derby.format.StoreData;

/**
 * Reads what the book must know when a store is opened: lanes, exceptions without their events, the catalogue with its
 * indexes, and the open segment. What waits in sealed segments is not touched.
 */
final class Loading {

    private static final String EXCEPTIONS =
            "select lane, kind, seq from exceptions --DERBY-PROPERTIES index=EXCEPTIONS_OF_LANE\n order by lane, kind, seq";
    private static final String SEGMENTS =
            "select id, slot, first_block, first_seq, blocks, bytes, sealed_at from segment order by id";

    private final JdbcTemplate sql;
    private final Map<Integer, Long> stamps = new HashMap<>();

    private Loading(JdbcTemplate sql) {
        this.sql = sql;
    }

    private record Row(
            long id,
            int slot,
            int firstBlock,
            long first,
            int blocks,
            long bytes,
            @Nullable Long sealedAt) {}

    /** All of it. The schema is of this program's version. */
    static Book read(JdbcTemplate sql) {
        try {
            Book book = new Loading(sql).read();
            Pulse.check(sql); // or else a part would be taken for all of it
            return book;
        } catch (DamagedException e) {
            Pulse.check(sql);
            throw e;
        }
    }

    private Book read() {
        List<Row> rows = sql.query(
                SEGMENTS,
                (row, any) -> new Row(
                        row.getLong(1),
                        row.getInt(2),
                        row.getInt(3),
                        row.getLong(4),
                        row.getInt(5),
                        row.getLong(6),
                        row.getObject(7) == null ? null : row.getLong(7)));
        if (rows.isEmpty() || rows.get(rows.size() - 1).sealedAt != null) {
            throw new DamagedException("the table segment has no open one");
        }
        Row last = rows.get(rows.size() - 1);
        OpenSegment open = new OpenSegment(last.id, last.slot, last.firstBlock, last.first);
        Book book = new Book(store(), open);
        readLanes(book);
        sql.query(EXCEPTIONS, row -> {
            String kind = row.getString(2);
            LaneBook lane = book.lane(row.getInt(1));
            if (lane != null && !kind.equals(ExceptionRecord.LATER_PART)) {
                lane.marks().put(row.getLong(3), Mark.of(kind.charAt(0)));
            }
        });
        book.lanes().forEach(Loading::checkExceptions);
        for (Row row : rows.subList(0, rows.size() - 1)) {
            book.segments().add(segment(row));
        }
        readOpen(book, open);
        checkOpen(open, book.store());
        book.segments().forEach(segment -> segment.live(LiveCount.of(segment, book)));
        return book;
    }

    /** Each number that was given since it was opened is that of an event in it. */
    private static void checkOpen(OpenSegment open, StoreData store) {
        long given = store.lastOrder() - open.first() + 1;
        if (open.events() != given) {
            throw new DamagedException("the open segment " + open.id() + " has " + open.events() + " events, " + given
                    + " were stored in it");
        }
    }

    /** Derby passes over a page that is not as it should be, and says nothing; the lane's record counts what there is. */
    private static void checkExceptions(LaneBook lane) {
        LaneData counted = lane.data();
        Marks marks = lane.marks();
        check(lane, "put back", counted.putBack(), marks.waiting());
        check(lane, "dead", counted.dead(), marks.count(Mark.DEAD));
        check(lane, "dropped", counted.dropped(), marks.count(Mark.DROPPED));
    }

    private static void check(LaneBook lane, String what, long counted, long found) {
        if (counted != found) {
            throw new DamagedException("lane " + lane.data().lane().id() + " counts " + counted + " events that are "
                    + what + ", " + found + " are there");
        }
    }

    /** Of each lane the newer row; the next change goes where the older one is. */
    private void readLanes(Book book) {
        Map<Integer, Envelope> newest = new HashMap<>();
        Map<Integer, Integer> tables = new HashMap<>();
        Map<Integer, Integer> seen = new HashMap<>();
        for (int number = 0; number < Schema.LANE_TABLES; number++) {
            int table = number;
            RowCallbackHandler each = row -> {
                int id = row.getInt(1);
                Envelope lane = Envelope.open(row.getBytes(2), Kind.LANE);
                seen.merge(id, 1, Integer::sum);
                Envelope other = newest.get(id);
                if (other == null || lane.stamp() > other.stamp()) {
                    newest.put(id, lane);
                    tables.put(id, table);
                }
            };
            sql.query("select id, data from " + Schema.laneTable(table), each);
        }
        seen.forEach((id, rows) -> {
            if (rows != Schema.LANE_TABLES) {
                throw new DamagedException("lane " + id + " is in " + rows + " of " + Schema.LANE_TABLES + " tables");
            }
        });
        newest.forEach((id, row) -> {
            LaneData data = LaneData.of(row);
            book.add(data);
            LaneBook lane = book.lane(data.lane());
            if (lane != null) {
                lane.wroteTo(tables.getOrDefault(id, 0));
                stamps.put(id, row.stamp());
            }
        });
    }

    private StoreData store() {
        List<StoreData> found = sql.query(
                "select data from ledger", (row, any) -> StoreData.of(Envelope.open(row.getBytes(1), Kind.STORE)));
        if (found.size() != 1) {
            throw new DamagedException("the table ledger has " + found.size() + " rows");
        }
        return found.get(0);
    }

    private Segment segment(Row row) {
        SegmentIndex index = index(row.id);
        if (index == null) {
            SegmentIndex.Builder made = new SegmentIndex.Builder(row.first);
            blocks(row, row.firstBlock + row.blocks, block -> index(block, made));
            index = made.build();
            if (index.blocks() != row.blocks) {
                throw new DamagedException(
                        "segment " + row.id + " has " + index.blocks() + " of its " + row.blocks + " blocks");
            }
        }
        long sealedAt = row.sealedAt == null ? 0 : row.sealedAt;
        return new Segment(row.id, row.slot, row.firstBlock, index, row.bytes, sealedAt);
    }

    /** Null when it cannot be read: it is made again from the blocks. */
    private @Nullable SegmentIndex index(long segment) {
        RecordWriter whole = new RecordWriter(Envelope.MAX_BYTES);
        try {
            List<IndexRecord> parts = sql.query(
                    "select data from segment_index where segment = ? order by segment, part",
                    (row, any) -> IndexRecord.of(Envelope.open(row.getBytes(1), Kind.INDEX)),
                    segment);
            for (IndexRecord part : parts) {
                whole.write(part.data(), 0, part.data().length);
            }
            return parts.isEmpty() || parts.size() != parts.get(0).parts() ? null : SegmentIndex.of(whole.toBytes());
        } catch (DamagedException e) {
            return null;
        }
    }

    private static void index(BlockRecord block, SegmentIndex.Builder to) {
        to.addBlock(block.entries().get(0).piece().order());
        for (BlockRecord.Entry entry : block.entries()) {
            if (entry.piece().part() == 0) {
                to.add(entry.laneId(), entry.piece().order());
            }
        }
    }

    private void readOpen(Book book, OpenSegment open) {
        Row row = new Row(open.id(), open.slot(), open.firstBlock(), open.first(), 0, 0, null);
        Map<Long, List<Piece>> begun = new HashMap<>();
        blocks(row, Integer.MAX_VALUE, block -> {
            for (BlockRecord.Entry entry : block.entries()) {
                Piece piece = entry.piece();
                List<Piece> pieces = begun.computeIfAbsent(piece.order(), any -> new ArrayList<>(piece.parts()));
                pieces.add(piece);
                if (pieces.size() == piece.parts()) {
                    begun.remove(piece.order());
                    open.add(entry.laneId(), Piece.join(entry.lane(), pieces));
                    count(book, entry, block.stamp());
                }
            }
            open.addBlock(block.entries().get(0).piece().order(), Envelope.MAX_BYTES);
        });
        if (!begun.isEmpty()) {
            throw new DamagedException("event " + begun.keySet().iterator().next() + " lacks a part");
        }
    }

    /** What was appended after its lane's row was written, the row does not count. */
    private void count(Book book, BlockRecord.Entry entry, long stamp) {
        LaneBook lane = book.lane(entry.laneId());
        if (lane != null && stamp > stamps.getOrDefault(entry.laneId(), Long.MAX_VALUE)) {
            lane.data(lane.data().plus(1, entry.piece().size()));
            lane.runsAhead(1);
        }
    }

    private void blocks(Row segment, int end, java.util.function.Consumer<BlockRecord> each) {
        sql.query(
                "select data from " + Schema.eventsTable(segment.slot)
                        + " where block >= ? and block < ? order by block",
                row -> {
                    BlockRecord block = BlockRecord.of(Envelope.open(row.getBytes(1), Kind.BLOCK));
                    if (block.segment() != segment.id || block.entries().isEmpty()) {
                        throw new DamagedException("block " + block.block() + " of segment " + block.segment()
                                + " lies where segment " + segment.id + " should");
                    }
                    each.accept(block);
                },
                segment.firstBlock,
                end);
    }
}
