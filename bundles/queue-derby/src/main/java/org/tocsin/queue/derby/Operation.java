// SPDX-License-Identifier: Apache-2.0
package org.tocsin.queue.derby;

import java.util.concurrent.CompletableFuture;
import org.tocsin.api.Event;
import org.tocsin.api.Lane;
import org.tocsin.api.store.Settlement;
import org.tocsin.api.store.StoreException;
import org.tocsin.api.store.StoredEvent;

/** What the writer is asked to commit, and whom it tells. */
sealed interface Operation {

    /** Whom the writer tells. */
    CompletableFuture<?> done();

    default void fail(StoreException reason) {
        done().completeExceptionally(reason);
    }

    record Append(Event event, CompletableFuture<StoredEvent> done) implements Operation {
        int size() {
            return event.body().size();
        }
    }

    record Settle(Settlement settlement, CompletableFuture<Void> done) implements Operation {}

    record Requeue(Lane lane, CompletableFuture<Integer> done) implements Operation {}
}
