// SPDX-License-Identifier: Apache-2.0
package org.tocsin.queue;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tocsin.api.Delivery;
import org.tocsin.api.DeliveryChannel;
import org.tocsin.api.Outcome;
import org.tocsin.api.store.EventStore;
import org.tocsin.api.store.Settlement;
import org.tocsin.api.store.Settlement.Result;
import org.tocsin.api.store.StoreException;
import org.tocsin.api.store.StoredEvent;
import org.tocsin.queue.LaneState.Phase;
import org.tocsin.queue.Slots.Slot;

/**
 * Sends: fills the slots with lanes that are ready, makes one attempt in each, and has its outcome settled before the
 * lane goes on.
 */
final class Sender implements Settler.Listener {

    /** Nobody's Retry-After may park a lane for longer. */
    static final Duration LONGEST_WAIT = Duration.ofHours(1);

    /** A Retry-After of zero must not make a busy loop. */
    static final Duration SHORTEST_ASKED_WAIT = Duration.ofSeconds(1);

    private static final Logger LOG = LoggerFactory.getLogger(Sender.class);

    private final EventStore store;
    private final LaneTable table;
    private final Settings settings;
    private final Surroundings surroundings;
    private final Meters meters;
    private final Settler settler;

    Sender(EventStore store, LaneTable table, Settings settings, Surroundings surroundings, Meters meters) {
        this.store = store;
        this.table = table;
        this.settings = settings;
        this.surroundings = surroundings;
        this.meters = meters;
        this.settler = new Settler(store, surroundings, this);
    }

    /** Starts as many attempts as there are free slots and ready lanes. With the lock held. */
    void fillSlots() {
        for (Slot slot = table.takeSlot(); slot != null; slot = table.takeSlot()) {
            Slot taken = slot;
            taken.lane().hasSlot();
            try {
                surroundings.pool().execute(() -> use(taken));
            } catch (RuntimeException | Error e) { // most likely the system has no thread to give
                table.freeSlot(taken);
                backOff(taken.lane(), "no thread to send with: " + e.getMessage(), unexplained(taken.lane()));
            }
        }
    }

    private void use(Slot slot) {
        StoredEvent head = head(slot);
        Attempt attempt = head == null ? null : table.locked(() -> prepare(slot, head));
        if (attempt != null) {
            attempt.run(surroundings.timers());
        }
    }

    /** With the lock held; null when there is no way out for the event. */
    private @Nullable Attempt prepare(Slot slot, StoredEvent event) {
        LaneState lane = slot.lane();
        lane.sends(event);
        DeliveryChannel channel = table.channels().find(lane.lane().channel());
        if (channel == null || table.closing()) {
            lane.lacksChannel(surroundings.clock().instant());
            free(slot);
            return null;
        }
        Delivery delivery = new Delivery(event.event(), event.order(), lane.headAttempts() + 1);
        Attempt attempt = new Attempt(
                lane.id(), channel, delivery, settings.deadline(), (self, outcome) -> ended(self, slot, outcome));
        table.begins(attempt);
        return attempt;
    }

    private void ended(Attempt attempt, Slot slot, Outcome outcome) {
        LaneState lane = slot.lane();
        Settlement settlement = table.locked(() -> {
            table.ends(attempt);
            Settlement due = settlement(lane, attempt.delivery(), outcome);
            if (due != null) {
                lane.settles();
                table.settlementBegins();
            } else if (outcome instanceof Outcome.RetryLater later) {
                backOff(lane, later.reason(), wait(lane, later));
            }
            free(slot);
            return due;
        });
        if (settlement != null) {
            settler.settle(lane, settlement);
        }
    }

    /** With the lock held. */
    private @Nullable Settlement settlement(LaneState lane, Delivery delivery, Outcome outcome) {
        if (outcome instanceof Outcome.Delivered delivered) {
            return new Settlement(
                    lane.lane(), delivery.order(), Result.DELIVERED, delivery.attempt(), delivered.answer());
        }
        if (outcome instanceof Outcome.Rejected rejected) {
            table.afterwards(() -> LOG.warn(
                    "TOCSIN-QUEUE-002 lane {}: event {} was rejected and is a dead letter now: {}",
                    lane.id(),
                    delivery.order(),
                    rejected.answer()));
            return new Settlement(lane.lane(), delivery.order(), Result.DEAD, delivery.attempt(), rejected.answer());
        }
        return null;
    }

    @Override
    public void settled(LaneState lane, Settlement settlement) {
        meters.settled(lane.id(), settlement.result());
        table.locked(() -> {
            table.settlementEnds();
            int failures = lane.failures();
            if (failures > 0) {
                table.afterwards(() -> LOG.info("lane {}: goes on after {} failed attempts", lane.id(), failures));
            }
            lane.settled(settlement);
            table.makeReady(lane, Phase.IDLE);
            fillSlots();
        });
    }

    @Override
    public boolean settlementFailed(LaneState lane, String reason) {
        return table.locked(() -> {
            lane.settlementFailed(reason);
            if (table.closing()) {
                table.settlementEnds();
            }
            return !table.closing();
        });
    }

    private Duration unexplained(LaneState lane) {
        return Attempt.UNEXPLAINED.after(lane.failures() + 1, surroundings.random());
    }

    private Duration wait(LaneState lane, Outcome.RetryLater later) {
        Duration asked = later.after();
        if (asked == null) {
            return later.backoff().after(lane.failures() + 1, surroundings.random());
        }
        Duration atLeast = asked.compareTo(SHORTEST_ASKED_WAIT) < 0 ? SHORTEST_ASKED_WAIT : asked;
        return atLeast.compareTo(LONGEST_WAIT) > 0 ? LONGEST_WAIT : atLeast;
    }

    /** With the lock held. */
    private void backOff(LaneState lane, String reason, Duration wait) {
        if (lane.failures() == 0) {
            table.afterwards(
                    () -> LOG.warn("TOCSIN-QUEUE-001 lane {}: waits and keeps its events: {}", lane.id(), reason));
        }
        table.afterwards(() -> meters.retried(lane.id()));
        Instant now = surroundings.clock().instant();
        lane.backsOff(reason, now, now.plus(wait));
        if (!table.closing()) {
            surroundings
                    .timers()
                    .after(
                            wait,
                            () -> table.locked(() -> {
                                table.makeReady(lane, Phase.BACKING_OFF);
                                fillSlots();
                            }));
        }
    }

    /** The head of the lane, from the window or else from the store; null when there is none, and the slot is free. */
    private @Nullable StoredEvent head(Slot slot) {
        LaneState lane = slot.lane();
        StoredEvent known = table.locked(() -> {
            StoredEvent head = lane.window().head();
            if (head == null) {
                lane.window().readBegins();
            }
            return head;
        });
        if (known != null) {
            return known;
        }
        try {
            int limit = settings.windowEvents();
            List<StoredEvent> read = store.read(lane.lane(), 0, limit);
            return table.locked(() -> refill(slot, read, read.size() < limit));
        } catch (StoreException | RuntimeException | Error e) {
            LOG.debug("lane {}: cannot read its head", lane.id(), e);
            table.locked(() -> {
                backOff(lane, "the store cannot be read: " + e.getMessage(), unexplained(lane));
                free(slot);
            });
            return null;
        }
    }

    /** With the lock held. */
    private @Nullable StoredEvent refill(Slot slot, List<StoredEvent> read, boolean whole) {
        LaneState lane = slot.lane();
        lane.window().refill(read, whole);
        if (!read.isEmpty()) {
            return read.get(0); // even when no memory is left for a window
        }
        if (!lane.window().missed()) {
            long waiting = lane.waiting();
            table.afterwards(() ->
                    LOG.warn("TOCSIN-QUEUE-005 lane {}: the store has none of {} waiting events", lane.id(), waiting));
        }
        lane.foundEmpty(lane.window().missed());
        table.makeReady(lane, Phase.IDLE);
        free(slot);
        return null;
    }

    /** With the lock held. */
    private void free(Slot slot) {
        table.freeSlot(slot);
        fillSlots();
    }
}
