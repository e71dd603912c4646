// SPDX-License-Identifier: Apache-2.0
package org.tocsin.queue;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tocsin.api.Event;
import org.tocsin.api.store.Changed;
import org.tocsin.api.store.EventStore;
import org.tocsin.api.store.LaneChange;
import org.tocsin.api.store.StoreException;
import org.tocsin.api.store.StoredEvent;

/**
 * Takes what is over out of the backlog of a lane: reads it slice by slice, and has what the {@link Fold} finds dropped in
 * the store. Nothing leaves the lane meanwhile and nobody changes it, because whoever lets this run has the lane's slot
 * and its gate. A store that fails ends the pass: what was dropped is dropped, what was not is sent.
 */
final class CatchUp {

    private static final Logger LOG = LoggerFactory.getLogger(CatchUp.class);
    private static final String FOLDED = "folded: ";
    private static final int PAGE = 1_000;
    private static final long PAGE_BYTES = 1 << 20;
    private static final int DROPS = 2_000;

    private final EventStore store;
    private final LaneTable table;
    private final Surroundings surroundings;

    CatchUp(EventStore store, LaneTable table, Surroundings surroundings) {
        this.store = store;
        this.table = table;
        this.surroundings = surroundings;
    }

    /** Whether that is a reason of ours. */
    static boolean folded(@Nullable String reason) {
        return reason != null && reason.startsWith(FOLDED);
    }

    /**
     * Begins a pass, on this thread, which may block.
     *
     * @param end done at the end of the pass, however it ends, with the dispatcher's lock held
     */
    void run(LaneState lane, OpenIncidents incidents, Runnable end) {
        new Pass(lane, incidents, end).begin();
    }

    private final class Pass {
        private final LaneState lane;
        private final OpenIncidents incidents;
        private final Runnable end;
        private final Fold fold;
        private long after;
        private long folded;
        private long settledUpTo;
        private boolean first;

        Pass(LaneState lane, OpenIncidents incidents, Runnable end) {
            this.lane = lane;
            this.incidents = incidents;
            this.end = end;
            this.fold = new Fold(incidents::mayBeOpen);
        }

        void begin() {
            try {
                if (!incidents.loaded()) {
                    first = true;
                    long delivered = table.locked(() -> lane.counts().delivered());
                    settledUpTo = IncidentHistory.load(store, lane.lane(), incidents, delivered);
                }
                slice();
            } catch (StoreException | RuntimeException | Error e) {
                ends(e);
            }
        }

        private void slice() throws StoreException {
            boolean more = true;
            while (more && fold.dropped() < DROPS && !table.closing()) {
                more = page();
            }
            boolean goesOn = more;
            Map<String, Set<Long>> drops = fold.takeDrops();
            List<CompletionStage<Changed>> changes = new ArrayList<>();
            drops.forEach((reason, orders) ->
                    changes.add(Settler.call(() -> store.change(new LaneChange.Drop(lane.lane(), orders, reason)))
                            .whenComplete((changed, failure) -> took(changed))));
            CompletableFuture<?>[] all =
                    changes.stream().map(CompletionStage::toCompletableFuture).toArray(CompletableFuture<?>[]::new);
            var unused = CompletableFuture.allOf(all).whenComplete((nothing, failure) -> {
                if (failure != null || !goesOn || table.closing()) {
                    ends(failure);
                } else {
                    next();
                }
            });
        }

        /** On the store's thread: what comes next reads, so it goes to another. */
        private void next() {
            try {
                surroundings.pool().execute(() -> {
                    try {
                        slice();
                    } catch (StoreException | RuntimeException | Error e) {
                        ends(e);
                    }
                });
            } catch (RuntimeException | Error e) {
                ends(e);
            }
        }

        /** @return whether there is more to look at */
        private boolean page() throws StoreException {
            List<StoredEvent> page = store.read(lane.lane(), after, PAGE, PAGE_BYTES);
            for (StoredEvent event : page) {
                after = event.order();
                mayHaveBeenTried(event);
                if (!fold.next(event)) {
                    return false;
                }
            }
            return !page.isEmpty();
        }

        /** The last process may have tried the head, and what is before it now was put back since. */
        private void mayHaveBeenTried(StoredEvent event) {
            if (first) {
                Event tried = event.event();
                incidents.attempted(tried);
                first = event.order() < settledUpTo;
            }
        }

        private void took(@Nullable Changed changed) {
            if (changed != null) {
                folded += changed.events();
                table.locked(() -> {
                    lane.counts().tally().add(Tally.Figure.FOLDED, changed.events());
                    lane.changed(changed.lane());
                });
            }
        }

        private void ends(@Nullable Throwable failure) {
            if (failure != null) {
                LOG.warn(
                        "TOCSIN-QUEUE-009 lane {}: catching up ended early, the rest is sent: {}",
                        lane.id(),
                        Settler.cause(failure).toString());
            }
            table.locked(() -> {
                long left = lane.counts().waiting();
                lane.backlog().lookEnds(left);
                if (folded > 0) {
                    table.afterwards(() -> LOG.info(
                            "lane {}: {} events were folded, {} are left to be sent", lane.id(), folded, left));
                }
                end.run();
            });
        }
    }
}
