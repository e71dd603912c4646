// SPDX-License-Identifier: Apache-2.0
package org.tocsin.queue.derby;

import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;
import org.tocsin.api.store.EventStore.CommitListener;
import org.tocsin.api.store.StoreException;
import org.tocsin.api.store.StoredEvent;
import org.tocsin.queue.derby.Operation.Append;
import org.tocsin.queue.derby.Operation.Requeue;
import org.tocsin.queue.derby.Operation.Settle;

/**
 * The one thread that writes: takes what has gathered, commits it as one transaction, then tells everybody.
 *
 * <p>When a commit itself fails, or Derby gives the database up, it is not known whether the transaction is stored.
 * Nobody is told anything then until the database is open again and the count of commits in it has given the answer.
 */
final class Writer implements Runnable {

    private static final Logger LOG = LoggerFactory.getLogger(Writer.class);
    private static final Duration BETWEEN_REOPENINGS = Duration.ofSeconds(1);
    private static final long UNKNOWN = -1;

    private final Database database;
    private final Ledger ledger;
    private final Statements statements;
    private final Inbox inbox;
    private final Space space;
    private final CommitListener listener;
    private final Clock clock;
    private final JdbcTemplate sql;
    private final TransactionTemplate transactions;

    Writer(
            Database database,
            Ledger ledger,
            Statements statements,
            Inbox inbox,
            Space space,
            CommitListener listener,
            Clock clock) {
        this.database = database;
        this.ledger = ledger;
        this.statements = statements;
        this.inbox = inbox;
        this.space = space;
        this.listener = listener;
        this.clock = clock;
        this.sql = new JdbcTemplate(database.forWriter());
        this.transactions = new TransactionTemplate(new DataSourceTransactionManager(database.forWriter()));
    }

    @Override
    public void run() {
        List<Operation> batch = List.of();
        try {
            for (batch = inbox.take(); !batch.isEmpty(); batch = inbox.take()) {
                commit(batch);
            }
        } catch (InterruptedException e) {
            LOG.debug("the writer was interrupted", e);
        } finally {
            inbox.close();
            failWhatIsLeft(batch);
        }
    }

    private void commit(List<Operation> batch) throws InterruptedException {
        GroupCommit group = new GroupCommit(ledger, statements, sql, clock);
        Attempt attempt = new Attempt();
        try {
            transactions.executeWithoutResult(status -> attempt.write(group, batch));
        } catch (RuntimeException | Error e) { // whatever it was, somebody waits for an answer
            Throwable cause = attempt.failure == null ? e : attempt.failure;
            StoreException reason = Failures.toStoreException(database.directory(), cause);
            space.refuse(reason);
            LOG.warn("TOCSIN-QUEUE-DERBY-002 a commit failed: {}", reason.getMessage());
            LOG.debug("the commit that failed", cause);
            boolean broken = !attempt.begun || attempt.written || Failures.isFatal(cause) || Failures.isFatal(e);
            long commits = broken ? commitsAfterReopening() : UNKNOWN;
            if (!attempt.written || commits != ledger.draftedCommits()) {
                failed(batch, reason);
                return;
            }
        }
        succeeded(batch, group);
    }

    /** How far one transaction came. What made it fail is kept here, since a rollback that fails hides it. */
    private static final class Attempt {
        private @Nullable Throwable failure;
        private boolean begun; // else there was no connection to begin on
        private boolean written;

        void write(GroupCommit group, List<Operation> batch) {
            begun = true;
            try {
                group.write(batch);
                written = true;
            } catch (Exception e) {
                failure = e;
                throw new IllegalStateException(e);
            }
        }
    }

    private void succeeded(List<Operation> batch, GroupCommit group) {
        ledger.publish();
        space.free(group.freedBytes());
        space.recovered();
        try {
            announce(group.stored());
        } finally {
            answer(batch, group);
        }
    }

    /** What is stored stays stored, whatever the listener makes of it. */
    private void announce(List<StoredEvent> stored) {
        if (stored.isEmpty()) {
            return;
        }
        try {
            listener.committed(stored);
        } catch (VirtualMachineError e) {
            throw e;
        } catch (Throwable e) {
            LOG.error(
                    "TOCSIN-QUEUE-DERBY-005 the queue did not take note of stored events {} to {}: {}",
                    stored.get(0).order(),
                    stored.get(stored.size() - 1).order(),
                    e.toString(),
                    e);
        }
    }

    private static void answer(List<Operation> batch, GroupCommit group) {
        Iterator<StoredEvent> next = group.stored().iterator();
        for (Operation operation : batch) {
            if (operation instanceof Append append) {
                append.done().complete(next.next());
            } else if (operation instanceof Settle settle) {
                settle.done().complete(null);
            } else if (operation instanceof Requeue requeue) {
                requeue.done().complete(group.requeued());
            }
        }
    }

    private void failed(List<Operation> batch, StoreException reason) {
        ledger.discard();
        for (Operation operation : batch) {
            if (operation instanceof Append append) {
                space.free(append.size());
            }
            operation.fail(reason);
        }
    }

    /** Until it works and tells the count of commits, or the store is closed. */
    private long commitsAfterReopening() throws InterruptedException {
        Duration pause = Duration.ZERO;
        while (inbox.pause(pause)) {
            try {
                database.reopen();
                long commits = Ledger.commitsIn(sql);
                LOG.info("database {}: open again", database.directory());
                return commits;
            } catch (SQLException | RuntimeException e) {
                StoreException reason = Failures.toStoreException(database.directory(), e);
                LOG.debug("cannot be opened again: {}", reason.getMessage());
                space.refuse(reason);
            }
            pause = BETWEEN_REOPENINGS;
        }
        return UNKNOWN;
    }

    /** Those of the batch in hand that were not answered, and what nobody has taken. */
    private void failWhatIsLeft(List<Operation> inHand) {
        StoreException reason = new StoreException("the store is closed", null);
        try {
            failed(
                    inHand.stream()
                            .filter(operation -> !operation.done().isDone())
                            .toList(),
                    reason);
            for (List<Operation> batch = inbox.take(); !batch.isEmpty(); batch = inbox.take()) {
                failed(batch, reason);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
