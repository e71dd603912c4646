// SPDX-License-Identifier: Apache-2.0
package org.tocsin.queue.derby;

import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Map;
import org.apache.derby.jdbc.EmbeddedDataSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The Derby engine of this bundle. It is one per class loader and starts with the first database; when the last database
 * is closed it is shut down, because its threads would hold the bundle's class loader.
 */
final class DerbyEngine {

    private static final Logger LOG = LoggerFactory.getLogger(DerbyEngine.class);

    private static final Map<String, String> TUNING = Map.of(
            "derby.storage.logBufferSize", "1048576",
            "derby.storage.logSwitchInterval", "134217728",
            "derby.storage.checkpointInterval", "134217728",
            // each table of the ring has statements of its own
            "derby.language.statementCache.size", "400",
            // it starts anew after a failure, whose trace stays
            "derby.infolog.append", "true",
            // nothing here is chosen by statistics
            "derby.storage.indexStats.auto", "false");

    private static final String LOG_FILE = "derby.stream.error.file";

    private static @Nullable String ourLog;
    private static int users;

    private DerbyEngine() {}

    /** Derby reads these when it starts, from nowhere but the system properties; what somebody has set stays. */
    static synchronized void use(Path log) {
        String set = System.getProperty(LOG_FILE);
        if (set == null || set.equals(ourLog)) {
            ourLog = log.toString();
            System.setProperty(LOG_FILE, ourLog);
        }
        TUNING.forEach(System.getProperties()::putIfAbsent);
        users++;
    }

    static synchronized void release() {
        users--;
        if (users == 0) {
            stop();
        }
    }

    /** It starts again with the next connection. Whoever has another database open opens it anew, as after a failure. */
    static synchronized void stop() {
        EmbeddedDataSource engine = new EmbeddedDataSource();
        engine.setDatabaseName("");
        engine.setShutdownDatabase("shutdown");
        try {
            engine.getConnection().close();
        } catch (SQLException e) {
            LOG.debug("Derby has shut down: {}", e.getMessage()); // that is how it says so
        }
    }
}
