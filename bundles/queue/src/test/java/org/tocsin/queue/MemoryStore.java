// SPDX-License-Identifier: Apache-2.0
package org.tocsin.queue;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import org.tocsin.api.Event;
import org.tocsin.api.Lane;
import org.tocsin.api.store.EventStore;
import org.tocsin.api.store.LaneRecord;
import org.tocsin.api.store.Settlement;
import org.tocsin.api.store.Settlement.Result;
import org.tocsin.api.store.StoreException;
import org.tocsin.api.store.StoredEvent;

/**
 * An engine for tests: keeps the contract, except that its disk is memory. Commits run on the executor that it is given,
 * so a test can hold them; a new store on the same disk is a restart, and what was not committed is lost as in a crash.
 */
final class MemoryStore implements EventStore {

    /** What survives. */
    static final class Disk {
        private final Map<Lane, Shelf> lanes = new HashMap<>();
        private long lastOrder;

        synchronized List<LaneRecord> records() {
            return lanes.entrySet().stream()
                    .map(entry -> entry.getValue().record(entry.getKey()))
                    .toList();
        }

        private Shelf shelf(Lane lane) {
            return lanes.computeIfAbsent(lane, any -> new Shelf());
        }

        private long waitingBytes() {
            return records().stream().mapToLong(LaneRecord::waitingBytes).sum();
        }
    }

    private static final class Shelf {
        private final NavigableMap<Long, StoredEvent> waiting = new TreeMap<>();
        private final NavigableMap<Long, StoredEvent> dead = new TreeMap<>();
        private long delivered;

        private LaneRecord record(Lane lane) {
            long bytes = waiting.values().stream()
                    .mapToLong(stored -> stored.event().body().size())
                    .sum();
            return new LaneRecord(lane, waiting.size(), bytes, delivered, dead.size());
        }
    }

    private record Pending(Runnable commit, CompletableFuture<?> done) {}

    private final Disk disk;
    private final Executor writer;
    private final long maxBytes;
    private final ArrayDeque<Pending> pending = new ArrayDeque<>();
    private final List<StoredEvent> appended = new ArrayList<>();
    private final List<Runnable> answers = new ArrayList<>();
    private @Nullable CommitListener listener;
    private boolean closed;
    private boolean broken;
    private long admitted;
    private int reads;

    MemoryStore(Disk disk, Executor writer, long maxBytes) {
        this.disk = disk;
        this.writer = writer;
        this.maxBytes = maxBytes;
    }

    /** From now on commits fail, or work again. */
    synchronized void breakCommits(boolean now) {
        broken = now;
    }

    synchronized int reads() {
        return reads;
    }

    @Override
    public synchronized void close() {
        closed = true;
    }

    @Override
    public synchronized List<LaneRecord> open(CommitListener commits) throws StoreException {
        if (listener != null && !closed) {
            throw new StoreException("open already", null);
        }
        closed = false;
        listener = commits;
        admitted = disk.waitingBytes();
        return disk.records();
    }

    @Override
    public String identity() {
        return "0123456789abcdef";
    }

    @Override
    public synchronized CompletionStage<StoredEvent> append(Event event) {
        CompletableFuture<StoredEvent> done = new CompletableFuture<>();
        int size = event.body().size();
        if (maxBytes > 0 && admitted + size > maxBytes) {
            done.completeExceptionally(new StoreException("holds " + maxBytes + " bytes, is full", true, null));
            return done;
        }
        admitted += size;
        submit(done, () -> {
            StoredEvent stored = new StoredEvent(++disk.lastOrder, event, Instant.EPOCH.plusSeconds(disk.lastOrder));
            disk.shelf(event.lane()).waiting.put(stored.order(), stored);
            appended.add(stored);
            answers.add(() -> done.complete(stored));
        });
        done.exceptionally(failure -> {
            giveBack(size);
            return null;
        });
        return done;
    }

    @Override
    public synchronized CompletionStage<Void> settle(Settlement settlement) {
        CompletableFuture<Void> done = new CompletableFuture<>();
        submit(done, () -> {
            Shelf shelf = disk.shelf(settlement.lane());
            StoredEvent head = shelf.waiting.remove(settlement.order());
            if (head != null) {
                giveBack(head.event().body().size());
                if (settlement.result() == Result.DEAD) {
                    shelf.dead.put(head.order(), head);
                } else {
                    shelf.delivered++;
                }
            }
            answers.add(() -> done.complete(null));
        });
        return done;
    }

    @Override
    public synchronized CompletionStage<Integer> requeue(Lane lane) {
        CompletableFuture<Integer> done = new CompletableFuture<>();
        submit(done, () -> {
            Shelf shelf = disk.lanes.getOrDefault(lane, new Shelf());
            int count = shelf.dead.size();
            shelf.dead.values().forEach(dead -> admitted += dead.event().body().size());
            shelf.waiting.putAll(shelf.dead);
            shelf.dead.clear();
            answers.add(() -> done.complete(count));
        });
        return done;
    }

    @Override
    public synchronized List<StoredEvent> read(Lane lane, long after, int limit) throws StoreException {
        if (closed) {
            throw new StoreException("closed", null);
        }
        reads++;
        Shelf shelf = disk.lanes.getOrDefault(lane, new Shelf());
        return shelf.waiting.tailMap(after, false).values().stream()
                .limit(limit)
                .toList();
    }

    private void submit(CompletableFuture<?> done, Runnable commit) {
        if (closed) {
            done.completeExceptionally(new StoreException("closed", null));
            return;
        }
        pending.add(new Pending(commit, done));
        writer.execute(this::commit);
    }

    private synchronized void giveBack(int size) {
        admitted -= size;
    }

    /** Commits all that has gathered, as one. */
    private void commit() {
        List<Runnable> told = new ArrayList<>();
        List<StoredEvent> news = new ArrayList<>();
        CommitListener heard;
        synchronized (this) {
            heard = listener;
            boolean fails = broken || closed;
            for (Pending next = pending.poll(); next != null; next = pending.poll()) {
                CompletableFuture<?> done = next.done;
                if (fails) {
                    told.add(() -> done.completeExceptionally(new StoreException("the commit failed", null)));
                } else {
                    next.commit.run();
                }
            }
            told.addAll(answers);
            answers.clear();
            news.addAll(appended);
            appended.clear();
        }
        if (heard != null && !news.isEmpty()) {
            heard.committed(news);
        }
        told.forEach(Runnable::run);
    }
}
