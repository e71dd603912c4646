// SPDX-License-Identifier: Apache-2.0
package org.tocsin.queue;

import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;
import org.tocsin.api.Event;
import org.tocsin.api.EventFilter;
import org.tocsin.api.EventRecord;
import org.tocsin.api.Inspection;
import org.tocsin.api.Lane;
import org.tocsin.api.QueueControl;
import org.tocsin.api.QueueRefusedException;
import org.tocsin.api.store.Changed;
import org.tocsin.api.store.EventStore;
import org.tocsin.api.store.LaneChange;
import org.tocsin.api.store.StoreException;

/** A person's hand on the queue: what is read comes from the store, what is changed goes through the lane's gate. */
final class StoreControl implements QueueControl {

    private interface Question<T> {
        T ask() throws StoreException;
    }

    private final EventStore store;
    private final Dispatcher dispatcher;
    private final String identity;

    StoreControl(EventStore store, Dispatcher dispatcher) {
        this.store = store;
        this.dispatcher = dispatcher;
        this.identity = store.identity();
    }

    @Override
    public List<EventRecord> list(EventFilter filter) throws QueueRefusedException {
        return ask(() -> store.list(filter));
    }

    @Override
    public Optional<EventRecord> find(long order) throws QueueRefusedException {
        return ask(() -> store.find(order));
    }

    @Override
    public Optional<Long> order(String key) {
        return ReceiptKey.order(identity, key);
    }

    @Override
    public String key(long order) {
        return ReceiptKey.of(identity, order);
    }

    @Override
    public CompletionStage<Integer> retry(Lane lane, Set<Long> orders) {
        return count(lane, inFlight -> new LaneChange.Requeue(lane, orders));
    }

    @Override
    public CompletionStage<Integer> drop(Lane lane, Set<Long> orders, String reason) {
        Set<Long> wanted = new HashSet<>(orders);
        return count(lane, inFlight -> {
            wanted.remove(inFlight);
            return new LaneChange.Drop(lane, wanted, reason);
        });
    }

    @Override
    public CompletionStage<Integer> purge(Lane lane, Set<Long> orders) {
        return count(lane, inFlight -> new LaneChange.Purge(lane, orders));
    }

    @Override
    public CompletionStage<Integer> edit(long order, Event event) {
        return count(event.lane(), inFlight -> new LaneChange.Edit(event.lane(), order, event));
    }

    @Override
    public CompletionStage<Void> hold(Lane lane, boolean held) {
        return count(lane, inFlight -> new LaneChange.Hold(lane, held)).thenApply(StoreControl::nothing);
    }

    @Override
    public void backup(Path directory) throws QueueRefusedException {
        ask(() -> {
            store.backup(directory);
            return directory;
        });
    }

    @Override
    public Inspection inspect() throws QueueRefusedException {
        return ask(store::inspect);
    }

    /** @param change made from the order number of the event in flight, 0 when there is none */
    private CompletionStage<Integer> count(Lane lane, LongFunction<LaneChange> change) {
        return dispatcher
                .change(lane, change)
                .thenApply(Changed::events)
                .exceptionallyCompose(failure -> CompletableFuture.failedStage(Refusals.of(Settler.cause(failure))));
    }

    private static @Nullable Void nothing(int count) {
        return null;
    }

    private static <T> T ask(Question<T> question) throws QueueRefusedException {
        try {
            return question.ask();
        } catch (StoreException | RuntimeException e) {
            throw Refusals.of(e);
        }
    }
}
