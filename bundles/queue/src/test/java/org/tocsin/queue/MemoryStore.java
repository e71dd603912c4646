// SPDX-License-Identifier: Apache-2.0
package org.tocsin.queue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.tocsin.api.Event;
import org.tocsin.api.EventFilter;
import org.tocsin.api.EventRecord;
import org.tocsin.api.EventState;
import org.tocsin.api.Inspection;
import org.tocsin.api.Lane;
import org.tocsin.api.SubmissionId;
import org.tocsin.api.store.Appended;
import org.tocsin.api.store.Changed;
import org.tocsin.api.store.EventStore;
import org.tocsin.api.store.LaneChange;
import org.tocsin.api.store.LaneRecord;
import org.tocsin.api.store.Settlement;
import org.tocsin.api.store.StoreException;
import org.tocsin.api.store.StoreListener;
import org.tocsin.api.store.StoreUse;
import org.tocsin.api.store.StoredEvent;

/**
 * An engine for tests: keeps the contract, except that its disk is memory. Commits run on the executor that it is given,
 * so a test can hold them; a new store on the same disk is a restart, and what was not committed is lost as in a crash.
 */
final class MemoryStore implements EventStore {

    private static final Duration REMEMBERED = Duration.ofHours(24);

    private record Submitted(Lane lane, SubmissionId id) {}

    private record Answered(Appended first, Instant at) {}

    /** What survives. */
    static final class Disk {
        private final Map<Lane, MemoryShelf> lanes = new HashMap<>();
        private final Map<Submitted, Answered> submissions = new HashMap<>();
        private long lastOrder;

        synchronized List<LaneRecord> records() {
            return lanes.values().stream().map(MemoryShelf::record).toList();
        }

        private MemoryShelf shelf(Lane lane) {
            return lanes.computeIfAbsent(lane, MemoryShelf::new);
        }

        private long live() {
            return lanes.values().stream().mapToLong(MemoryShelf::live).sum();
        }
    }

    private record Pending(Supplier<Runnable> commit, CompletableFuture<?> done) {}

    private final Disk disk;
    private final Executor writer;
    private final Clock clock;
    private final long maxBytes;
    private final ArrayDeque<Pending> pending = new ArrayDeque<>();
    private final List<StoredEvent> appended = new ArrayList<>();
    private @Nullable StoreListener listener;
    private boolean closed;
    private boolean broken;
    private boolean damaged;
    private long underWay;
    private int reads;

    /** @param maxBytes 0 means no limit */
    MemoryStore(Disk disk, Executor writer, Clock clock, long maxBytes) {
        this.disk = disk;
        this.writer = writer;
        this.clock = clock;
        this.maxBytes = maxBytes == 0 ? Long.MAX_VALUE : maxBytes;
    }

    /** From now on commits fail, or work again. */
    synchronized void breakCommits(boolean now) {
        broken = now;
    }

    /** The next commit finds that events are gone. */
    synchronized void damage() {
        damaged = true;
    }

    synchronized int reads() {
        return reads;
    }

    @Override
    public synchronized void close() {
        closed = true;
    }

    @Override
    public synchronized List<LaneRecord> open(StoreListener commits) throws StoreException {
        if (listener != null && !closed) {
            throw new StoreException("open already", null);
        }
        closed = false;
        listener = commits;
        return disk.records();
    }

    @Override
    public String identity() {
        return "0123456789abcdef";
    }

    @Override
    public synchronized CompletionStage<Appended> append(Event event, @Nullable SubmissionId submission) {
        long cost = MemoryShelf.cost(event);
        if (maxBytes < Long.MAX_VALUE && disk.live() + underWay + cost > maxBytes) {
            return CompletableFuture.failedStage(
                    new StoreException("holds " + maxBytes + " bytes, is full", true, null));
        }
        CompletableFuture<Appended> done = new CompletableFuture<>();
        underWay += cost;
        submit(done, () -> {
            Appended result = store(event, submission);
            return () -> done.complete(result);
        });
        return done.whenComplete((any, failure) -> landed(cost));
    }

    @Override
    public synchronized CompletionStage<Void> settle(Settlement settlement) {
        CompletableFuture<Void> done = new CompletableFuture<>();
        submit(done, () -> {
            disk.shelf(settlement.lane()).settle(settlement, clock.instant());
            return () -> done.complete(null);
        });
        return done;
    }

    @Override
    public synchronized CompletionStage<Changed> change(LaneChange change) {
        CompletableFuture<Changed> done = new CompletableFuture<>();
        submit(done, () -> {
            int met = apply(change);
            // not before the whole commit is there
            return () -> done.complete(new Changed(met, record(change.lane())));
        });
        return done;
    }

    @Override
    public synchronized List<StoredEvent> read(Lane lane, long after, int limit) throws StoreException {
        requireOpen();
        reads++;
        return shelf(lane).list(EventState.WAITING, after, limit).stream()
                .map(record -> new StoredEvent(record.order(), record.event(), record.accepted()))
                .toList();
    }

    @Override
    public synchronized List<EventRecord> list(EventFilter filter) throws StoreException {
        requireOpen();
        return shelf(filter.lane()).list(filter.state(), filter.after(), filter.limit());
    }

    @Override
    public synchronized Optional<EventRecord> find(long order) throws StoreException {
        requireOpen();
        return disk.lanes.values().stream()
                .map(shelf -> shelf.find(order))
                .filter(found -> found != null)
                .findFirst();
    }

    @Override
    public synchronized StoreUse use() {
        return new StoreUse(disk.live(), maxBytes);
    }

    @Override
    public synchronized void backup(Path directory) throws StoreException {
        requireOpen();
        try {
            Files.createDirectory(directory);
            Files.writeString(directory.resolve("lanes"), disk.records().toString());
        } catch (IOException e) {
            throw new StoreException("backup: " + directory + " is there already or cannot be made", e);
        }
    }

    @Override
    public synchronized Inspection inspect() throws StoreException {
        requireOpen();
        return new Inspection(
                disk.lanes.values().stream().mapToInt(MemoryShelf::count).sum(), List.of());
    }

    private Appended store(Event event, @Nullable SubmissionId submission) {
        Instant now = clock.instant();
        Submitted name = submission == null ? null : new Submitted(event.lane(), submission);
        Answered known = name == null ? null : disk.submissions.get(name);
        if (known != null && now.isBefore(known.at.plus(REMEMBERED))) {
            return new Appended(known.first.order(), known.first.dedupKey(), true);
        }
        StoredEvent stored = new StoredEvent(++disk.lastOrder, event, now);
        disk.shelf(event.lane()).add(stored);
        appended.add(stored);
        Appended first = new Appended(stored.order(), event.dedupKey(), false);
        if (name != null) {
            disk.submissions.put(name, new Answered(first, now));
        }
        return first;
    }

    private int apply(LaneChange change) {
        MemoryShelf shelf = change instanceof LaneChange.Hold ? disk.shelf(change.lane()) : shelf(change.lane());
        if (change instanceof LaneChange.Requeue requeue) {
            return shelf.requeue(requeue.orders(), clock.instant());
        }
        if (change instanceof LaneChange.Drop drop) {
            return shelf.drop(drop.orders(), drop.reason(), clock.instant());
        }
        if (change instanceof LaneChange.Purge purge) {
            return shelf.purge(purge.orders());
        }
        if (change instanceof LaneChange.Edit edit) {
            return shelf.edit(edit.order(), edit.event());
        }
        shelf.hold(((LaneChange.Hold) change).held());
        return 0;
    }

    private MemoryShelf shelf(Lane lane) {
        return disk.lanes.getOrDefault(lane, new MemoryShelf(lane));
    }

    private synchronized LaneRecord record(Lane lane) {
        return shelf(lane).record();
    }

    private void requireOpen() throws StoreException {
        if (closed) {
            throw new StoreException("closed", null);
        }
    }

    private void submit(CompletableFuture<?> done, Supplier<Runnable> commit) {
        if (closed) {
            done.completeExceptionally(new StoreException("closed", null));
            return;
        }
        pending.add(new Pending(commit, done));
        writer.execute(this::commit);
    }

    private synchronized void landed(long cost) {
        underWay -= cost;
    }

    /** Commits all that has gathered, as one. */
    private void commit() {
        List<Runnable> told = new ArrayList<>();
        List<StoredEvent> news = new ArrayList<>();
        List<LaneRecord> mended = new ArrayList<>();
        StoreListener heard;
        synchronized (this) {
            heard = listener;
            if (damaged) {
                damaged = false;
                disk.lanes.values().forEach(MemoryShelf::damage);
                mended.addAll(disk.records());
            }
            boolean fails = broken || closed;
            for (Pending next = pending.poll(); next != null; next = pending.poll()) {
                CompletableFuture<?> done = next.done;
                told.add(
                        fails
                                ? () -> done.completeExceptionally(new StoreException("the commit failed", null))
                                : next.commit.get());
            }
            news.addAll(appended);
            appended.clear();
        }
        if (heard != null && !mended.isEmpty()) {
            heard.mended(mended);
        }
        if (heard != null && !news.isEmpty()) {
            heard.committed(news);
        }
        told.forEach(Runnable::run);
    }
}
