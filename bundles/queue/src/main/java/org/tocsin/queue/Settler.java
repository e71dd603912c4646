// SPDX-License-Identifier: Apache-2.0
package org.tocsin.queue;

import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tocsin.api.Backoff;
import org.tocsin.api.store.EventStore;
import org.tocsin.api.store.Settlement;

/**
 * Has settlements committed. One that fails is tried again for as long as the agent runs: its lane stands still
 * meanwhile, because whatever went out after it could be repeated before it.
 */
final class Settler {

    /** Who waits for settlements. */
    interface Listener {
        /** It is committed. */
        void settled(LaneState lane, Settlement settlement);

        /** It is not committed; answers whether to try again. */
        boolean settlementFailed(LaneState lane, String reason);
    }

    private static final Logger LOG = LoggerFactory.getLogger(Settler.class);

    /** Soon, since it costs little: when the store writes again, its lanes go on within a second. */
    private static final Backoff AGAIN = new Backoff(Duration.ofMillis(100), Duration.ofSeconds(1), false);

    private final EventStore store;
    private final Surroundings surroundings;
    private final Listener listener;

    Settler(EventStore store, Surroundings surroundings, Listener listener) {
        this.store = store;
        this.surroundings = surroundings;
        this.listener = listener;
    }

    /** Called without the dispatcher's lock, since the store may answer at once. */
    void settle(LaneState lane, Settlement settlement) {
        settle(lane, settlement, 0);
    }

    private void settle(LaneState lane, Settlement settlement, int failures) {
        call(() -> store.settle(settlement)).whenComplete((nothing, failure) -> {
            if (failure == null) {
                listener.settled(lane, settlement);
            } else {
                failed(lane, settlement, failures + 1, cause(failure));
            }
        });
    }

    private void failed(LaneState lane, Settlement settlement, int failures, Throwable cause) {
        if (!listener.settlementFailed(lane, "settlement not stored: " + cause.getMessage())) {
            return;
        }
        if (failures == 1) {
            LOG.warn(
                    "TOCSIN-QUEUE-003 lane {}: event {} was {} but the store could not note it, trying again: {}",
                    lane.id(),
                    settlement.order(),
                    settlement.result() == Settlement.Result.DELIVERED ? "delivered" : "rejected",
                    cause.getMessage());
        }
        // no jitter, so no random is used outside the dispatcher's lock
        Duration wait = AGAIN.after(failures, surroundings.random());
        surroundings.timers().after(wait, () -> settle(lane, settlement, failures));
    }

    /** A store that throws instead of completing exceptionally is no reason to forget a settlement. */
    static <T> CompletionStage<T> call(Supplier<CompletionStage<T>> call) {
        try {
            return Objects.requireNonNull(call.get(), "the store gave no stage");
        } catch (RuntimeException | Error e) {
            return CompletableFuture.failedStage(e);
        }
    }

    /** What a stage failed with, without the wrapping that a dependent stage adds. */
    static Throwable cause(Throwable failure) {
        Throwable inner = failure.getCause();
        return failure instanceof CompletionException && inner != null ? inner : failure;
    }
}
