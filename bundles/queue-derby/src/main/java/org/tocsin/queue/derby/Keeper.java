// SPDX-License-Identifier: Apache-2.0
package org.tocsin.queue.derby;

import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tocsin.api.store.StoreException;
import org.tocsin.queue.derby.Operation.Blind;
import org.tocsin.queue.derby.Operation.Forget;
import org.tocsin.queue.derby.Operation.Park;
import org.tocsin.queue.derby.Operation.Seal;
import org.tocsin.queue.derby.Operation.Sweep;
import org.tocsin.queue.derby.Operation.Turn;
import org.tocsin.queue.derby.Operation.Upkeep;
import org.tocsin.queue.derby.format.StoreData;

/**
 * The thread that makes and empties tables ahead of the writer's need, and lets go what need not be kept. It asks the
 * writer for every change of the catalogue, and waits for it with no transaction of its own open, so neither ever waits
 * for a lock of the other for longer than one statement. Each step can be the last: what the next start finds is whole,
 * and the tables that the catalogue does not name are emptied then.
 */
final class Keeper implements Runnable {

    private static final Logger LOG = LoggerFactory.getLogger(Keeper.class);

    /** The open segment is sealed by age so many times in the time for which delivered events are kept. */
    private static final int SEALS = 7;

    /** How often it is looked whether a full disk has room again. */
    private static final Duration BETWEEN_TRIES = Duration.ofMillis(250);

    private final Book book;
    private final Inbox inbox;
    private final Space space;
    private final Reserve reserve;
    private final Tables tables;
    private final Moving moving;
    private final Sweeping sweeping;
    private final Retention retention;
    private final Limits limits;
    private final Clock clock;
    private final DamageAlarm alarm;
    private final Consumer<Throwable> broken;
    private final Semaphore wakes = new Semaphore(0);
    private volatile boolean closed;
    private boolean troubled;

    /** @param broken to be told when Derby may have stopped */
    Keeper(
            Book book,
            Inbox inbox,
            Space space,
            Reserve reserve,
            Tables tables,
            Moving moving,
            Sweeping sweeping,
            Retention retention,
            Limits limits,
            Clock clock,
            DamageAlarm alarm,
            Consumer<Throwable> broken) {
        this.book = book;
        this.inbox = inbox;
        this.space = space;
        this.reserve = reserve;
        this.tables = tables;
        this.moving = moving;
        this.sweeping = sweeping;
        this.retention = retention;
        this.limits = limits;
        this.clock = clock;
        this.alarm = alarm;
        this.broken = broken;
    }

    @Override
    public void run() {
        while (!closed) {
            try {
                tidy();
                Duration pause = space.isScarce() ? BETWEEN_TRIES : limits.tick();
                if (wakes.tryAcquire(pause.toMillis(), TimeUnit.MILLISECONDS)) {
                    wakes.drainPermits();
                }
            } catch (InterruptedException e) {
                LOG.debug("interrupted, as Derby does to all when it stops; goes on", e);
            }
        }
    }

    void wake() {
        wakes.release();
    }

    void close() {
        closed = true;
        wake();
    }

    private void tidy() throws InterruptedException {
        try {
            if (reserve.take()) {
                space.plenty();
            }
            space.look(reserve.free(), reserve.needed());
            boolean scarce = space.isScarce();
            if (!scarce) {
                tables.prepare();
                tables.learnSubmissions();
                turnSubmissions();
                sealByAge();
            }
            for (int slot : retention.toForget(book, clock.millis(), scarce)) {
                forget(slot);
            }
            if (!scarce) {
                clear();
                sweep();
            }
            troubled = false;
        } catch (StoreException | RuntimeException e) {
            alarm.raiseOn(e);
            if (Failures.isFatal(e)) {
                broken.accept(e);
            }
            String text = Failures.text(e);
            if (closed) {
                LOG.debug("the keeper was closed in its work: {}", text);
            } else if (troubled) {
                LOG.debug("still: {}", text);
            } else {
                LOG.warn("TOCSIN-QUEUE-DERBY-006 delivered events cannot be cleared away, is tried again: {}", text);
            }
            troubled = true;
        }
    }

    private boolean forget(int slot) throws StoreException, InterruptedException {
        boolean gone = !closed && ask(done -> new Forget(slot, done));
        if (gone) {
            tables.forgotten(slot);
        }
        return gone;
    }

    /** Moves what waits out of tables of which little waits, until that is enough. */
    private void clear() throws StoreException, InterruptedException {
        Optional<Retention.Table> table = retention.toClear(book, limits.tableBytes());
        while (table.isPresent() && !closed) {
            for (Segment segment : table.get().segments()) {
                for (List<Operation.Found> part = moving.next(segment); !part.isEmpty(); part = moving.next(segment)) {
                    List<Operation.Found> events = part;
                    ask(done -> new Park(events, done));
                }
            }
            if (!forget(table.get().slot())) {
                return;
            }
            table = retention.toClear(book, limits.tableBytes());
        }
    }

    private void sweep() throws StoreException, InterruptedException {
        for (Optional<Sweeping.Part> part = sweeping.next(); part.isPresent() && !closed; part = sweeping.next()) {
            Sweeping.Part found = part.get();
            ask(done -> new Sweep(found.lane(), found.orders(), done));
        }
    }

    private void turnSubmissions() throws StoreException, InterruptedException {
        StoreData store = book.store();
        boolean over = tables.submissions(store.generation()) >= limits.submissions();
        if (over || clock.millis() - store.generationSince() >= Submissions.KEPT.toMillis()) {
            int next = store.generation() + 1;
            ask(done -> new Blind(next, done));
            tables.emptySubmissions(next);
            ask(done -> new Turn(next, done));
        }
    }

    private void sealByAge() throws StoreException, InterruptedException {
        long oldest;
        book.reading().lock();
        try {
            oldest = book.open().oldest();
        } finally {
            book.reading().unlock();
        }
        Duration age = retention.keepDeliveredFor().dividedBy(SEALS);
        if (oldest != Long.MAX_VALUE && clock.millis() - oldest > age.toMillis()) {
            ask(Seal::new);
        }
    }

    /** Waits for the writer's answer, whatever happens to this thread: it must know what was done. */
    private boolean ask(Function<CompletableFuture<Boolean>, Upkeep> what) throws StoreException {
        CompletableFuture<Boolean> done = new CompletableFuture<>();
        if (inbox.offer(what.apply(done)) != Inbox.Answer.TAKEN) {
            throw new StoreException("the store is closed", null);
        }
        try {
            return done.join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof StoreException reason
                    ? reason
                    : new StoreException(Failures.text(e), e.getCause());
        }
    }
}
