// SPDX-License-Identifier: Apache-2.0
package org.tocsin.queue.derby;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.tocsin.api.Event;
import org.tocsin.api.SubmissionId;
import org.tocsin.api.store.Appended;
import org.tocsin.api.store.Changed;
import org.tocsin.api.store.Settlement;
import org.tocsin.api.store.StoreException;
import org.tocsin.api.store.StoredEvent;

/** What the writer is asked to commit, and whom it tells. */
sealed interface Operation {

    /** Whom the writer tells. */
    CompletableFuture<?> done();

    /** What it has taken of the space until it is committed. */
    default long admitted() {
        return 0;
    }

    default void fail(StoreException reason) {
        done().completeExceptionally(reason);
    }

    /**
     * Stores an event.
     *
     * @param refusal why there is no room for it; it is then stored only in the sense that it was before
     */
    record Append(
            Event event,
            @Nullable SubmissionId submission,
            @Nullable StoreException refusal,
            CompletableFuture<Appended> done)
            implements Operation {
        int size() {
            return event.body().size();
        }

        @Override
        public long admitted() {
            return refusal == null ? Space.cost(size()) : 0;
        }
    }

    /** Settles an event. */
    record Settle(Settlement settlement, CompletableFuture<Void> done) implements Operation {}

    /** Changes a lane, a part of it in each commit. */
    record Change(ChangeProgress progress, long admitted, CompletableFuture<Changed> done) implements Operation {}

    /** What the keeper asks for. Comes alone in its commit, or among others. */
    sealed interface Upkeep extends Operation {
        @Override
        CompletableFuture<Boolean> done();
    }

    /** Moves events that wait out of their segment. */
    record Park(List<Found> events, CompletableFuture<Boolean> done) implements Upkeep {}

    /** Takes all segments of a table out of the catalogue; true when none of them had an event that waits. */
    record Forget(int slot, CompletableFuture<Boolean> done) implements Upkeep {}

    /** Removes exceptions that nobody needs any more. */
    record Sweep(int lane, List<Long> orders, CompletableFuture<Boolean> done) implements Upkeep {}

    /** Seals the open segment; the next one begins in a table of its own. */
    record Seal(CompletableFuture<Boolean> done) implements Upkeep {}

    /** Looks into the table of that generation no more: what it holds is older than a day. */
    record Blind(int generation, CompletableFuture<Boolean> done) implements Upkeep {}

    /** Begins the next generation of submission ids; its table is empty. */
    record Turn(int generation, CompletableFuture<Boolean> done) implements Upkeep {}

    /** Somebody met a failure after which Derby may have stopped, or one of its connections, or a page is bad. */
    record Probe(Throwable why, CompletableFuture<Boolean> done) implements Upkeep {}

    /** An event with the id of its lane. */
    record Found(int lane, StoredEvent stored) {}
}
