// SPDX-License-Identifier: Apache-2.0
package org.tocsin.queue;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
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

/** The store, and whether it has done lately what it is for. */
final class WatchedStore implements EventStore {

    /**
     * What the store failed with last.
     *
     * @param reason its words
     * @param full whether space is all that is missing
     */
    record Trouble(String reason, boolean full) {}

    private interface Reading<T> {
        T read() throws StoreException;
    }

    private final EventStore store;
    private volatile @Nullable Trouble trouble;

    WatchedStore(EventStore store) {
        this.store = store;
    }

    /** Null when the last commit went well. */
    @Nullable
    Trouble trouble() {
        return trouble;
    }

    @Override
    public List<LaneRecord> open(StoreListener listener) throws StoreException {
        return store.open(listener);
    }

    @Override
    public void close() {
        store.close();
    }

    @Override
    public String identity() {
        return store.identity();
    }

    @Override
    public CompletionStage<Appended> append(Event event, @Nullable SubmissionId submission) {
        return watched(() -> store.append(event, submission), true);
    }

    @Override
    public CompletionStage<Void> settle(Settlement settlement) {
        return watched(() -> store.settle(settlement), false);
    }

    @Override
    public CompletionStage<Changed> change(LaneChange change) {
        return watched(() -> store.change(change), false);
    }

    @Override
    public List<StoredEvent> read(Lane lane, long after, int limit) throws StoreException {
        return watched(() -> store.read(lane, after, limit));
    }

    @Override
    public List<StoredEvent> read(Lane lane, long after, int limit, long bytes) throws StoreException {
        return watched(() -> store.read(lane, after, limit, bytes));
    }

    @Override
    public List<EventRecord> list(EventFilter filter) throws StoreException {
        return watched(() -> store.list(filter));
    }

    @Override
    public Optional<EventRecord> find(long order) throws StoreException {
        return watched(() -> store.find(order));
    }

    @Override
    public StoreUse use() {
        return store.use();
    }

    @Override
    public void backup(Path directory) throws StoreException {
        store.backup(directory);
    }

    @Override
    public Inspection inspect() throws StoreException {
        return store.inspect();
    }

    /** @param takesRoom whether its success says that there is room again */
    private <T> CompletionStage<T> watched(Supplier<CompletionStage<T>> commit, boolean takesRoom) {
        return Settler.call(commit).whenComplete((done, failure) -> {
            if (failure != null) {
                failed(Settler.cause(failure));
            } else {
                committed(takesRoom);
            }
        });
    }

    /** A read that goes well does not tell that commits do. */
    private <T> T watched(Reading<T> reading) throws StoreException {
        try {
            return reading.read();
        } catch (StoreException | RuntimeException e) {
            failed(e);
            throw e;
        }
    }

    private void committed(boolean takesRoom) {
        Trouble now = trouble;
        if (now != null && (takesRoom || !now.full)) {
            trouble = null;
        }
    }

    private void failed(Throwable cause) {
        String message = cause instanceof StoreException ? cause.getMessage() : null;
        boolean full = cause instanceof StoreException problem && problem.full();
        trouble = new Trouble(message == null ? cause.toString() : message, full);
    }
}
