// SPDX-License-Identifier: Apache-2.0
package org.tocsin.queue.derby;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.JdbcTemplate;
import org.tocsin.api.Event;
import org.tocsin.api.EventFilter;
import org.tocsin.api.EventRecord;
import org.tocsin.api.Inspection;
import org.tocsin.api.Lane;
import org.tocsin.api.SubmissionId;
import org.tocsin.api.store.Appended;
import org.tocsin.api.store.Changed;
import org.tocsin.api.store.LaneChange;
import org.tocsin.api.store.LaneRecord;
import org.tocsin.api.store.Settlement;
import org.tocsin.api.store.StoreException;
import org.tocsin.api.store.StoreListener;
import org.tocsin.api.store.StoredEvent;
import org.tocsin.queue.derby.backup.Backup;
import org.tocsin.queue.derby.doctor.Examination;
import org.tocsin.queue.derby.format.LaneData;

/** A store that is open: the database, its writer, its reader and its keeper. */
final class OpenStore implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(OpenStore.class);
    private static final Duration END = Duration.ofSeconds(2);

    /** The writer, the keeper, and who closes: the last one to leave closes the database. */
    private static final int PARTIES = 3;

    private final Database database;
    private final Book book;
    private final Statements statements;
    private final Inbox inbox = new Inbox();
    private final Ring ring = new Ring();
    private final Gates gates = new Gates();
    private final Space space;
    private final Reserve reserve;
    private final Fetching fetching;
    private final Lister lister;
    private final Keeper tidying;
    private final Thread writer;
    private final Thread keeper;
    private final AtomicInteger parties = new AtomicInteger(PARTIES);
    private final StoreListener listener;
    private final DamageAlarm alarm;
    private final Clock clock;
    private final AtomicReference<CompletableFuture<Boolean>> probe =
            new AtomicReference<>(CompletableFuture.completedFuture(true));
    private final boolean mended;

    /**
     * Reads what must be known. Nothing happens in the database before {@link #start}.
     *
     * @param given null for the limits that go with the settings
     * @param mended whether it is opened because it broke while it was open
     */
    OpenStore(
            Database database,
            Settings settings,
            @Nullable Limits given,
            StoreListener listener,
            Clock clock,
            DamageAlarm alarm,
            boolean mended,
            StoreMeters meters)
            throws Exception {
        this.database = database;
        this.mended = mended;
        this.listener = listener;
        this.clock = clock;
        this.alarm = alarm;
        this.book = Loading.read(new JdbcTemplate(database.forWriter()));
        long held =
                book.lanes().stream().mapToLong(lane -> Space.cost(lane.data())).sum();
        long maxBytes = settings.maxBytes() > 0 ? settings.maxBytes() : Space.automatic(database.directory(), held);
        Limits limits = given == null ? Limits.of(maxBytes) : given;
        this.space = new Space(maxBytes, held, System::nanoTime, this::onFullDisk);
        this.reserve = new Reserve(database.directory(), maxBytes);
        this.statements = new Statements(database.forWriter());
        BlockCache cache = new BlockCache(limits.cacheBytes());
        this.fetching = new Fetching(
                book, new JdbcTemplate(database.forReader()), cache, gates, database.directory(), alarm, this::probe);
        this.lister = new Lister(book, fetching);
        ring.taken(book.open().slot());
        book.segments().forEach(segment -> ring.taken(segment.slot()));
        JdbcTemplate forWriter = new JdbcTemplate(database.forWriter());
        SubmissionFilter filter = new SubmissionFilter();
        GroupCommit.Surroundings around = new GroupCommit.Surroundings(
                book,
                statements,
                new Submissions(forWriter, filter),
                new Exceptions(forWriter),
                new Blocks(forWriter, cache, gates),
                ring,
                limits,
                forWriter);
        JdbcTemplate forKeeper = new JdbcTemplate(database.forKeeper());
        this.tidying = new Keeper(
                book,
                inbox,
                space,
                reserve,
                new Tables(forKeeper, ring, statements, filter, gates, database.directory()),
                new Moving(book, new Blocks(forKeeper, cache, gates)),
                new Sweeping(book, new Exceptions(forKeeper), settings.keepDeliveredFor(), clock),
                new Retention(maxBytes, settings.keepDelivered(), settings.keepDeliveredFor()),
                limits,
                clock,
                alarm,
                this::probe);
        Writer work = new Writer(database, around, inbox, space, listener, clock, tidying::wake, alarm, meters);
        this.writer = thread("tocsin-queue-derby-writer", () -> {
            tellOfMending();
            work.run();
        });
        this.keeper = thread("tocsin-queue-derby-keeper", tidying);
    }

    /** From here on it writes. */
    void start() {
        if (!reserve.take()) {
            space.refuse(new StoreException(
                    "database " + database.directory() + ": cannot write, free space there: less than "
                            + (reserve.needed() >> 20) + " MiB are free",
                    true,
                    null));
        }
        writer.start();
        keeper.start();
    }

    /** Before everything else that the listener hears. */
    private void tellOfMending() {
        if (mended) {
            try {
                listener.mended(lanes());
            } catch (RuntimeException e) {
                LOG.error("TOCSIN-QUEUE-DERBY-011 the queue did not take note that the store was mended", e);
            }
        }
    }

    /** What is known by heart. */
    Known known() {
        return Known.of(book);
    }

    /** What was accepted can still be delivered on what the reserve leaves. */
    private void onFullDisk() {
        Reserve.release(database.directory());
        tidying.wake();
    }

    private Thread thread(String name, Runnable work) {
        Thread made = new Thread(() -> runAndLeave(work), name);
        made.setContextClassLoader(Statements.camelLoader());
        return made;
    }

    String identity() {
        return book.store().identity();
    }

    List<LaneRecord> lanes() {
        book.reading().lock();
        try {
            return book.lanes().stream()
                    .map(LaneBook::data)
                    .map(LaneData::toRecord)
                    .toList();
        } finally {
            book.reading().unlock();
        }
    }

    CompletionStage<Appended> append(Event event, @Nullable SubmissionId submission) {
        StoreException refusal = null;
        try {
            Space.checkForm(event);
        } catch (StoreException e) {
            return CompletableFuture.failedStage(e);
        }
        try {
            space.admit(Space.cost(event.body().size()));
        } catch (StoreException e) {
            if (submission == null) {
                return CompletableFuture.failedStage(e);
            }
            refusal = e; // if it is there already, that is the answer
        }
        return offer(new Operation.Append(event, submission, refusal, new CompletableFuture<>()))
                .done();
    }

    CompletionStage<Void> settle(Settlement settlement) {
        return offer(new Operation.Settle(settlement, new CompletableFuture<>()))
                .done();
    }

    CompletionStage<Changed> change(LaneChange change) {
        long admitted = 0;
        try {
            if (change instanceof LaneChange.Edit edit) {
                checkEdit(edit);
                long cost = edit.event().body().size();
                space.admit(cost);
                admitted = cost;
            }
        } catch (StoreException e) {
            return CompletableFuture.failedStage(e);
        }
        ChangeProgress progress = new ChangeProgress(change, book.store().lastOrder());
        return offer(new Operation.Change(progress, admitted, new CompletableFuture<>()))
                .done();
    }

    private static void checkEdit(LaneChange.Edit edit) throws StoreException {
        Space.checkForm(edit.event());
        if (!edit.event().lane().equals(edit.lane())) {
            throw new StoreException("the event is of lane " + edit.event().lane() + ", not of " + edit.lane(), null);
        }
    }

    List<StoredEvent> read(Lane lane, long after, int limit, long bytes) throws StoreException {
        LaneBook known = known(lane);
        return known == null ? List.of() : lister.waiting(known, after, limit, bytes);
    }

    List<EventRecord> list(EventFilter filter) throws StoreException {
        LaneBook known = known(filter.lane());
        return known == null ? List.of() : lister.list(known, filter.state(), filter.after(), filter.limit());
    }

    Optional<EventRecord> find(long order) throws StoreException {
        return lister.find(order);
    }

    void backup(Path target) throws StoreException {
        try (Connection connection = database.connection()) {
            new Backup(connection, clock).to(target);
        } catch (SQLException e) {
            throw failed(e);
        }
    }

    Inspection inspect() throws StoreException {
        try (Connection connection = database.connection()) {
            return new Examination(connection, false, gates).run();
        } catch (SQLException e) {
            throw failed(e);
        }
    }

    /** Somebody else than the writer has met a failure after which Derby may be gone; one probe at a time. */
    private void probe(Throwable why) {
        CompletableFuture<Boolean> last = Objects.requireNonNull(probe.get());
        CompletableFuture<Boolean> next = new CompletableFuture<>();
        if (last.isDone() && probe.compareAndSet(last, next)) {
            offer(new Operation.Probe(why, next));
        }
    }

    private StoreException failed(SQLException failure) {
        alarm.raiseOn(failure);
        return Failures.toStoreException(database.directory(), failure);
    }

    Space space() {
        return space;
    }

    boolean isAlive() {
        return writer.isAlive();
    }

    private @Nullable LaneBook known(Lane lane) {
        book.reading().lock();
        try {
            return book.lane(lane);
        } finally {
            book.reading().unlock();
        }
    }

    /** Commits what was taken in, then closes; a thread that hangs keeps the database and its lock until it ends. */
    @Override
    public void close() {
        tidying.close();
        inbox.close();
        ring.close();
        try {
            writer.join(END.toMillis());
            keeper.join(END.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        try {
            fetching.close();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (!leave()) {
            LOG.warn(
                    "TOCSIN-QUEUE-DERBY-003 database {}: the writer does not end, the disk hangs; in use until it does",
                    database.directory());
        }
    }

    private void runAndLeave(Runnable work) {
        try {
            work.run();
        } finally {
            leave();
        }
    }

    /** Whether it was the last one. */
    private boolean leave() {
        boolean last = parties.decrementAndGet() == 0;
        if (last) {
            try {
                statements.close();
            } finally {
                database.close();
            }
        }
        return last;
    }

    private <T extends Operation> T offer(T operation) {
        Inbox.Answer answer = inbox.offer(operation);
        if (answer != Inbox.Answer.TAKEN) {
            space.free(operation.admitted());
            operation.fail(
                    answer == Inbox.Answer.CLOSED
                            ? new StoreException("the store is closed", null)
                            : new StoreException("the disk is slower than the senders, try again in a second", null));
        }
        return operation;
    }
}
