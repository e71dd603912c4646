// SPDX-License-Identifier: Apache-2.0
package org.tocsin.queue.derby;

import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.PreparedStatementCallback;
import org.springframework.jdbc.core.RowCallbackHandler;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;
import org.tocsin.api.store.StoreException;
import org.tocsin.queue.derby.format.Schema;

/** Makes and empties tables, over the keeper's connection, one statement to a transaction. Used by the keeper alone. */
final class Tables {

    /** So many empty ones are ready. */
    private static final int READY = 2;

    private static final PreparedStatementCallback<Boolean> COMPILED = statement -> true;

    private final JdbcTemplate sql;
    private final TransactionTemplate transactions;
    private final Ring ring;
    private final Statements statements;
    private final SubmissionFilter filter;
    private final Gates gates;
    private final Path directory;
    private boolean learned;

    Tables(JdbcTemplate sql, Ring ring, Statements statements, SubmissionFilter filter, Gates gates, Path directory) {
        this.sql = sql;
        this.transactions =
                new TransactionTemplate(new DataSourceTransactionManager(Objects.requireNonNull(sql.getDataSource())));
        this.ring = ring;
        this.statements = statements;
        this.filter = filter;
        this.gates = gates;
        this.directory = directory;
    }

    /** Empties the tables that nothing names any more, and makes new ones where there are too few. */
    void prepare() throws StoreException, InterruptedException {
        Set<Integer> there = existing();
        for (int slot : there) {
            if (!ring.knows(slot)) {
                empty(slot);
                offer(slot);
            }
        }
        int next = 0;
        while (ring.size() < READY) {
            while (there.contains(next)) {
                next++;
            }
            sql.execute(Schema.createEvents(next));
            there.add(next);
            offer(next);
        }
    }

    /** The catalogue names it no longer. */
    void forgotten(int slot) throws StoreException, InterruptedException {
        ring.forgotten(slot);
        prepare();
    }

    /** Empties the table that the next generation will use, which the writer does not look into any more. */
    void emptySubmissions(int generation) {
        transactions.executeWithoutResult(status -> {
            sql.execute("truncate table " + Schema.submissionTable(generation));
            sql.update(Schema.markSubmissions(generation));
        });
    }

    /** How many ids the table of a generation holds. */
    int submissions(int generation) {
        return filter.count(generation);
    }

    /** Once after the start, so that the writer need not ask the database about ids that are new. */
    void learnSubmissions() {
        if (learned) {
            return;
        }
        for (int generation = 0; generation < Schema.GENERATIONS; generation++) {
            int table = generation;
            boolean[] marked = new boolean[1];
            RowCallbackHandler each = row -> {
                if (row.getInt(1) == Schema.NO_LANE) {
                    marked[0] = true;
                } else {
                    filter.add(table, row.getInt(1), row.getString(2));
                }
            };
            sql.query("select lane, id from " + Schema.submissionTable(table), each);
            if (!marked[0]) {
                throw new UnexplainedException(
                        Schema.submissionTable(table) + " cannot be seen", () -> Submissions.canBeSeen(sql, table));
            }
            filter.complete(table);
        }
        learned = true;
    }

    private void offer(int slot) throws StoreException {
        // compiled here and for all connections, so that the writer need not
        sql.execute(Statements.insertBlock(slot, "?"), COMPILED);
        try {
            statements.blocks(slot);
        } catch (Exception e) {
            throw Failures.toStoreException(directory, e);
        }
        ring.offer(slot);
    }

    private void empty(int slot) throws InterruptedException {
        String table = Schema.eventsTable(slot);
        try {
            gates.close(slot);
            List<Integer> any = sql.queryForList("select block from " + table + " fetch first row only", Integer.class);
            if (!any.isEmpty()) {
                sql.execute("truncate table " + table);
            }
        } finally {
            gates.open(slot);
        }
    }

    private Set<Integer> existing() {
        Set<Integer> slots = new HashSet<>();
        sql.query(
                "select tablename from sys.systables where tablename like 'EVENTS!_%' escape '!'",
                row -> {
                    Schema.slot(row.getString(1)).ifPresent(slots::add);
                });
        return slots;
    }
}
