// SPDX-License-Identifier: Apache-2.0
package org.tocsin.queue.derby;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import org.tocsin.api.Event;
import org.tocsin.api.Lane;
import org.tocsin.api.store.LaneRecord;
import org.tocsin.api.store.Settlement.Result;

/** What a store is, in as few words as possible: nothing of how it does it. */
final class StoreModel {

    /** A lane. */
    static final class Line {
        final NavigableMap<Long, Event> waiting = new TreeMap<>();
        final NavigableMap<Long, Event> dead = new TreeMap<>();
        final NavigableMap<Long, Event> delivered = new TreeMap<>();
        final Set<Long> dropped = new HashSet<>();
        boolean held;

        LaneRecord record(Lane lane, long droppedNow) {
            long bytes = waiting.values().stream()
                    .mapToLong(event -> event.body().size())
                    .sum();
            return new LaneRecord(lane, waiting.size(), bytes, delivered.size(), dead.size(), droppedNow, held);
        }

        int settle(long order, Result result) {
            Event event = waiting.remove(order);
            if (event != null) {
                (result == Result.DEAD ? dead : delivered).put(order, event);
            }
            return event == null ? 0 : 1;
        }

        int requeue(Set<Long> orders) {
            int met = 0;
            for (long order : Set.copyOf(dead.keySet())) {
                if (orders.isEmpty() || orders.contains(order)) {
                    waiting.put(order, dead.remove(order));
                    met++;
                }
            }
            return met;
        }

        int drop(Set<Long> orders) {
            int met = 0;
            for (long order : orders) {
                if (waiting.remove(order) != null) {
                    dropped.add(order);
                    met++;
                } else if (dead.remove(order) != null) {
                    met++;
                }
            }
            return met;
        }
    }

    final Map<Lane, Line> lines = new HashMap<>();
    long lastOrder;

    Line line(Lane lane) {
        return lines.computeIfAbsent(lane, any -> new Line());
    }

    long append(Event event) {
        line(event.lane()).waiting.put(++lastOrder, event);
        return lastOrder;
    }

    /** What counts against the limit, but for what is listed as dropped. */
    long live() {
        return lines.values().stream()
                .flatMap(line -> java.util.stream.Stream.of(line.waiting, line.dead))
                .flatMap(events -> events.values().stream())
                .mapToLong(event -> event.body().size() + 100)
                .sum();
    }
}
