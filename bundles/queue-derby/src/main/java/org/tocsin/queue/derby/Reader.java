// SPDX-License-Identifier: Apache-2.0
package org.tocsin.queue.derby;

import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.springframework.jdbc.core.JdbcTemplate;
import org.tocsin.api.Body;
import org.tocsin.api.Event;
import org.tocsin.api.Lane;
import org.tocsin.api.store.StoreException;
import org.tocsin.api.store.StoredEvent;

/**
 * Reads lanes, one read at a time on a thread of its own: the callers' threads may be interrupted at any moment, and an
 * interrupt inside Derby's file channels closes them under everybody.
 */
final class Reader implements AutoCloseable {

    private static final String HEAD =
            "select seq, format, dedup_key, accepted_at, body from event where lane = ? and seq > ?"
                    + " order by lane, seq fetch first ? rows only";
    private static final long END_SECONDS = 1;

    private final JdbcTemplate sql;
    private final Path directory;
    private final ExecutorService thread;

    Reader(DataSource source, Path directory) {
        this.sql = new JdbcTemplate(source);
        this.directory = directory;
        ThreadPoolExecutor one =
                new ThreadPoolExecutor(1, 1, 0, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), task -> {
                    Thread made = new Thread(task, "tocsin-queue-derby-reader");
                    made.setDaemon(true);
                    return made;
                });
        one.prestartCoreThread(); // how many threads the store has does not depend on what was read
        this.thread = one;
    }

    List<StoredEvent> read(LaneRow lane, long after, int limit) throws StoreException {
        try {
            Future<List<StoredEvent>> rows = thread.submit(
                    () -> sql.query(HEAD, (row, any) -> event(lane.lane(), row), lane.id(), after, limit));
            return rows.get();
        } catch (ExecutionException e) {
            throw Failures.toStoreException(directory, e);
        } catch (RejectedExecutionException e) {
            throw new StoreException("the store is closed", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StoreException("interrupted while reading", e);
        }
    }

    private static StoredEvent event(Lane lane, ResultSet row) throws SQLException {
        Event event = new Event(lane, row.getString(2), Body.of(row.getBytes(5)), row.getString(3));
        return new StoredEvent(row.getLong(1), event, Instant.ofEpochMilli(row.getLong(4)));
    }

    @Override
    public void close() throws InterruptedException {
        thread.shutdown();
        thread.awaitTermination(END_SECONDS, TimeUnit.SECONDS);
    }
}
