// SPDX-License-Identifier: Apache-2.0
package org.tocsin.queue.derby.doctor;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.tocsin.api.Inspection;
import org.tocsin.queue.derby.format.DamagedException;
import org.tocsin.queue.derby.format.Envelope;
import org.tocsin.queue.derby.format.ExceptionRecord;
import org.tocsin.queue.derby.format.Kind;
import org.tocsin.queue.derby.format.LaneData;
import org.tocsin.queue.derby.format.Schema;
import org.tocsin.queue.derby.format.StoreData;
import org.tocsin.queue.derby.salvage.Corruption;

/**
 * Checks a database over a connection of its own, while others write. It reads in slices and without locks; a lane that
 * is written meanwhile is not compared, since its parts were read at different times.
 */
public final class Examination {

    private final Connection connection;
    private final TableAccess access;
    private final boolean alone;
    private final Findings findings = new Findings();
    private final Contents contents = new Contents();
    private final Map<Integer, Long> stampsBefore = new HashMap<>();

    /**
     * @param connection for this alone; is left rolled back
     * @param alone whether nobody writes meanwhile, so that tables may be locked
     * @param access asked before events are read
     */
    public Examination(Connection connection, boolean alone, TableAccess access) {
        this.access = access;
        this.connection = connection;
        this.alone = alone;
    }

    /** Reads everything. */
    public Inspection run() throws SQLException {
        connection.setAutoCommit(false);
        connection.setTransactionIsolation(Connection.TRANSACTION_READ_UNCOMMITTED);
        try {
            ledger();
            lanes((lane, stamp) -> stampsBefore.put(lane.id(), stamp));
            new Segments(connection, access, findings, contents).check();
            exceptions();
            lanes((lane, stamp) -> {
                if (stamp.equals(stampsBefore.get(lane.id()))) {
                    contents.compare(lane, stamp, findings);
                }
            });
            tables();
        } catch (SQLException e) {
            if (!Corruption.isIn(e)) {
                throw e;
            }
            findings.add(Corruption.text(e), "what lies there cannot be read; the store mends itself when it meets it");
        } finally {
            leave();
        }
        return findings.toInspection();
    }

    private interface LaneVisitor {
        void take(LaneData lane, Long stamp);
    }

    private void ledger() throws SQLException {
        try (PreparedStatement sql = connection.prepareStatement("select data from ledger");
                ResultSet row = sql.executeQuery()) {
            findings.checked();
            if (!row.next()) {
                findings.add("ledger: is empty", "order numbers may be given twice");
            } else {
                StoreData store = StoreData.of(Envelope.open(row.getBytes(1), Kind.STORE));
                if (store.version() != Schema.VERSION) { // which its column names, or it would not be read
                    findings.add("ledger: its record names schema " + store.version(), "the record is not its own");
                }
            }
        } catch (DamagedException e) {
            findings.add("ledger: " + e.getMessage(), "the last order number is uncertain");
        }
        connection.commit();
    }

    /** The newer row of each lane; the other one is as good, or this would say so. */
    private void lanes(LaneVisitor visitor) throws SQLException {
        Map<Integer, Envelope> newest = new TreeMap<>();
        for (int table = 0; table < Schema.LANE_TABLES; table++) {
            String name = Schema.laneTable(table);
            new Slices(connection).read("id, data", name, "id", row -> {
                findings.checked();
                try {
                    Envelope lane = Envelope.open(row.getBytes(2), Kind.LANE);
                    newest.merge(row.getInt(1), lane, (old, other) -> other.stamp() > old.stamp() ? other : old);
                } catch (DamagedException e) {
                    findings.add(name + " row " + row.getInt(1) + ": " + e.getMessage(), "its counters are uncertain");
                }
            });
        }
        newest.values().forEach(lane -> visitor.take(LaneData.of(lane), lane.stamp()));
    }

    private void exceptions() throws SQLException {
        String table = "exceptions";
        new Slices(connection).read("distinct seq", table, "seq", order -> {
            try (PreparedStatement sql =
                    connection.prepareStatement("select data from " + table + " where seq = ? order by part")) {
                sql.setLong(1, order.getLong(1));
                try (ResultSet rows = sql.executeQuery()) {
                    exception(order.getLong(1), rows);
                }
            }
        });
    }

    private void exception(long order, ResultSet rows) throws SQLException {
        int parts = 0;
        int expected = 0;
        try {
            while (rows.next()) {
                findings.checked();
                ExceptionRecord part = ExceptionRecord.of(Envelope.open(rows.getBytes(1), Kind.EXCEPTION));
                if (parts == 0) {
                    expected = part.piece().parts();
                    contents.add(part);
                }
                parts++;
            }
            if (parts < expected) {
                findings.add(
                        "event " + order + ": " + parts + " of its " + expected + " parts are there", "it is lost");
            }
        } catch (DamagedException e) {
            findings.add("event " + order + ": " + e.getMessage(), "it is lost");
        }
    }

    /** Derby's own check of a table against its indexes; it keeps writers away from that table. */
    private void tables() throws SQLException {
        for (String table : alone ? allTables() : List.of("LEDGER", "LANE_0", "LANE_1", "SEGMENT", "SEGMENT_INDEX")) {
            try (PreparedStatement sql = connection.prepareStatement("values syscs_util.syscs_check_table('APP', ?)")) {
                sql.setString(1, table);
                try (ResultSet row = sql.executeQuery()) {
                    row.next();
                }
            } catch (SQLException e) {
                if (Corruption.isIn(e)) {
                    throw e;
                }
                findings.add("table " + table + ": " + Corruption.text(e), "rows may not be found");
            }
            connection.commit();
            findings.checked();
        }
    }

    private List<String> allTables() throws SQLException {
        List<String> tables = new ArrayList<>();
        try (ResultSet rows = connection.getMetaData().getTables(null, "APP", null, new String[] {"TABLE"})) {
            while (rows.next()) {
                tables.add(rows.getString("TABLE_NAME"));
            }
        }
        return tables;
    }

    private void leave() throws SQLException {
        if (!connection.isClosed()) {
            connection.rollback();
        }
    }
}
