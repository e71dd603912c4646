// SPDX-License-Identifier: Apache-2.0
package org.tocsin.queue.derby.crash;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.tocsin.api.Event;
import org.tocsin.api.EventFilter;
import org.tocsin.api.EventRecord;
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

/** A store that promises a settlement before it is durable: what a test of crashes must find out. */
final class Hasty implements EventStore {

    private final EventStore honest;

    Hasty(EventStore honest) {
        this.honest = honest;
    }

    @Override
    public CompletionStage<Void> settle(Settlement settlement) {
        CompletionStage<Void> later = honest.settle(settlement);
        return later.toCompletableFuture().isCompletedExceptionally() ? later : CompletableFuture.completedStage(null);
    }

    @Override
    public List<LaneRecord> open(StoreListener listener) throws StoreException {
        return honest.open(listener);
    }

    @Override
    public void close() {
        honest.close();
    }

    @Override
    public String identity() {
        return honest.identity();
    }

    @Override
    public CompletionStage<Appended> append(Event event, @Nullable SubmissionId submission) {
        return honest.append(event, submission);
    }

    @Override
    public CompletionStage<Changed> change(LaneChange change) {
        return honest.change(change);
    }

    @Override
    public List<StoredEvent> read(Lane lane, long after, int limit) throws StoreException {
        return honest.read(lane, after, limit);
    }

    @Override
    public List<EventRecord> list(EventFilter filter) throws StoreException {
        return honest.list(filter);
    }

    @Override
    public Optional<EventRecord> find(long order) throws StoreException {
        return honest.find(order);
    }

    @Override
    public StoreUse use() {
        return honest.use();
    }

    @Override
    public void backup(Path directory) throws StoreException {
        honest.backup(directory);
    }

    @Override
    public Inspection inspect() throws StoreException {
        return honest.inspect();
    }
}
