// SPDX-License-Identifier: Apache-2.0
package org.tocsin.queue.derby.doctor;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

/** Reads a table by its key in short transactions that lock nothing, so that the writer never waits for them. */
final class Slices {

    private static final int ROWS = 64;

    private final Connection connection;

    Slices(Connection connection) {
        this.connection = connection;
    }

    /** Takes a row. */
    @FunctionalInterface
    interface Row {
        void take(ResultSet row) throws SQLException;
    }

    /**
     * Reads all rows.
     *
     * @param columns what is selected; the first column is the key
     * @param table whose key it is, ascending without two of one
     */
    void read(String columns, String table, String key, Row row) throws SQLException {
        String text = "select " + columns + " from " + table + " where " + key + " > ? order by " + key;
        long after = -1; // no key is below 0
        boolean more = true;
        try (PreparedStatement sql = connection.prepareStatement(text)) {
            sql.setMaxRows(ROWS);
            while (more) {
                sql.setLong(1, after);
                int count = 0;
                try (ResultSet rows = sql.executeQuery()) {
                    while (rows.next()) {
                        after = rows.getLong(1);
                        row.take(rows);
                        count++;
                    }
                }
                connection.commit();
                more = count == ROWS;
            }
        }
    }
}
