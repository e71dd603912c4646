// SPDX-License-Identifier: Apache-2.0
package org.tocsin.queue.derby;

import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.List;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * The tables. A lane's row tells all that is known of it without counting; the ledger's one row tells the last order
 * number that was given, and counts commits, so that after a crash in the middle of one we know on which side it fell.
 */
final class Schema {

    static final int VERSION = 1;

    static final int MAX_CHANNEL = 255;
    static final int MAX_FORMAT = 64;
    static final int MAX_TEXT = 4_000;
    static final int MAX_BODY = 16 << 20;

    private static final int IDENTITY_BYTES = 8;

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

    private Schema() {}

    static void create(JdbcTemplate sql) {
        property(sql, "derby.storage.pageSize", "32768");
        property(sql, "derby.storage.pageCacheSize", "512");
        // one writer, many rows: a table lock could meet a reader's row lock in a deadlock
        property(sql, "derby.locks.escalationThreshold", "100000000");
        TABLES.forEach(sql::execute);
        byte[] identity = new byte[IDENTITY_BYTES];
        new SecureRandom().nextBytes(identity);
        sql.update(
                "insert into ledger values (?, ?, 0, 0)",
                VERSION,
                HexFormat.of().formatHex(identity));
    }

    private static void property(JdbcTemplate sql, String name, String value) {
        sql.update("call syscs_util.syscs_set_database_property(?, ?)", name, value);
    }
}
