// SPDX-License-Identifier: Apache-2.0
package org.tocsin.queue;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.tocsin.api.Lane;
import org.tocsin.api.store.LaneRecord;
import org.tocsin.queue.LaneState.Phase;

/**
 * All lanes, the slots and the channels, guarded by one lock. The lock is held for steps in
 * memory only, never during a call of a channel, of the store or of a log. Methods other than {@link #locked} want it held.
 */
final class LaneTable {

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition quiet = lock.newCondition();
    private final Map<Lane, LaneState> lanes = new HashMap<>();
    private final Channels channels = new Channels();
    private final Settings settings;
    private final LongSupplier nanoTime;
    private final LargeEvents large;
    private final Window.Budget budget;
    private final Slots slots;
    private final LaneRoll roll;
    private List<Runnable> afterwards = new ArrayList<>();
    private int settling;
    private boolean closing;

    /** @param roll told of every lane that is added */
    LaneTable(Settings settings, LongSupplier nanoTime, LaneRoll roll) {
        this.settings = settings;
        this.nanoTime = nanoTime;
        this.large = new LargeEvents(settings.inFlightBytes());
        this.roll = roll;
        this.budget = new Window.Budget(settings.windowBytes());
        this.slots = new Slots(settings.maxInFlight());
    }

    <T extends @Nullable Object> T locked(Supplier<T> step) {
        lock.lock();
        try {
            return step.get();
        } finally {
            unlock();
        }
    }

    /** The same for a step that is there already: what runs for each event does without new ones. */
    <A, T extends @Nullable Object> T locked(Function<A, T> step, A argument) {
        lock.lock();
        try {
            return step.apply(argument);
        } finally {
            unlock();
        }
    }

    void locked(Runnable step) {
        lock.lock();
        try {
            step.run();
        } finally {
            unlock();
        }
    }

    /** Has this done by the thread that holds the lock, once it has given it up: logs may block, and meters fail. */
    void afterwards(Runnable step) {
        afterwards.add(step);
    }

    private void unlock() {
        List<Runnable> due = List.of();
        if (lock.getHoldCount() == 1 && !afterwards.isEmpty()) {
            due = afterwards;
            afterwards = new ArrayList<>();
        }
        lock.unlock();
        due.forEach(Runnable::run);
    }

    Collection<LaneState> lanes() {
        return lanes.values();
    }

    @Nullable
    LaneState find(Lane name) {
        return lanes.get(name);
    }

    LaneState add(LaneRecord record) {
        Window window = new Window(settings.windowEvents(), budget, record.waiting() == 0);
        LaneState lane = new LaneState(
                record,
                window,
                settings.catchUp().backlog(record),
                settings.rate().pace(record.lane()),
                roll.sum());
        lanes.put(record.lane(), lane);
        roll.add(lane);
        return lane;
    }

    LaneState findOrAdd(Lane name) {
        LaneState known = lanes.get(name);
        return known != null ? known : add(LaneRecord.empty(name));
    }

    long nanos() {
        return nanoTime.getAsLong();
    }

    Channels channels() {
        return channels;
    }

    /** The lane waits for a slot, if it has something to send and was in that phase. */
    void makeReady(LaneState lane, Phase from) {
        if (lane.becomesReadyFrom(from, nanos()) && !closing) {
            slots.enqueue(lane);
        }
    }

    Slots.@Nullable Slot takeSlot() {
        return closing ? null : slots.take();
    }

    void freeSlot(Slots.Slot slot) {
        slots.free(slot);
        large.giveBack(slot.lane()).forEach(slots::enqueue);
        quiet.signalAll();
    }

    /** The attempt in that slot takes long. */
    void slows(Slots.Slot slot) {
        slots.slows(slot);
    }

    /** Whether an event of that size may be in flight; if not, its lane comes back by itself when it may. */
    boolean takeBytes(LaneState lane, int bytes) {
        return large.take(lane, bytes);
    }

    void settlementBegins() {
        settling++;
    }

    void settlementEnds() {
        settling--;
        quiet.signalAll();
    }

    boolean closing() {
        return closing;
    }

    void closes() {
        closing = true;
    }

    /** Waits until nothing is under way, with the lock given up meanwhile. */
    void awaitQuiet(long nanos) throws InterruptedException {
        long left = nanos;
        while (slots.taken() + settling > 0 && left > 0) {
            left = quiet.awaitNanos(left);
        }
    }
}
