// SPDX-License-Identifier: Apache-2.0
package org.tocsin.queue;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.tocsin.api.Event;
import org.tocsin.api.EventAction;
import org.tocsin.api.EventFilter;
import org.tocsin.api.EventRecord;
import org.tocsin.api.EventState;
import org.tocsin.api.Lane;
import org.tocsin.api.store.EventStore;
import org.tocsin.api.store.StoreException;

/**
 * What the store still tells of the incidents of a lane, after a restart. Of the delivered events it may have let go of
 * the oldest; then what it does not name is not known. A trigger that became a dead letter, or that a person dropped,
 * may have been tried and may have arrived: its incident counts as open.
 */
final class IncidentHistory {

    // with their bodies, so few at a time
    private static final int PAGE = 64;

    private final EventStore store;
    private final Lane lane;
    private final Map<String, Boolean> past = new HashMap<>();
    private long delivered;
    private long settledUpTo;

    private IncidentHistory(EventStore store, Lane lane) {
        this.store = store;
        this.lane = lane;
    }

    /**
     * Reads it, which takes as long as that takes.
     *
     * @param incidents gets what is found
     * @param delivered how many events the lane has delivered since it exists
     * @return the highest order number that is known to be settled: what waits with a lower one was put back
     */
    static long load(EventStore store, Lane lane, OpenIncidents incidents, long delivered) throws StoreException {
        IncidentHistory history = new IncidentHistory(store, lane);
        if (delivered > 0) {
            history.read(EventState.DELIVERED);
        }
        history.read(EventState.DEAD);
        history.read(EventState.DROPPED);
        incidents.load(history.past, history.delivered >= delivered);
        return history.settledUpTo;
    }

    private void read(EventState state) throws StoreException {
        long after = 0;
        List<EventRecord> page;
        do {
            page = store.list(new EventFilter(lane, state, after, PAGE));
            for (EventRecord record : page) {
                after = record.order();
                take(state, record);
            }
        } while (page.size() == PAGE && past.size() <= OpenIncidents.MOST);
    }

    private void take(EventState state, EventRecord record) {
        Event event = record.event();
        String key = event.dedupKey();
        boolean trigger = event.action() == EventAction.TRIGGER;
        switch (state) {
            case DELIVERED -> {
                delivered++;
                settledUpTo = Math.max(settledUpTo, record.order());
                if (key != null && (trigger || event.action() == EventAction.RESOLVE)) {
                    past.put(key, trigger);
                }
            }
            case DEAD -> {
                settledUpTo = Math.max(settledUpTo, record.order());
                mayHaveArrived(key, trigger);
            }
            case DROPPED -> mayHaveArrived(key, trigger && !CatchUp.folded(record.answer()));
            case WAITING -> {}
        }
    }

    private void mayHaveArrived(@Nullable String key, boolean trigger) {
        if (key != null && trigger) {
            past.put(key, true);
        }
    }
}
