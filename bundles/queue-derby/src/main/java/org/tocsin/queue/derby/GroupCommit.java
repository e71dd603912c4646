// SPDX-License-Identifier: Apache-2.0
package org.tocsin.queue.derby;

import java.sql.Types;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.SqlParameterValue;
import org.tocsin.api.Event;
import org.tocsin.api.store.Settlement;
import org.tocsin.api.store.StoredEvent;
import org.tocsin.queue.derby.Operation.Append;
import org.tocsin.queue.derby.Operation.Requeue;
import org.tocsin.queue.derby.Operation.Settle;

/** Turns a batch of operations into rows, in the draft of the ledger and in the transaction of the calling thread. */
final class GroupCommit {

    private final Ledger ledger;
    private final Statements statements;
    private final JdbcTemplate sql;
    private final Instant now;
    private final List<StoredEvent> stored = new ArrayList<>();
    private final Set<Long> settled = new HashSet<>();
    private long settledBytes;
    private long requeuedBytes;
    private int requeued;

    GroupCommit(Ledger ledger, Statements statements, JdbcTemplate sql, Clock clock) {
        this.ledger = ledger;
        this.statements = statements;
        this.sql = sql;
        this.now = clock.instant().truncatedTo(ChronoUnit.MILLIS); // as it will be read again
    }

    /** What was appended, in order. */
    List<StoredEvent> stored() {
        return stored;
    }

    /** How many bytes wait less than before, appended ones left aside. */
    long freedBytes() {
        return settledBytes - requeuedBytes;
    }

    int requeued() {
        return requeued;
    }

    void write(List<Operation> batch) throws Exception {
        List<List<?>> events = new ArrayList<>();
        List<List<?>> gone = new ArrayList<>();
        List<List<?>> buried = new ArrayList<>();
        for (Operation operation : batch) {
            if (operation instanceof Append append) {
                events.add(append(append.event()));
            } else if (operation instanceof Settle settle) {
                settle(settle.settlement(), gone, buried);
            } else if (operation instanceof Requeue requeue) {
                requeue(requeue);
            }
        }
        List<List<?>> fresh = new ArrayList<>();
        List<List<?>> lanes = new ArrayList<>();
        for (LaneRow row : ledger.draftedLanes()) {
            if (ledger.isNew(row)) {
                fresh.add(List.of(row.id(), row.lane().channel(), row.lane().key()));
            }
            lanes.add(
                    List.of(row.settledTo(), row.waiting(), row.waitingBytes(), row.delivered(), row.dead(), row.id()));
        }
        statements.newLane.run(fresh);
        statements.append.run(events);
        statements.bury.run(buried);
        statements.remove.run(gone);
        statements.updateLane.run(lanes);
        statements.updateLedger.run(List.of(List.of(ledger.draftedCommits(), ledger.draftedOrder())));
    }

    private List<?> append(Event event) {
        LaneRow row = ledger.draftedOrNew(event.lane());
        int size = event.body().size();
        ledger.draft(row.appended(size));
        long order = ledger.nextOrder();
        stored.add(new StoredEvent(order, event, now));
        return List.of(
                row.id(),
                order,
                event.format(),
                new SqlParameterValue(Types.VARCHAR, event.dedupKey()),
                now.toEpochMilli(),
                size,
                event.body().toBytes());
    }

    /** One that is not there was settled before: doing it again changes nothing. */
    private void settle(Settlement settlement, List<List<?>> gone, List<List<?>> buried) {
        LaneRow row = ledger.drafted(settlement.lane());
        Integer size = row != null && settled.add(settlement.order()) ? size(row.id(), settlement.order()) : null;
        if (row == null || size == null) {
            return;
        }
        ledger.draft(row.settled(settlement.order(), size, settlement.result()));
        settledBytes += size;
        if (settlement.result() == Settlement.Result.DEAD) {
            buried.add(List.of(settlement.attempts(), cut(settlement.answer()), row.id(), settlement.order()));
        }
        gone.add(List.of(row.id(), settlement.order()));
    }

    private void requeue(Requeue requeue) throws Exception {
        LaneRow row = ledger.drafted(requeue.lane());
        if (row == null || row.dead() == 0) {
            return;
        }
        Long bytes = sql.queryForObject(
                "select coalesce(sum(cast(size as bigint)), 0) from dead_letter where lane = ?", Long.class, row.id());
        requeued = Math.toIntExact(row.dead());
        requeuedBytes = bytes == null ? 0 : bytes;
        ledger.draft(row.requeued(requeued, requeuedBytes));
        List<List<?>> lane = List.of(List.of(row.id()));
        statements.raise.run(lane);
        statements.clearGrave.run(lane);
    }

    private @Nullable Integer size(int lane, long order) {
        List<Integer> found =
                sql.queryForList("select size from event where lane = ? and seq = ?", Integer.class, lane, order);
        return found.isEmpty() ? null : found.get(0);
    }

    private static String cut(String answer) {
        return answer.length() <= Schema.MAX_TEXT ? answer : answer.substring(0, Schema.MAX_TEXT);
    }
}
