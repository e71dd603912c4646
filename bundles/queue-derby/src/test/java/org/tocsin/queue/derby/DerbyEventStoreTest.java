// SPDX-License-Identifier: Apache-2.0
package org.tocsin.queue.derby;

import java.io.File;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import org.apache.derby.jdbc.EmbeddedDataSource;
import org.tocsin.api.store.EventStore;
import org.tocsin.queue.EventStoreContract;

/** The contract, on Derby, with segments so small that every test of many events has several. */
public class DerbyEventStoreTest extends EventStoreContract {

    private static final Limits SMALL = new Limits(1_000, 1 << 20, 2, 1 << 20, 1_000_000, Duration.ofMillis(100));

    private final TestClock clock = new TestClock();

    @Override
    protected EventStore make(long maxBytes) {
        String log = new File(folder.getRoot(), "log/derby.log").getPath();
        String limit = maxBytes == 0 ? "" : Long.toString(maxBytes);
        return new DerbyEventStore(() -> Settings.of(directory().getPath(), log, limit, "2000", "P7D"), SMALL, clock);
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

    @Override
    protected void advance(Duration time) {
        clock.advance(time);
    }

    @Override
    protected int manyEvents() {
        return 4_500;
    }

    private File directory() {
        return new File(folder.getRoot(), "db/queue");
    }
}
