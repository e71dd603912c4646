// SPDX-License-Identifier: Apache-2.0
package org.tocsin.queue.derby;

import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.tocsin.api.Lane;
import org.tocsin.api.store.StoreException;

/**
 * What the writer knows by heart: the last commit's rows of the lanes and of the ledger, and beside them a draft of the
 * next. The draft becomes the truth when its commit is certain, and is thrown away when it failed.
 */
final class Ledger {

    private final String identity;
    private final Map<Lane, LaneRow> lanes = new ConcurrentHashMap<>();
    private final Map<Lane, LaneRow> draft = new LinkedHashMap<>();
    private long commits;
    private long lastOrder;
    private long draftOrder;
    private int draftLanes;

    private Ledger(String identity, long commits, long lastOrder, Map<Lane, LaneRow> lanes) {
        this.identity = identity;
        this.commits = commits;
        this.lastOrder = lastOrder;
        this.lanes.putAll(lanes);
        discard();
    }

    static Ledger read(JdbcTemplate sql) throws StoreException {
        record Row(int version, String identity, long commits, long lastOrder) {}
        Row row = sql.queryForObject(
                "select version, store_id, commits, last_order from ledger",
                (found, any) -> new Row(found.getInt(1), found.getString(2), found.getLong(3), found.getLong(4)));
        if (row == null || row.version != Schema.VERSION) {
            throw new StoreException(
                    "database: its version is " + (row == null ? "unknown" : row.version) + ", this program reads "
                            + Schema.VERSION + "; start the version that wrote it",
                    null);
        }
        Map<Lane, LaneRow> lanes = new HashMap<>();
        sql.query(
                "select id, channel, lane_key, settled_to, waiting, waiting_bytes, delivered, dead from lane",
                found -> {
                    Lane lane = new Lane(found.getString(2), found.getString(3));
                    lanes.put(
                            lane,
                            new LaneRow(
                                    found.getInt(1),
                                    lane,
                                    found.getLong(4),
                                    found.getLong(5),
                                    found.getLong(6),
                                    found.getLong(7),
                                    found.getLong(8)));
                });
        return new Ledger(row.identity, row.commits, row.lastOrder, lanes);
    }

    static long commitsIn(JdbcTemplate sql) {
        Long commits = sql.queryForObject("select commits from ledger", Long.class);
        return commits == null ? -1 : commits;
    }

    String identity() {
        return identity;
    }

    Collection<LaneRow> lanes() {
        return lanes.values();
    }

    /** As the last commit left it. Any thread may ask. */
    @Nullable
    LaneRow committed(Lane lane) {
        return lanes.get(lane);
    }

    /** As the draft has it. */
    @Nullable
    LaneRow drafted(Lane lane) {
        LaneRow row = draft.get(lane);
        return row != null ? row : lanes.get(lane);
    }

    /** As the draft has it; one that was never seen is new in it. */
    LaneRow draftedOrNew(Lane lane) {
        LaneRow row = drafted(lane);
        if (row == null) {
            row = LaneRow.empty(lanes.size() + ++draftLanes, lane);
            draft.put(lane, row);
        }
        return row;
    }

    boolean isNew(LaneRow row) {
        return !lanes.containsKey(row.lane());
    }

    void draft(LaneRow row) {
        draft.put(row.lane(), row);
    }

    Collection<LaneRow> draftedLanes() {
        return draft.values();
    }

    long nextOrder() {
        return ++draftOrder;
    }

    long draftedOrder() {
        return draftOrder;
    }

    long draftedCommits() {
        return commits + 1;
    }

    /** The draft is committed. */
    void publish() {
        lanes.putAll(draft);
        commits++;
        lastOrder = draftOrder;
        discard();
    }

    /** The draft is not committed: its order numbers were shown to nobody and are given again. */
    void discard() {
        draft.clear();
        draftLanes = 0;
        draftOrder = lastOrder;
    }
}
