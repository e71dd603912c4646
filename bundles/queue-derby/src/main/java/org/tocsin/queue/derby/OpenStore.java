// SPDX-License-Identifier: Apache-2.0
package org.tocsin.queue.derby;

import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.JdbcTemplate;
import org.tocsin.api.Event;
import org.tocsin.api.Lane;
import org.tocsin.api.store.EventStore.CommitListener;
import org.tocsin.api.store.LaneRecord;
import org.tocsin.api.store.Settlement;
import org.tocsin.api.store.StoreException;
import org.tocsin.api.store.StoredEvent;

/** A store that is open: the database, its writer and its reader. */
final class OpenStore implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(OpenStore.class);
    private static final Duration END = Duration.ofSeconds(2);

    private final Database database;
    private final Ledger ledger;
    private final Statements statements;
    private final Inbox inbox = new Inbox();
    private final Space space;
    private final Reader reader;
    private final Thread writer;
    private final AtomicBoolean left = new AtomicBoolean();

    private OpenStore(Database database, Settings settings, CommitListener listener, Clock clock) throws Exception {
        this.database = database;
        this.ledger = Ledger.read(new JdbcTemplate(database.forWriter()));
        long held = ledger.lanes().stream().mapToLong(LaneRow::waitingBytes).sum();
        long maxBytes = settings.maxBytes() > 0 ? settings.maxBytes() : Space.automatic(database.directory(), held);
        this.space = new Space(maxBytes, held, System::nanoTime);
        this.statements = new Statements(database.forWriter());
        this.reader = new Reader(database.forReader(), database.directory());
        Writer work = new Writer(database, ledger, statements, inbox, space, listener, clock);
        this.writer = new Thread(() -> write(work), "tocsin-queue-derby-writer");
        writer.setContextClassLoader(Statements.camelLoader());
    }

    static OpenStore open(Settings settings, CommitListener listener, Clock clock) throws StoreException {
        Database database = Database.open(settings);
        try {
            OpenStore store = new OpenStore(database, settings, listener, clock);
            store.writer.start();
            return store;
        } catch (Exception e) {
            database.close();
            throw e instanceof StoreException reason ? reason : Failures.toStoreException(settings.directory(), e);
        }
    }

    String identity() {
        return ledger.identity();
    }

    List<LaneRecord> lanes() {
        return ledger.lanes().stream().map(LaneRow::toRecord).toList();
    }

    CompletionStage<StoredEvent> append(Event event) {
        try {
            space.admit(event);
        } catch (StoreException e) {
            return CompletableFuture.failedStage(e);
        }
        CompletableFuture<StoredEvent> done = new CompletableFuture<>();
        if (!offer(new Operation.Append(event, done))) {
            space.free(event.body().size());
        }
        return done;
    }

    CompletionStage<Void> settle(Settlement settlement) {
        CompletableFuture<Void> done = new CompletableFuture<>();
        offer(new Operation.Settle(settlement, done));
        return done;
    }

    CompletionStage<Integer> requeue(Lane lane) {
        CompletableFuture<Integer> done = new CompletableFuture<>();
        offer(new Operation.Requeue(lane, done));
        return done;
    }

    List<StoredEvent> read(Lane lane, long after, int limit) throws StoreException {
        LaneRow row = ledger.committed(lane);
        return row == null ? List.of() : reader.read(row, after, limit);
    }

    Space space() {
        return space;
    }

    boolean isAlive() {
        return writer.isAlive();
    }

    /** Commits what was taken in, then closes; a writer that hangs keeps the database and its lock until it ends. */
    @Override
    public void close() {
        inbox.close();
        try {
            writer.join(END.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        try {
            reader.close();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (!releaseIfLast()) {
            LOG.warn(
                    "TOCSIN-QUEUE-DERBY-003 database {}: the writer does not end, the disk hangs; in use until it does",
                    database.directory());
        }
    }

    private void write(Writer work) {
        try {
            work.run();
        } finally {
            releaseIfLast();
        }
    }

    /** The writer and the closer both come by here; the second one closes. */
    private boolean releaseIfLast() {
        boolean last = left.getAndSet(true);
        if (last) {
            try {
                statements.close();
            } finally {
                database.close();
            }
        }
        return last;
    }

    private boolean offer(Operation operation) {
        Inbox.Answer answer = inbox.offer(operation);
        if (answer == Inbox.Answer.OVERLOADED) {
            operation.fail(new StoreException("the disk is slower than the senders, try again in a second", null));
        } else if (answer == Inbox.Answer.CLOSED) {
            operation.fail(new StoreException("the store is closed", null));
        }
        return answer == Inbox.Answer.TAKEN;
    }
}
