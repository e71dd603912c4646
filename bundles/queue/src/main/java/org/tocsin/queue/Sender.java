// SPDX-License-Identifier: Apache-2.0
package org.tocsin.queue;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tocsin.api.DeliveryChannel;
import org.tocsin.api.Outcome;
import org.tocsin.api.store.EventStore;
import org.tocsin.api.store.Settlement;
import org.tocsin.api.store.Settlement.Result;
import org.tocsin.api.store.StoreException;
import org.tocsin.queue.HeadReader.Head;
import org.tocsin.queue.LaneState.Phase;
import org.tocsin.queue.Slots.Slot;

/**
 * Sends: fills the slots with lanes that are ready, makes one attempt in each, and has its outcome settled before the
 * lane goes on.
 */
final class Sender implements Settler.Listener {

    private static final Logger LOG = LoggerFactory.getLogger(Sender.class);

    private final LaneTable table;
    private final Settings settings;
    private final Surroundings surroundings;
    private final Meters meters;
    private final Settler settler;
    private final HeadReader heads;
    private final CatchUp catchUp;
    private final Retries retries;
    private final LaneChanges changes;

    Sender(EventStore store, LaneTable table, Settings settings, Surroundings surroundings, Meters meters) {
        this.table = table;
        this.settings = settings;
        this.surroundings = surroundings;
        this.meters = meters;
        this.settler = new Settler(store, surroundings, this);
        this.heads = new HeadReader(store, table, settings, surroundings);
        this.catchUp = new CatchUp(store, table, surroundings, meters);
        this.retries = new Retries(table, surroundings, meters, this::fillSlots);
        this.changes = new LaneChanges(store, table, this);
    }

    Retries retries() {
        return retries;
    }

    LaneChanges changes() {
        return changes;
    }

    /** Starts as many attempts as there are free slots and ready lanes. With the lock held. */
    void fillSlots() {
        for (Slot slot = table.takeSlot(); slot != null; slot = table.takeSlot()) {
            Slot taken = slot;
            LaneState lane = taken.lane();
            if (!lane.mayGo()) { // it was held, or is being changed, since it became ready
                lane.standsBack();
                table.freeSlot(taken);
                table.makeReady(lane, Phase.IDLE);
                continue;
            }
            lane.hasSlot();
            try {
                surroundings.pool().execute(() -> use(taken));
            } catch (RuntimeException | Error e) { // most likely the system has no thread to give
                table.freeSlot(taken);
                retries.unexplained(lane, "no thread to send with: " + e.getMessage());
            }
        }
    }

    private void use(Slot slot) {
        LaneState lane = slot.lane();
        OpenIncidents incidents = table.locked(() -> beginsCatchUp(lane));
        if (incidents != null) {
            catchUp.run(lane, incidents, () -> {
                lane.standsBack();
                table.freeSlot(slot);
                leavesGate(lane);
            });
            return;
        }
        Head head;
        try {
            head = heads.read(lane);
        } catch (StoreException | RuntimeException | Error e) {
            cannotRead(slot, e);
            return;
        }
        Attempt attempt = table.locked(() -> head == null ? standsBack(slot) : prepare(slot, head));
        if (attempt != null) {
            attempt.run(surroundings.timers());
        }
    }

    /** With the lock held; null when there is nothing to catch up with now. */
    private @Nullable OpenIncidents beginsCatchUp(LaneState lane) {
        Backlog backlog = lane.backlog();
        if (lane.trouble().failures() > 0
                || !lane.mayGo()
                || !backlog.due(lane.counts().waiting())) {
            return null;
        }
        backlog.lookBegins();
        return lane.gate().enter(() -> {}) ? backlog.incidents() : null;
    }

    /** With the lock held; null when the event does not go out now. */
    private @Nullable Attempt prepare(Slot slot, Head head) {
        LaneState lane = slot.lane();
        if (!lane.mayGo() || lane.changes() != head.changes()) {
            return standsBack(slot);
        }
        lane.isHead(head.event());
        if (head.expired() != null) {
            expired(slot, head, head.expired());
            return null;
        }
        DeliveryChannel channel = table.channels().find(lane.lane().channel());
        if (channel == null || table.closing()) {
            lane.lacksChannel(surroundings.clock().instant(), table.nanos());
            free(slot);
            return null;
        }
        if (!table.takeBytes(lane, head.event().event().body().size())) {
            lane.waitsForBytes();
            free(slot);
            return null;
        }
        Attempt attempt = new Attempt(
                lane.id(),
                channel,
                head.event(),
                lane.trouble().headAttempts() + 1,
                settings.deadline(),
                self -> table.locked(() -> {
                    table.slows(slot);
                    fillSlots();
                }),
                (self, outcome) -> ended(self, slot, outcome));
        lane.sends(head.event());
        table.begins(attempt);
        return attempt;
    }

    /** With the lock held: nothing is sent in this slot, and the lane looks again whether it has something to send. */
    private @Nullable Attempt standsBack(Slot slot) {
        slot.lane().standsBack();
        table.freeSlot(slot);
        table.makeReady(slot.lane(), Phase.IDLE);
        fillSlots();
        return null;
    }

    private void cannotRead(Slot slot, Throwable cause) {
        LOG.debug("lane {}: cannot read its head", slot.lane().id(), cause);
        table.locked(() -> {
            retries.unreadable(slot.lane(), "the store cannot be read: " + cause.getMessage());
            free(slot);
        });
    }

    private void ended(Attempt attempt, Slot slot, Outcome outcome) {
        LaneState lane = slot.lane();
        table.locked(() -> {
            table.ends(attempt);
            lane.attemptEnds(attempt.event().event(), outcome);
            if (outcome instanceof Outcome.Delivered delivered) {
                settle(lane, new Settlement(attempt.event(), Result.DELIVERED, attempt.number(), delivered.answer()));
            } else if (outcome instanceof Outcome.Rejected rejected) {
                dies(
                        lane,
                        "was rejected",
                        new Settlement(attempt.event(), Result.DEAD, attempt.number(), rejected.answer()));
            } else if (outcome instanceof Outcome.RetryLater later) {
                retries.later(lane, later);
            }
            free(slot);
        });
    }

    /** With the lock held. */
    private void expired(Slot slot, Head head, String why) {
        LaneState lane = slot.lane();
        String error = lane.trouble().lastError();
        dies(
                lane,
                "has expired",
                new Settlement(
                        head.event(),
                        Result.DEAD,
                        lane.trouble().headAttempts(),
                        error == null ? why : why + ": " + error));
        free(slot);
    }

    /** With the lock held. */
    private void dies(LaneState lane, String how, Settlement settlement) {
        table.afterwards(() -> LOG.warn(
                "TOCSIN-QUEUE-002 lane {}: event {} {} and is a dead letter now: {}",
                lane.id(),
                settlement.order(),
                how,
                settlement.answer()));
        settle(lane, settlement);
    }

    /** With the lock held. */
    private void settle(LaneState lane, Settlement settlement) {
        lane.settles();
        table.settlementBegins();
        Runnable step = () -> settler.settle(lane, settlement);
        if (lane.gate().enter(step)) {
            table.afterwards(step);
        }
    }

    @Override
    public void settled(LaneState lane, Settlement settlement) {
        meters.settled(lane.lane(), settlement.result());
        boolean doubtful = table.locked(() -> {
            table.settlementEnds();
            int failures = lane.trouble().failures();
            if (failures > 0) {
                table.afterwards(() -> LOG.info("lane {}: goes on after {} failed attempts", lane.id(), failures));
            }
            lane.settled(settlement, table.nanos());
            return lane.takeCountAgain();
        });
        if (doubtful) {
            changes.countAgain(lane); // behind us at the gate, and before the next attempt
        }
        table.locked(() -> leavesGate(lane));
    }

    @Override
    public boolean settlementFailed(LaneState lane, String reason) {
        return table.locked(() -> {
            lane.trouble().says(reason);
            if (table.closing()) {
                table.settlementEnds();
                leavesGate(lane);
            }
            return !table.closing();
        });
    }

    /** With the lock held: whoever waits at the lane's gate is next, or else its head. */
    void leavesGate(LaneState lane) {
        Runnable next = lane.gate().leave();
        if (next != null) {
            table.afterwards(next);
        } else {
            table.makeReady(lane, Phase.IDLE);
            fillSlots();
        }
    }

    /** With the lock held. */
    private void free(Slot slot) {
        table.freeSlot(slot);
        fillSlots();
    }
}
