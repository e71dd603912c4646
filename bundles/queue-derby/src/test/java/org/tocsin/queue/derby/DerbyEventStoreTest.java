// SPDX-License-Identifier: Apache-2.0
package org.tocsin.queue.derby;

import java.io.File;
import java.sql.Connection;
import java.sql.Statement;
import org.apache.derby.jdbc.EmbeddedDataSource;
import org.junit.Rule;
import org.junit.rules.TemporaryFolder;
import org.tocsin.api.store.EventStore;
import org.tocsin.queue.EventStoreContract;

/** The contract, on Derby. */
public class DerbyEventStoreTest extends EventStoreContract {

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    @Override
    protected EventStore make(long maxBytes) {
        return new DerbyEventStore(
                directory().getPath(),
                new File(folder.getRoot(), "log/derby.log").getPath(),
                maxBytes == 0 ? "" : Long.toString(maxBytes));
    }

    @Override
    protected void close(EventStore store) {
        ((DerbyEventStore) store).close();
    }

    @Override
    protected void breakCommits(EventStore store, boolean broken) throws Exception {
        EmbeddedDataSource source = new EmbeddedDataSource();
        source.setDatabaseName(directory().getPath());
        try (Connection connection = source.getConnection();
                Statement sql = connection.createStatement()) {
            // the ledger is written last: all else has been written by then and must be taken back
            sql.execute(broken ? "rename table ledger to ledger_away" : "rename table ledger_away to ledger");
        }
    }

    private File directory() {
        return new File(folder.getRoot(), "db/queue");
    }
}
