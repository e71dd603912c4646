// SPDX-License-Identifier: Apache-2.0
package org.tocsin.queue.derby.disk;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.apache.derby.jdbc.EmbeddedDataSource;

/** Derby's own check of all tables of a database. */
public final class Consistency {

    private static final String CHECK =
            "select schemaname, tablename, syscs_util.syscs_check_table(schemaname, tablename)"
                    + " from sys.systables t join sys.sysschemas s on t.schemaid = s.schemaid where t.tabletype in ('T', 'S')";

    private Consistency() {}

    /** What Derby finds wrong; empty when all is well. */
    public static List<String> check(Path database) {
        List<String> wrong = new ArrayList<>();
        EmbeddedDataSource source = new EmbeddedDataSource();
        source.setDatabaseName(database.toString());
        int tables = 0;
        try (Connection connection = source.getConnection();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(CHECK)) {
            while (rows.next()) {
                tables++;
                if (rows.getInt(3) != 1) {
                    wrong.add("table " + rows.getString(1) + '.' + rows.getString(2));
                }
            }
        } catch (SQLException e) {
            wrong.add("Derby's check: " + e.getMessage());
        }
        if (tables == 0) {
            wrong.add("Derby checked no table");
        }
        source.setShutdownDatabase("shutdown");
        try {
            source.getConnection().close();
            wrong.add("the database does not shut down");
        } catch (SQLException e) {
            if (!"08006".equals(e.getSQLState())) { // that is how Derby says it has
                wrong.add("shutting down: " + e.getMessage());
            }
        }
        return wrong;
    }
}
