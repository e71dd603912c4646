// SPDX-License-Identifier: Apache-2.0
package org.tocsin.queue.derby;

import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.TransactionStatus;
import org.tocsin.api.store.StoreException;
import org.tocsin.api.store.StoreListener;
import org.tocsin.api.store.StoredEvent;
import org.tocsin.queue.derby.format.DamagedException;

/**
 * The one thread that writes: takes what has gathered, commits it as one transaction, then tells everybody.
 *
 * <p>When a commit itself fails, or Derby gives the database up, it is not known whether the transaction is stored.
 * Nobody is told anything then until the database is open again and the count of commits in it has given the answer.
 * When a batch fails and the database is well, its operations are tried one by one, so that one cannot fail the others.
 */
final class Writer implements Runnable {

    private static final Logger LOG = LoggerFactory.getLogger(Writer.class);
    private static final Duration BETWEEN_REOPENINGS = Duration.ofMillis(250);

    /** What others meet may come back however often the database is opened anew. */
    private static final Duration BETWEEN_DOUBTS = Duration.ofSeconds(30);

    private static final long UNKNOWN = -1;

    /** So many operations that fail one after the other are not the operations' fault. */
    private static final int ENOUGH = 3;

    private final Database database;
    private final GroupCommit.Surroundings around;
    private final Inbox inbox;
    private final Space space;
    private final StoreListener listener;
    private final Clock clock;
    private final Runnable wakeKeeper;
    private final DamageAlarm alarm;
    private final StoreMeters meters;
    private final JdbcTemplate sql;
    private final PlatformTransactionManager transactions;
    private long nextDoubt = System.nanoTime();

    Writer(
            Database database,
            GroupCommit.Surroundings around,
            Inbox inbox,
            Space space,
            StoreListener listener,
            Clock clock,
            Runnable wakeKeeper,
            DamageAlarm alarm,
            StoreMeters meters) {
        this.database = database;
        this.around = around;
        this.inbox = inbox;
        this.space = space;
        this.listener = listener;
        this.clock = clock;
        this.wakeKeeper = wakeKeeper;
        this.alarm = alarm;
        this.meters = meters;
        this.sql = new JdbcTemplate(database.forWriter());
        this.transactions = new DataSourceTransactionManager(database.forWriter());
    }

    @Override
    public void run() {
        List<Operation> batch = List.of();
        try {
            for (batch = inbox.take(room()); !batch.isEmpty(); batch = inbox.take(room())) {
                commit(batch);
            }
        } finally {
            inbox.close();
            failWhatIsLeft(batch);
        }
    }

    /** What the open segment still takes; a full one is sealed before the next event. */
    private Inbox.Room room() {
        OpenSegment open = around.book().open();
        Limits limits = around.limits();
        return limits.isFull(open)
                ? new Inbox.Room(limits.segmentEvents(), limits.segmentBytes())
                : new Inbox.Room(limits.segmentEvents() - open.events(), limits.segmentBytes() - open.bytes());
    }

    private void commit(List<Operation> batch) {
        noteInterrupt();
        batch.forEach(this::doubt);
        Failure failure = tryToCommit(batch);
        if (failure == null) {
            return;
        }
        LOG.warn("TOCSIN-QUEUE-DERBY-002 a commit failed: {}", failure.reason.getMessage());
        if (batch.size() == 1 || failure.broken || failure.reason.full()) {
            space.refuse(failure.reason);
            failed(batch, failure.reason);
        } else {
            commitOneByOne(batch);
        }
    }

    private static void noteInterrupt() {
        if (Thread.interrupted()) {
            LOG.debug("interrupted, as Derby does to all when it stops; goes on");
        }
    }

    /** What took another connection down, or made Derby stumble on it, need not show on the writer's own. */
    private void doubt(Operation operation) {
        if (operation instanceof Operation.Probe probe && System.nanoTime() - nextDoubt >= 0) {
            LOG.info("database {}: is opened anew after {}", database.directory(), Failures.text(probe.why()));
            StoreException reason = Failures.toStoreException(database.directory(), probe.why());
            if (reason.full()) {
                space.refuse(reason); // Derby's recovery needs what the reserve takes
            }
            try {
                database.reopen(probe.why());
                lookAgain(probe.why());
            } catch (SQLException | RuntimeException e) {
                alarm.raiseOn(e);
                LOG.debug("the commit finds it out, too", e);
            }
            nextDoubt = System.nanoTime() + BETWEEN_DOUBTS.toNanos();
        }
    }

    private void commitOneByOne(List<Operation> batch) {
        int inARow = 0;
        for (int i = 0; i < batch.size(); i++) {
            List<Operation> alone = batch.subList(i, i + 1);
            Failure failure = tryToCommit(alone);
            if (failure == null) {
                inARow = 0;
            } else if (++inARow == ENOUGH || failure.broken || failure.reason.full()) {
                // it is not the operations
                space.refuse(failure.reason);
                failed(batch.subList(i, batch.size()), failure.reason);
                return;
            } else {
                failed(alone, failure.reason);
            }
        }
    }

    /**
     * Why a transaction was not stored.
     *
     * @param broken whether it was the database rather than what was asked of it
     */
    private record Failure(StoreException reason, boolean broken) {}

    /** Null when it is done and everybody knows. */
    private @Nullable Failure tryToCommit(List<Operation> batch) {
        GroupCommit group = new GroupCommit(around, clock.instant().truncatedTo(ChronoUnit.MILLIS), batch.size());
        Attempt attempt = new Attempt();
        long begin = System.nanoTime();
        try {
            attempt.run(transactions, group, batch);
            meters.committed(System.nanoTime() - begin, batch.size());
        } catch (RuntimeException | Error e) { // whatever it was, somebody waits for an answer
            Throwable cause = attempt.failure == null ? e : attempt.failure;
            StoreException reason = Failures.toStoreException(database.directory(), cause);
            LOG.debug("the commit that failed", cause);
            meters.failed();
            alarm.raiseOn(cause);
            boolean broken = !attempt.begun || attempt.written || !attempt.takenBack || Failures.isFatal(cause);
            if (broken) {
                space.refuse(reason);
            }
            long commits = broken ? commitsAfterReopening(cause, reason) : UNKNOWN;
            if (!attempt.written || commits != group.stamp()) {
                group.discard();
                return new Failure(reason, broken);
            }
        }
        succeeded(batch, group);
        return null;
    }

    /** How far one transaction came. */
    private static final class Attempt {
        private @Nullable Throwable failure;
        private boolean begun; // else there was no connection to begin on
        private boolean written;
        private boolean takenBack;

        void run(PlatformTransactionManager transactions, GroupCommit group, List<Operation> batch) {
            TransactionStatus status = transactions.getTransaction(TransactionDefinition.withDefaults());
            begun = true;
            try {
                group.write(batch);
                written = true;
            } catch (Error e) {
                failure = e;
                takeBack(transactions, status);
                throw e;
            } catch (Exception e) {
                failure = e;
                takeBack(transactions, status);
                throw new IllegalStateException(e);
            }
            transactions.commit(status);
        }

        private void takeBack(PlatformTransactionManager transactions, TransactionStatus status) {
            try {
                transactions.rollback(status);
                takenBack = true;
            } catch (RuntimeException e) {
                LOG.debug("the database is opened anew after this", e);
            }
        }
    }

    private void succeeded(List<Operation> batch, GroupCommit group) {
        boolean wake = group.publish();
        space.free(-group.growth());
        space.recovered();
        if (wake) {
            wakeKeeper.run();
        }
        try {
            announce(group.stored());
        } finally {
            group.answers().forEach(Runnable::run);
            batch.forEach(this::goOn);
        }
    }

    /** A change that is not at its end waits in line again, behind what has come in the meantime. */
    private void goOn(Operation operation) {
        if (operation instanceof Operation.Change change
                && !change.progress().finished()
                && inbox.offer(change) != Inbox.Answer.TAKEN) {
            change.fail(new StoreException("the store is closed in the middle of the change", null));
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

    private void failed(List<Operation> batch, StoreException reason) {
        for (Operation operation : batch) {
            space.free(operation.admitted());
            operation.fail(reason);
        }
    }

    /**
     * Until it works and tells the count of commits, or the store is closed.
     *
     * @param first what senders are told for as long as nothing better is known
     */
    private long commitsAfterReopening(Throwable cause, StoreException first) {
        @Nullable Throwable why = cause; // of the first try alone: all pages are read for it
        Duration pause = Duration.ZERO;
        while (inbox.pause(pause) && !alarm.isRaised()) {
            try {
                noteInterrupt();
                database.reopen(why);
                lookAgain(cause);
                Long commits = sql.queryForObject("select commits from ledger", Long.class);
                LOG.info("database {}: open again", database.directory());
                return commits == null ? UNKNOWN : commits;
            } catch (SQLException | RuntimeException e) {
                alarm.raiseOn(e);
                why = null;
                StoreException reason = Failures.toStoreException(database.directory(), e);
                LOG.debug("cannot be opened again: {}", reason.getMessage());
                space.refuse(Failures.saysWhy(e) ? reason : first);
            }
            pause = BETWEEN_REOPENINGS;
        }
        return UNKNOWN;
    }

    /** What was missed and is missed again, now that the database was opened anew, is damage. */
    private static void lookAgain(Throwable failure) {
        Optional<UnexplainedException> missed = UnexplainedException.in(failure);
        if (missed.isEmpty()) {
            return;
        }
        boolean past;
        try {
            past = missed.get().isPast();
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
        if (!past) {
            throw new DamagedException(Failures.text(missed.get()));
        }
    }

    /** Those of the batch in hand that were not answered, and what nobody has taken. */
    private void failWhatIsLeft(List<Operation> inHand) {
        StoreException reason = new StoreException("the store is closed", null);
        failed(inHand.stream().filter(operation -> !operation.done().isDone()).toList(), reason);
        for (List<Operation> batch = inbox.take(Inbox.Room.ANY); !batch.isEmpty(); batch = inbox.take(Inbox.Room.ANY)) {
            failed(batch, reason);
        }
    }
}
