// SPDX-License-Identifier: Apache-2.0
package org.tocsin.queue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
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
import org.tocsin.queue.HeadReader.Head;
import org.tocsin.queue.LaneState.Phase;
import org.tocsin.queue.Slots.Slot;

/**
 * Sends: fills the slots with lanes that are ready, makes one attempt in each, and has its outcome settled before the
 * lane goes on.
 */
final class Sender implements Settler.Listener, Attempt.Listener, AttemptWatch.Listener {

    private static final Logger LOG = LoggerFactory.getLogger(Sender.class);

    private final LaneTable table;
    private final Settings settings;
    private final Surroundings surroundings;
    private final Meters meters;
    private final EventTrail trail;
    private final Settler settler;
    private final HeadReader heads;
    private final CatchUp catchUp;
    private final Retries retries;
    private final LaneChanges changes;
    private final AttemptWatch watch;
    // made once and not for each event
    private final Function<Slot, @Nullable Runnable> begin = this::begin;

    Sender(EventStore store, LaneTable table, Settings settings, Surroundings surroundings, Meters meters) {
        this.table = table;
        this.settings = settings;
        this.surroundings = surroundings;
        this.meters = meters;
        this.trail = new EventTrail(store::identity);
        this.settler = new Settler(store, surroundings, this);
        this.heads = new HeadReader(store, table, settings, surroundings);
        this.catchUp = new CatchUp(store, table, surroundings);
        this.retries = new Retries(table, surroundings, trail, this::fillSlots);
        this.changes = new LaneChanges(store, table, this);
        this.watch = new AttemptWatch(table, settings.deadline(), surroundings.nanoTime(), surroundings.timers(), this);
    }

    Retries retries() {
        return retries;
    }

    LaneChanges changes() {
        return changes;
    }

    /** Those under way. With the lock held. */
    List<Attempt> attempts() {
        return watch.attempts();
    }

    /** Starts as many attempts as there are free slots and ready lanes. With the lock held. */
    void fillSlots() {
        List<Slot> taken = takeSlots();
        if (!taken.isEmpty()) {
            table.afterwards(() -> callThreads(taken)); // who is woken with the lock held runs into it
        }
    }

    /** With the lock held. */
    private List<Slot> takeSlots() {
        Slot first = table.takeSlot();
        if (first == null) {
            return List.of();
        }
        List<Slot> taken = new ArrayList<>(1);
        for (Slot slot = first; slot != null; slot = table.takeSlot()) {
            LaneState lane = slot.lane();
            if (lane.mayGo()) {
                lane.hasSlot();
                taken.add(slot);
            } else { // it was held, or is being changed, since it became ready
                lane.standsBack();
                table.freeSlot(slot);
                table.makeReady(lane, Phase.IDLE);
            }
        }
        return taken;
    }

    /** One after the other, also when there are no threads for any: there may be many lanes. */
    private void callThreads(List<Slot> taken) {
        List<Slot> next = taken;
        while (!next.isEmpty()) {
            boolean refused = false;
            for (Slot slot : next) {
                refused |= !callThread(slot);
            }
            next = refused ? table.locked(this::takeSlots) : List.of();
        }
    }

    private boolean callThread(Slot slot) {
        try {
            surroundings.pool().execute(() -> use(slot));
            return true;
        } catch (RuntimeException | Error e) { // most likely the system has no thread to give
            table.locked(() -> {
                table.freeSlot(slot);
                retries.unexplained(slot.lane(), "no thread to send with: " + e.getMessage());
            });
            return false;
        }
    }

    private void use(Slot slot) {
        Runnable next = table.locked(begin, slot);
        if (next != null) {
            next.run();
        }
    }

    /** With the lock held: answers with what comes next, without it; null when nothing does. */
    private @Nullable Runnable begin(Slot slot) {
        LaneState lane = slot.lane();
        OpenIncidents incidents = beginsCatchUp(lane);
        if (incidents != null) {
            return () -> catchUp(slot, incidents);
        }
        Head head = heads.known(lane);
        return head == null ? () -> read(slot) : prepare(slot, head);
    }

    private void catchUp(Slot slot, OpenIncidents incidents) {
        LaneState lane = slot.lane();
        catchUp.run(lane, incidents, () -> {
            lane.standsBack();
            table.freeSlot(slot);
            leavesGate(lane);
        });
    }

    private void read(Slot slot) {
        Head head;
        try {
            head = heads.read(slot.lane());
        } catch (StoreException | RuntimeException | Error e) {
            cannotRead(slot, e);
            return;
        }
        Attempt attempt = table.locked(() -> head == null ? standsBack(slot) : prepare(slot, head));
        if (attempt != null) {
            attempt.run();
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
        Duration untilToken = lane.untilToken(table.nanos());
        if (!untilToken.isZero()) {
            retries.paced(lane, untilToken);
            free(slot);
            return null;
        }
        if (!table.takeBytes(lane, head.event().event().body().size())) {
            lane.waitsForBytes();
            free(slot);
            return null;
        }
        Attempt attempt =
                new Attempt(slot, channel, head.event(), delivery(head.event(), lane), settings.deadline(), this);
        lane.sends(head.event(), table.nanos());
        watch.begins(attempt);
        return attempt;
    }

    private Delivery delivery(StoredEvent event, LaneState lane) {
        return new Delivery(
                event.event(),
                event.order(),
                trail.key(event.order()),
                lane.trouble().headAttempts() + 1);
    }

    @Override
    public void slows(Attempt attempt) {
        table.slows(attempt.slot());
        fillSlots();
    }

    @Override
    public void overdue(Attempt attempt) {
        table.afterwards(attempt::overdue);
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

    @Override
    public void ended(Attempt attempt, Outcome outcome) {
        LaneState lane = attempt.slot().lane();
        table.locked(() -> {
            Duration time = watch.ends(attempt);
            table.afterwards(
                    () -> { // before what follows from it
                        meters.attempted(lane.lane().channel(), outcome, time);
                        trail.attempted(attempt, outcome, time);
                    });
            lane.attemptEnds(attempt.event().event(), outcome);
            if (outcome instanceof Outcome.Delivered delivered) {
                settle(lane, new Settlement(attempt.event(), Result.DELIVERED, attempt.number(), delivered.answer()));
            } else if (outcome instanceof Outcome.Rejected rejected) {
                dies(
                        lane,
                        "was rejected",
                        new Settlement(attempt.event(), Result.DEAD, attempt.number(), rejected.answer()));
            } else if (outcome instanceof Outcome.RetryLater later) {
                retries.later(lane, attempt.event().order(), later);
            }
            free(attempt.slot());
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
        table.afterwards(() -> trail.about(
                lane,
                settlement.order(),
                () -> LOG.warn(
                        "TOCSIN-QUEUE-002 lane {}: event {} {} and is a dead letter now: {}",
                        lane.id(),
                        settlement.order(),
                        how,
                        settlement.answer())));
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
        trail.settled(
                lane, settlement.order(), settlement.result() == Result.DELIVERED ? "delivered" : "a dead letter");
        boolean doubtful = table.locked(() -> {
            table.settlementEnds();
            int failures = lane.trouble().failures();
            if (failures > 0) {
                table.afterwards(() -> LOG.info("lane {}: goes on after {} failed attempts", lane.id(), failures));
            }
            lane.settled(settlement, table.nanos());
            boolean again = lane.takeCountAgain();
            if (!again) {
                leavesGate(lane);
            }
            return again;
        });
        if (doubtful) {
            changes.countAgain(lane); // behind us at the gate, and before the next attempt
            table.locked(() -> leavesGate(lane));
        }
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
