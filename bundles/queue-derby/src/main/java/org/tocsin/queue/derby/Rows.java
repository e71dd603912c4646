// SPDX-License-Identifier: Apache-2.0
package org.tocsin.queue.derby;

import java.sql.Types;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.SqlParameterValue;
import org.tocsin.queue.derby.format.ExceptionRecord;
import org.tocsin.queue.derby.format.IndexRecord;
import org.tocsin.queue.derby.format.LaneData;
import org.tocsin.queue.derby.format.Schema;
import org.tocsin.queue.derby.format.StoreData;

/** The rows of one commit, and how they get into their tables. */
final class Rows {

    /** So many blocks go to Derby at a time, lest they gather in memory. */
    private static final int BLOCKS_AT_A_TIME = 64;

    private final Statements statements;
    private final List<List<?>> pending = new ArrayList<>();
    private final List<Block> blocks = new ArrayList<>();
    private final List<SubmissionRow> submissions = new ArrayList<>();
    private int slot = -1;
    private @Nullable Succession succession;
    private List<Segment> forgotten = List.of();
    private long stamp;
    private long sealedAt;

    /** A block that was written. */
    record Block(long first, int size) {}

    /**
     * A submission id.
     *
     * @param old whether there may be one of that name already, which counts no longer
     */
    record SubmissionRow(
            int generation,
            int lane,
            String id,
            long order,
            @Nullable String dedupKey,
            long accepted,
            boolean old) {}

    Rows(Statements statements) {
        this.statements = statements;
    }

    /** Which table of the ring the blocks go to. */
    void to(int table) {
        slot = table;
    }

    List<Block> blocks() {
        return blocks;
    }

    List<SubmissionRow> submissions() {
        return submissions;
    }

    void block(int number, long first, byte[] data) throws Exception {
        pending.add(List.of(number, data));
        blocks.add(new Block(first, data.length));
        if (pending.size() == BLOCKS_AT_A_TIME) {
            writeBlocks();
        }
    }

    void submit(SubmissionRow row) {
        submissions.add(row);
    }

    void seal(Succession made, long now) {
        succession = made;
        sealedAt = now;
    }

    void forget(List<Segment> segments) {
        forgotten = segments;
    }

    /** Writes all that has not been written yet. */
    void write(Collection<LaneDraft> lanes, StoreData store) throws Exception {
        stamp = store.commits();
        if (succession != null) {
            writeSuccession(succession);
        }
        writeBlocks();
        writeForgotten();
        writeLanes(lanes);
        writeExceptions(lanes);
        writeSubmissions();
        // the last one: when Derby has stopped before any of the others, it changes nothing either
        statements.updateLedger.run(
                List.of(List.of(store.commits(), store.lastOrder(), store.seal(), store.version())));
    }

    private void writeBlocks() throws Exception {
        if (!pending.isEmpty()) {
            statements.blocks(slot).run(pending);
            pending.clear();
        }
    }

    private void writeSuccession(Succession made) throws Exception {
        OpenSegment last = made.last();
        List<byte[]> parts = IndexRecord.seal(stamp, last.id(), made.index().toBytes());
        List<List<?>> index = new ArrayList<>();
        for (int part = 0; part < parts.size(); part++) {
            index.add(List.of(last.id(), part, parts.get(part)));
        }
        statements.newIndex.run(index);
        statements.sealSegment.run(
                List.of(List.of(made.index().last(), made.index().blocks(), last.bytes(), sealedAt, last.id())));
        OpenSegment next = made.next();
        statements.newSegment.run(
                List.of(List.of(next.id(), next.slot(), next.firstBlock(), next.first(), next.first() - 1)));
    }

    private void writeForgotten() throws Exception {
        List<List<?>> ids = new ArrayList<>();
        for (Segment segment : forgotten) {
            ids.add(List.of(segment.id()));
        }
        statements.removeSegment.run(ids);
        statements.removeIndex.run(ids);
    }

    private void writeLanes(Collection<LaneDraft> lanes) throws Exception {
        List<List<?>> fresh = new ArrayList<>();
        List<List<List<?>>> changed = List.of(new ArrayList<>(), new ArrayList<>());
        for (LaneDraft lane : lanes) {
            LaneData data = lane.toData();
            if (lane.isNew()) {
                fresh.add(List.of(data.id(), data.seal(stamp)));
            } else if (lane.needsRow()) {
                changed.get(lane.table()).add(List.of(data.seal(stamp), data.id()));
            }
        }
        for (int table = 0; table < Schema.LANE_TABLES; table++) {
            statements.newLane(table).run(fresh);
            statements.updateLane(table).run(changed.get(table));
        }
    }

    private void writeExceptions(Collection<LaneDraft> lanes) throws Exception {
        List<List<?>> gone = new ArrayList<>();
        List<List<?>> made = new ArrayList<>();
        for (LaneDraft lane : lanes) {
            for (Map.Entry<Long, LaneDraft.Row> entry : lane.rows().entrySet()) {
                long order = entry.getKey();
                LaneDraft.Row row = entry.getValue();
                if (lane.hadException(order)) {
                    gone.add(List.of(order));
                }
                if (row.stored() != null && row.standing() != null) {
                    List<byte[]> parts = ExceptionRecord.seal(stamp, lane.id(), row.stored(), row.standing());
                    String kind = String.valueOf(row.standing().mark().code());
                    for (int part = 0; part < parts.size(); part++) {
                        made.add(List.of(
                                order,
                                part,
                                lane.id(),
                                part == 0 ? kind : ExceptionRecord.LATER_PART,
                                parts.get(part)));
                    }
                }
            }
        }
        statements.removeException.run(gone);
        statements.newException.run(made);
    }

    private void writeSubmissions() throws Exception {
        if (submissions.isEmpty()) {
            return;
        }
        int generation = submissions.get(0).generation();
        List<List<?>> old = new ArrayList<>();
        List<List<?>> fresh = new ArrayList<>();
        for (SubmissionRow row : submissions) {
            if (row.old()) {
                old.add(List.of(row.lane(), row.id()));
            }
            SqlParameterValue dedupKey = new SqlParameterValue(Types.VARCHAR, row.dedupKey());
            fresh.add(List.of(row.lane(), row.id(), row.order(), dedupKey, row.accepted()));
        }
        statements.forgetSubmission(generation).run(old);
        statements.submit(generation).run(fresh);
    }
}
