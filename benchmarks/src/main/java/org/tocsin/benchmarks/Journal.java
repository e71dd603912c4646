// SPDX-License-Identifier: Apache-2.0
package org.tocsin.benchmarks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.tocsin.api.Event;
import org.tocsin.api.store.Appended;
import org.tocsin.api.store.StoreListener;
import org.tocsin.api.store.StoredEvent;

/**
 * The least that can be done for durability: one file, to whose end one writer puts what has gathered, each event with its
 * order number and a CRC32C, and syncs once for all of it. It can be neither read by lane, nor settled, nor emptied.
 */
final class Journal implements Front {

    private static final int MAX_GROUP = 2_000;

    private record Waiting(Event event, CompletableFuture<Appended> stage) {}

    private final JournalFile file;
    private final StoreListener listener;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Thread writer = new Thread(this::write, "journal-writer");
    private List<Waiting> inbox = new ArrayList<>();
    private boolean closed;
    private long order;

    private Journal(JournalFile file, StoreListener listener) {
        this.file = file;
        this.listener = listener;
    }

    /** Makes the file, in a directory that is there. */
    static Journal open(Path directory, StoreListener listener) throws IOException {
        Journal journal = new Journal(JournalFile.create(directory.resolve("journal")), listener);
        journal.writer.start();
        return journal;
    }

    @Override
    public CompletionStage<Appended> append(Event event) {
        Waiting waiting = new Waiting(event, new CompletableFuture<>());
        lock.lock();
        try {
            if (closed || inbox.size() > WINDOW) {
                return CompletableFuture.failedStage(new IOException(closed ? "closed" : "too much at once"));
            }
            inbox.add(waiting);
            changed.signal();
        } finally {
            lock.unlock();
        }
        return waiting.stage;
    }

    @Override
    public void close() throws IOException, InterruptedException {
        lock.lock();
        try {
            closed = true;
            changed.signal();
        } finally {
            lock.unlock();
        }
        writer.join();
        file.close();
    }

    private void write() {
        try {
            for (List<Waiting> all = take(); !all.isEmpty(); all = take()) {
                for (int from = 0; from < all.size(); from += MAX_GROUP) {
                    commit(all, from, Math.min(all.size(), from + MAX_GROUP));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e); // the benchmark sees its stages wait, and this on its output
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private List<Waiting> take() throws InterruptedException {
        lock.lock();
        try {
            while (inbox.isEmpty() && !closed) {
                changed.await();
            }
            List<Waiting> taken = inbox;
            inbox = new ArrayList<>();
            return taken;
        } finally {
            lock.unlock();
        }
    }

    private void commit(List<Waiting> all, int from, int to) throws IOException {
        Instant now = Instant.now();
        List<StoredEvent> stored = new ArrayList<>(to - from);
        for (int i = from; i < to; i++) {
            StoredEvent event = new StoredEvent(++order, all.get(i).event, now);
            file.put(event);
            stored.add(event);
        }
        file.sync();
        listener.committed(stored);
        for (int i = from; i < to; i++) {
            Waiting waiting = all.get(i);
            waiting.stage.complete(new Appended(stored.get(i - from).order(), waiting.event.dedupKey(), false));
        }
    }
}
