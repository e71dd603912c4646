// SPDX-License-Identifier: Apache-2.0
package org.tocsin.queue.derby.life;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.tocsin.api.Event;
import org.tocsin.api.EventFilter;
import org.tocsin.api.EventRecord;
import org.tocsin.api.EventState;
import org.tocsin.api.Lane;
import org.tocsin.api.store.EventStore;
import org.tocsin.api.store.LaneRecord;
import org.tocsin.api.store.StoreException;
import org.tocsin.api.store.StoredEvent;

/** All that a store says of its lanes. */
public record Found(Map<Lane, InLane> lanes) {

    /** What it says of a lane; the lists by order number. */
    public record InLane(
            LaneRecord record,
            List<StoredEvent> waiting,
            List<EventRecord> dead,
            List<EventRecord> dropped,
            List<EventRecord> delivered) {}

    /** Reads it all. */
    public static Found in(EventStore store, List<LaneRecord> records) throws StoreException {
        Map<Lane, InLane> lanes = new TreeMap<>((a, b) -> a.key().compareTo(b.key()));
        for (LaneRecord record : records) {
            Lane lane = record.lane();
            lanes.put(
                    lane,
                    new InLane(
                            record,
                            store.read(lane, 0, Integer.MAX_VALUE),
                            list(store, lane, EventState.DEAD),
                            list(store, lane, EventState.DROPPED),
                            list(store, lane, EventState.DELIVERED)));
        }
        return new Found(lanes);
    }

    /** The order number of every event whose body is there, by the number in it. */
    public NavigableMap<Integer, Long> orders() {
        NavigableMap<Integer, Long> orders = new TreeMap<>();
        for (InLane lane : lanes.values()) {
            lane.waiting().forEach(event -> orders.put(number(event.event()), event.order()));
            lane.dead().forEach(event -> orders.put(number(event.event()), event.order()));
            lane.delivered().forEach(event -> orders.put(number(event.event()), event.order()));
        }
        return orders;
    }

    /** The number that the sender gave the event. */
    public static int number(Event event) {
        String text = event.body().utf8();
        return Integer.parseInt(text.substring(0, text.indexOf('.')));
    }

    private static List<EventRecord> list(EventStore store, Lane lane, EventState state) throws StoreException {
        List<EventRecord> all = new ArrayList<>();
        long after = 0;
        for (List<EventRecord> some = store.list(new EventFilter(lane, state, after, EventFilter.MAX_LIMIT));
                !some.isEmpty();
                some = store.list(new EventFilter(lane, state, after, EventFilter.MAX_LIMIT))) {
            all.addAll(some);
            after = some.get(some.size() - 1).order();
        }
        return all;
    }
}
