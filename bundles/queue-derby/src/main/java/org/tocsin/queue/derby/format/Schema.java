// SPDX-License-Identifier: Apache-2.0
package org.tocsin.queue.derby.format;

import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * The tables. Each row has a column {@code data} with an {@link Envelope}; the columns beside it are what SQL needs to
 * find it. The events of a segment lie in a table of the ring {@code events_00, events_01, …}; the table is the
 * segment's {@code slot}. Making and emptying a table costs more than many commits, so a table takes several segments one
 * after the other, each from its {@code first_block} on, and is emptied when all of them can go.
 */
public final class Schema {

    /** What this program reads and writes. Version 1 is migrated. */
    public static final int VERSION = 2;

    /** The longest channel, in characters. */
    public static final int MAX_CHANNEL = 255;

    /** The longest format, in characters. */
    public static final int MAX_FORMAT = 64;

    /** The longest dedup key, in characters. */
    public static final int MAX_DEDUP_KEY = 4_000;

    /** The longest body, in bytes. */
    public static final int MAX_BODY = 16 << 20;

    /**
     * How many tables of lanes there are. Each lane has a row in both, and its changes go to them by turns: a page that
     * is lost takes the last change of its lanes away, and not their cursors.
     */
    public static final int LANE_TABLES = 2;

    /** How many generations of submission ids there are. */
    public static final int GENERATIONS = 2;

    /** Of no lane, in each table of submission ids: by this row it is known that the table can be read at all. */
    public static final int NO_LANE = -1;

    private static final String EVENTS = "events_";
    private static final int IDENTITY_BYTES = 8;
    private static final String DATA = "data varchar(32672) for bit data not null";

    private static final List<String> TABLES = List.of(
            "create table ledger (version int not null, store_id char(16) not null, commits bigint not null,"
                    + " last_order bigint not null, " + DATA + ")",
            lanes(0),
            lanes(1),
            "create table segment (id bigint not null primary key, slot int not null, first_block int not null,"
                    + " first_seq bigint not null, last_seq bigint not null, blocks int not null,"
                    + " bytes bigint not null, sealed_at bigint)",
            "create table segment_index (segment bigint not null, part int not null, " + DATA
                    + ", primary key (segment, part))",
            "create table exceptions (seq bigint not null, part int not null, lane int not null,"
                    + " kind char(1) not null, " + DATA + ", primary key (seq, part))",
            "create index exceptions_of_lane on exceptions (lane, kind, seq)",
            submissions(0),
            submissions(1));

    private Schema() {}

    /** Makes the tables in an empty database, and the ledger's row. */
    public static void create(JdbcTemplate sql, StoreData store) {
        property(sql, "derby.storage.pageSize", "32768");
        property(sql, "derby.storage.pageCacheSize", "384");
        // one writer, many rows: a table lock could meet a reader's row lock in a deadlock
        property(sql, "derby.locks.escalationThreshold", "100000000");
        TABLES.forEach(sql::execute);
        sql.update(
                "insert into ledger values (?, ?, ?, ?, ?)",
                store.version(),
                store.identity(),
                store.commits(),
                store.lastOrder(),
                store.seal());
        for (int generation = 0; generation < GENERATIONS; generation++) {
            sql.update(markSubmissions(generation));
        }
    }

    /** A store that never had an event. */
    public static StoreData fresh(long now) {
        return new StoreData(VERSION, newIdentity(), 0, 0, 0, now);
    }

    /** A name that no other store has. */
    public static String newIdentity() {
        byte[] identity = new byte[IDENTITY_BYTES];
        new SecureRandom().nextBytes(identity);
        return HexFormat.of().formatHex(identity);
    }

    /** The name of a table of the ring. */
    public static String eventsTable(int slot) {
        return EVENTS + (slot < 10 ? "0" : "") + slot;
    }

    /** The slot of a table of that name; empty when it is none of the ring. */
    public static OptionalInt slot(String table) {
        String name = table.toLowerCase(Locale.ROOT);
        return name.startsWith(EVENTS)
                ? OptionalInt.of(Integer.parseInt(name.substring(EVENTS.length())))
                : OptionalInt.empty();
    }

    /** Makes a table of the ring. */
    public static String createEvents(int slot) {
        return "create table " + eventsTable(slot) + " (block int not null primary key, " + DATA + ")";
    }

    /** The name of one of the two tables of lanes. */
    public static String laneTable(int table) {
        return "lane_" + table;
    }

    private static String lanes(int table) {
        return "create table " + laneTable(table) + " (id int not null primary key, " + DATA + ")";
    }

    /** The name of the table of a generation of submission ids. */
    public static String submissionTable(int generation) {
        return "submission_" + generation % GENERATIONS;
    }

    /** Puts the row of no lane into a table of submission ids that is new, or was emptied. */
    public static String markSubmissions(int generation) {
        return "insert into " + submissionTable(generation) + " values (" + NO_LANE + ", '', 0, null, 0)";
    }

    private static String submissions(int generation) {
        return "create table " + submissionTable(generation) + " (lane int not null, id varchar(64) not null,"
                + " seq bigint not null, dedup_key varchar(4000), accepted bigint not null, primary key (lane, id))";
    }

    private static void property(JdbcTemplate sql, String name, String value) {
        sql.update("call syscs_util.syscs_set_database_property(?, ?)", name, value);
    }
}
