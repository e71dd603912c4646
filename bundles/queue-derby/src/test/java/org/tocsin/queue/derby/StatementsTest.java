// SPDX-License-Identifier: Apache-2.0
package org.tocsin.queue.derby;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;
import org.junit.After;
import org.junit.Before;
import org.junit.ClassRule;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;
import org.springframework.transaction.TransactionStatus;
import org.springframework.transaction.support.DefaultTransactionDefinition;
import org.tocsin.queue.derby.disk.Change;
import org.tocsin.queue.derby.disk.Consistency;
import org.tocsin.queue.derby.disk.Disk;
import org.tocsin.queue.derby.disk.FastFolder;
import org.tocsin.queue.derby.disk.SmallDerby;
import org.tocsin.queue.derby.disk.WatchedStorageFactory;
import org.tocsin.queue.derby.disk.WatchedStorageFactory.Watching;
import org.tocsin.queue.derby.format.Schema;

/** Rows whose page the disk does not give, while their index and the rest of their table are in memory. */
public class StatementsTest {

    private static final int ROWS = 2_000;
    private static final byte[] HALF_A_PAGE = new byte[20_000];

    @ClassRule
    public static final SmallDerby DERBY = new SmallDerby();

    @Rule
    public final TemporaryFolder folder = FastFolder.make();

    private Path database;
    private volatile boolean unreadable;

    @Before
    public void make() throws Exception {
        database = folder.getRoot().toPath().resolve("queue");
        Drafts.make(database, Schema.fresh(0), 0, builder -> {});
        try (Connection connection = Drafts.source(database).getConnection()) {
            fill(connection, "insert into segment values (?, 0, 0, 0, 0, 0, 0, 0)", ROWS, new byte[0]);
            fill(connection, "insert into lane_0 values (?, ?)", 4, HALF_A_PAGE);
            fill(connection, "insert into lane_1 values (?, ?)", 4, HALF_A_PAGE);
            fill(connection, "insert into exceptions values (?, 0, 1, 'D', ?)", 4, HALF_A_PAGE);
            fill(connection, "insert into segment_index values (?, 0, ?)", 4, HALF_A_PAGE);
        }
        Drafts.shutDown(database);
    }

    @After
    public void nothingIsHalfDone() {
        assertThat(Consistency.check(database)).isEmpty();
    }

    @Test
    public void aSegmentIsNotRemovedFromItsIndexAlone() throws Exception {
        missed("segment", "slot", statements -> statements.removeSegment.run(List.of(List.of(last(ROWS)))), ROWS);
    }

    @Test
    public void aSegmentThatIsNotSealedIsMissed() throws Exception {
        missed(
                "segment",
                "slot",
                statements -> statements.sealSegment.run(List.of(List.of(1L, 1, 1L, 1L, last(ROWS)))),
                ROWS);
    }

    @Test
    public void aLaneThatIsNotChangedIsMissed() throws Exception {
        missed("lane_1", "data", statements -> statements.updateLane(1).run(List.of(List.of(HALF_A_PAGE, 1003))), 4);
    }

    @Test
    public void anExceptionThatIsNotRemovedIsMissed() throws Exception {
        missed("exceptions", "data", statements -> statements.removeException.run(List.of(List.of(last(4)))), 4);
    }

    @Test
    public void anIndexThatCannotBeReadStaysWhole() throws Exception {
        try (Bench bench = new Bench("segment_index", "data", 4)) {
            unreadable = true;
            bench.commit(statements -> statements.removeIndex.run(List.of(List.of(last(4)))));
        }
    }

    private interface Work {
        void on(Statements statements) throws Exception;
    }

    private void missed(String table, String column, Work work, int rows) throws Exception {
        try (Bench bench = new Bench(table, column, rows)) {
            unreadable = true;
            UnexplainedException missed = catchThrowableOfType(UnexplainedException.class, () -> bench.commit(work));
            assertThat(missed).hasMessageContaining("from " + table);
            assertThat(missed.isPast()).as("while it cannot be read").isFalse();
            unreadable = false;
            assertThat(missed.isPast()).as("when it can").isTrue();
            bench.commit(work);
        }
    }

    /** The statements over a database of which the first row of a table, and all indexes, are in memory. */
    private final class Bench implements Disk, AutoCloseable {
        private final Watching watching = WatchedStorageFactory.watch(database, this);
        private final SingleConnectionDataSource source;
        private final Statements statements;
        private final String file;

        Bench(String table, String column, int rows) throws Exception {
            source = new SingleConnectionDataSource(Drafts.source(database).getConnection(), true);
            statements = new Statements(source);
            JdbcTemplate sql = new JdbcTemplate(source);
            Long container = sql.queryForObject(
                    "select conglomeratenumber from sys.sysconglomerates c join sys.systables t on c.tableid = t.tableid"
                            + " where not isindex and tablename = upper('" + table + "')",
                    Long.class);
            file = "seg0/c" + Long.toHexString(container == null ? 0 : container) + ".dat";
            String key = table.equals("exceptions") ? "seq" : table.equals("segment_index") ? "segment" : "id";
            sql.queryForList("select " + column + " from " + table + " where " + key + " = " + last(1));
            assertThat(sql.queryForList("select " + key + " from " + table + " where " + key + " = " + last(rows)))
                    .hasSize(1);
        }

        void commit(Work work) throws Exception {
            DataSourceTransactionManager transactions = new DataSourceTransactionManager(source);
            TransactionStatus status = transactions.getTransaction(new DefaultTransactionDefinition());
            try {
                work.on(statements);
                transactions.commit(status);
            } catch (Exception e) {
                transactions.rollback(status);
                throw e;
            }
        }

        @Override
        public void reads(String name) throws IOException {
            if (unreadable && name.equals(file)) {
                throw new IOException("Input/output error");
            }
        }

        @Override
        public void begins(Change change) {
            // as it is
        }

        @Override
        public void done(Change change, boolean through) {
            // as it is
        }

        @Override
        public long syncing(String name) {
            return 0;
        }

        @Override
        public void synced(String name, long token) {
            // as it is
        }

        @Override
        public void close() {
            unreadable = false;
            statements.close();
            source.destroy();
            Drafts.shutDown(database);
            watching.close();
        }
    }

    private static long last(int rows) {
        return 999L + rows;
    }

    private static void fill(Connection connection, String insert, int rows, byte[] data) throws SQLException {
        try (PreparedStatement sql = connection.prepareStatement(insert)) {
            for (int row = 1; row <= rows; row++) {
                sql.setLong(1, last(row));
                if (data.length > 0) {
                    sql.setBytes(2, data);
                }
                sql.addBatch();
            }
            sql.executeBatch();
        }
    }
}
