// SPDX-License-Identifier: Apache-2.0
package org.tocsin.queue.derby;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Types;
import java.util.List;
import org.apache.derby.jdbc.EmbeddedDataSource;
import org.jspecify.annotations.Nullable;

/** Makes a database as 0.1.0 made it, with the very statements of that version. */
final class VersionOneDatabase implements AutoCloseable {

    static final String IDENTITY = "0123456789abcdef";

    private static final List<String> TABLES = List.of(
            "create table ledger (version int not null, store_id char(16) not null, commits bigint not null,"
                    + " last_order bigint not null)",
            "create table lane (id int not null primary key, channel varchar(255) not null,"
                    + " lane_key varchar(255) not null, settled_to bigint not null, waiting bigint not null,"
                    + " waiting_bytes bigint not null, delivered bigint not null, dead bigint not null,"
                    + " unique (channel, lane_key))",
            "create table event (lane int not null, seq bigint not null, format varchar(64) not null,"
                    + " dedup_key varchar(4000), accepted_at bigint not null, size int not null,"
                    + " body blob(16M) not null, primary key (lane, seq))",
            "create table dead_letter (lane int not null, seq bigint not null, format varchar(64) not null,"
                    + " dedup_key varchar(4000), accepted_at bigint not null, size int not null,"
                    + " body blob(16M) not null, attempts int not null, answer varchar(4000) not null,"
                    + " primary key (lane, seq))");

    private final Path directory;
    private final Connection connection;

    VersionOneDatabase(Path directory, int version, long commits, long lastOrder) throws SQLException {
        this.directory = directory;
        DerbyEngine.use(directory.resolveSibling(directory.getFileName() + ".log"));
        EmbeddedDataSource source = Drafts.source(directory);
        source.setCreateDatabase("create");
        connection = source.getConnection();
        connection.setAutoCommit(false);
        try (Statement sql = connection.createStatement()) {
            sql.execute("call syscs_util.syscs_set_database_property('derby.storage.pageSize', '32768')");
            sql.execute("call syscs_util.syscs_set_database_property('derby.storage.pageCacheSize', '512')");
            sql.execute("call syscs_util.syscs_set_database_property('derby.locks.escalationThreshold', '100000000')");
            for (String table : TABLES) {
                sql.execute(table);
            }
            sql.execute("insert into ledger values (" + version + ", '" + IDENTITY + "', " + commits + ", " + lastOrder
                    + ")");
        }
    }

    void lane(int id, String key, long settledTo, long waiting, long waitingBytes, long delivered, long dead)
            throws SQLException {
        try (PreparedStatement sql =
                connection.prepareStatement("insert into lane values (?, 'pagerduty', ?, ?, ?, ?, ?, ?)")) {
            sql.setInt(1, id);
            sql.setString(2, key);
            sql.setLong(3, settledTo);
            sql.setLong(4, waiting);
            sql.setLong(5, waitingBytes);
            sql.setLong(6, delivered);
            sql.setLong(7, dead);
            sql.executeUpdate();
        }
    }

    void event(int lane, long order, @Nullable String dedupKey, byte[] body) throws SQLException {
        try (PreparedStatement sql = connection.prepareStatement("insert into event values (?, ?, 'v2', ?, ?, ?, ?)")) {
            set(sql, lane, order, dedupKey, body);
            sql.executeUpdate();
        }
    }

    void deadLetter(int lane, long order, byte[] body, int attempts, String answer) throws SQLException {
        try (PreparedStatement sql =
                connection.prepareStatement("insert into dead_letter values (?, ?, 'v2', ?, ?, ?, ?, ?, ?)")) {
            set(sql, lane, order, "dead", body);
            sql.setInt(7, attempts);
            sql.setString(8, answer);
            sql.executeUpdate();
        }
    }

    private static void set(PreparedStatement sql, int lane, long order, @Nullable String dedupKey, byte[] body)
            throws SQLException {
        sql.setInt(1, lane);
        sql.setLong(2, order);
        if (dedupKey == null) {
            sql.setNull(3, Types.VARCHAR);
        } else {
            sql.setString(3, dedupKey);
        }
        sql.setLong(4, accepted(order));
        sql.setInt(5, body.length);
        sql.setBytes(6, body);
    }

    static long accepted(long order) {
        return 1_700_000_000_000L + order;
    }

    @Override
    public void close() throws SQLException {
        connection.commit();
        connection.close();
        Drafts.shutDown(directory);
        DerbyEngine.release();
    }
}
