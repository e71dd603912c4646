// SPDX-License-Identifier: Apache-2.0
package org.tocsin.queue.derby;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.tocsin.api.store.StoreException;
import org.tocsin.queue.derby.Lister.Content;
import org.tocsin.queue.derby.Lister.Spot;
import org.tocsin.queue.derby.Operation.Found;

/**
 * Gets what is not in memory, one read at a time on a thread of its own: the callers' threads may be interrupted at any
 * moment, and an interrupt inside Derby's file channels closes them under everybody.
 */
final class Fetching implements AutoCloseable {

    private static final long END_SECONDS = 1;

    /** A commit is in the database a moment before it is in the book; no longer than this. */
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private static final Duration PAUSE = Duration.ofMillis(1);

    /** Who reads is not kept for ever by a disk that hangs. */
    private static final Duration LONGEST_READ = Duration.ofSeconds(30);

    private final Book book;
    private final Blocks blocks;
    private final Exceptions exceptions;
    private final Path directory;
    private final DamageAlarm alarm;
    private final Consumer<Throwable> broken;
    private final JdbcTemplate sql;
    private final ExecutorService thread;

    /** @param broken to be told when Derby may have stopped */
    Fetching(
            Book book,
            JdbcTemplate sql,
            BlockCache cache,
            Gates gates,
            Path directory,
            DamageAlarm alarm,
            Consumer<Throwable> broken) {
        this.book = book;
        this.blocks = new Blocks(sql, cache, gates);
        this.exceptions = new Exceptions(sql);
        this.directory = directory;
        this.alarm = alarm;
        this.broken = broken;
        this.sql = sql;
        ThreadPoolExecutor one =
                new ThreadPoolExecutor(1, 1, 0, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), task -> {
                    Thread made = new Thread(task, "tocsin-queue-derby-reader");
                    made.setDaemon(true);
                    return made;
                });
        one.prestartCoreThread(); // how many threads the store has does not depend on what was read
        this.thread = one;
    }

    /** Tries until it comes to something; what never does is not where the book says, and somebody must look why. */
    <T> T untilFound(Callable<Optional<T>> look) throws StoreException {
        long end = System.nanoTime() + PATIENCE.toNanos();
        try {
            for (Optional<T> found = look.call(); ; found = look.call()) {
                if (found.isPresent()) {
                    return found.get();
                }
                if (System.nanoTime() - end > 0) {
                    throw new UnexplainedException(
                            "what is read is not where it was written",
                            () -> look.call().isPresent());
                }
                LockSupport.parkNanos(PAUSE.toNanos());
            }
        } catch (StoreException e) {
            throw e;
        } catch (Exception e) {
            tell(e);
            throw Failures.toStoreException(directory, e);
        }
    }

    /**
     * All of them, or null when one has gone.
     *
     * @param bytes the sum of their bodies from which on no more are wanted
     */
    @Nullable
    List<Content> fetch(List<Spot> spots, long bytes) throws StoreException {
        if (spots.stream().allMatch(spot -> spot.stored() != null)) {
            return resolve(spots, bytes);
        }
        return onThread(() -> resolve(spots, bytes));
    }

    /** Null when it has gone. */
    @Nullable
    Content fetch(Spot spot) throws StoreException {
        List<Content> found = fetch(List.of(spot), Long.MAX_VALUE);
        return found == null ? null : found.get(0);
    }

    private @Nullable List<Content> resolve(List<Spot> spots, long bytes) {
        List<Content> contents = new ArrayList<>(spots.size());
        long left = bytes;
        for (Spot spot : spots) {
            if (left <= 0) {
                break;
            }
            Content content = resolve(spot);
            if (content == null) {
                return null;
            }
            contents.add(content);
            left -= content.stored().event().body().size();
        }
        return contents;
    }

    private @Nullable Content resolve(Spot spot) {
        if (spot.stored() != null) {
            return new Content(spot.stored(), null);
        }
        Segment segment = spot.segment();
        if (segment == null) {
            Excepted exception = exceptions.read(spot.order());
            if (exception == null) {
                Pulse.check(sql);
            }
            return exception == null ? null : new Content(exception.stored(), exception.standing());
        }
        Found found = blocks.find(segment, spot.order());
        if (found == null && isStillThere(segment)) {
            throw new UnexplainedException(
                    "event " + spot.order() + " is not in its block of segment " + segment.id(),
                    () -> blocks.find(segment, spot.order()) != null || !isStillThere(segment));
        }
        return found == null ? null : new Content(found.stored(), null);
    }

    private boolean isStillThere(Segment segment) {
        book.reading().lock();
        try {
            return book.segments().contains(segment);
        } finally {
            book.reading().unlock();
        }
    }

    /** Runs something on the thread that may touch the disk. */
    <T> T onThread(Callable<T> task) throws StoreException {
        Future<T> read = submit(task);
        try {
            return read.get(LONGEST_READ.toSeconds(), TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            read.cancel(false);
            throw new StoreException("the disk did not answer a read for " + LONGEST_READ.toSeconds() + " s", e);
        } catch (ExecutionException e) {
            tell(e);
            throw e.getCause() instanceof StoreException reason ? reason : Failures.toStoreException(directory, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StoreException("interrupted while reading", e);
        }
    }

    private void tell(Exception failure) {
        alarm.raiseOn(failure);
        if (Failures.isFatal(failure)) {
            broken.accept(failure);
        }
    }

    private <T> Future<T> submit(Callable<T> task) throws StoreException {
        try {
            return thread.submit(task);
        } catch (RejectedExecutionException e) {
            throw new StoreException("the store is closed", e);
        }
    }

    @Override
    public void close() throws InterruptedException {
        thread.shutdown();
        thread.awaitTermination(END_SECONDS, TimeUnit.SECONDS);
    }
}
