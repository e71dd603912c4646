// SPDX-License-Identifier: Apache-2.0
package org.tocsin.queue;

import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.tocsin.api.Body;
import org.tocsin.api.Event;
import org.tocsin.api.EventRecord;
import org.tocsin.api.EventState;
import org.tocsin.api.Lane;
import org.tocsin.api.store.LaneRecord;
import org.tocsin.api.store.Settlement;
import org.tocsin.api.store.Settlement.Result;
import org.tocsin.api.store.StoredEvent;

/** A lane of the {@link MemoryStore}: its events by order number, apart by where they stand. */
final class MemoryShelf {

    /** What an event costs besides its body. */
    private static final long COST = 100;

    private final Lane lane;
    private final NavigableMap<Long, EventRecord> waiting = new TreeMap<>();
    private final NavigableMap<Long, EventRecord> dead = new TreeMap<>();
    private final NavigableMap<Long, EventRecord> dropped = new TreeMap<>();
    private final NavigableMap<Long, EventRecord> delivered = new TreeMap<>();
    private long deliveredEver;
    private boolean held;

    MemoryShelf(Lane lane) {
        this.lane = lane;
    }

    static long cost(Event event) {
        return event.body().size() + COST;
    }

    LaneRecord record() {
        long bytes = waiting.values().stream()
                .mapToInt(record -> record.event().body().size())
                .asLongStream()
                .sum();
        return new LaneRecord(lane, waiting.size(), bytes, deliveredEver, dead.size(), dropped.size(), held);
    }

    /** What the limit bounds. */
    long live() {
        return List.of(waiting, dead, dropped).stream()
                .map(NavigableMap::values)
                .flatMap(Collection::stream)
                .mapToLong(record -> cost(record.event()))
                .sum();
    }

    int count() {
        return waiting.size() + dead.size() + dropped.size() + delivered.size();
    }

    void add(StoredEvent stored) {
        waiting.put(
                stored.order(),
                new EventRecord(stored.order(), EventState.WAITING, stored.event(), stored.accepted(), 0, null, null));
    }

    void settle(Settlement settlement, Instant now) {
        EventRecord head = waiting.remove(settlement.order());
        if (head == null) {
            return;
        }
        if (settlement.result() == Result.DEAD) {
            dead.put(
                    head.order(),
                    moved(head, EventState.DEAD, head.event(), settlement.attempts(), settlement.answer(), now));
        } else {
            deliveredEver++;
            delivered.put(head.order(), moved(head, EventState.DELIVERED, head.event(), 0, null, null));
        }
    }

    int requeue(Set<Long> orders, Instant now) {
        List<EventRecord> met = dead.values().stream()
                .filter(record -> orders.isEmpty() || orders.contains(record.order()))
                .toList();
        met.forEach(record -> {
            dead.remove(record.order());
            waiting.put(record.order(), moved(record, EventState.WAITING, record.event(), 0, null, now));
        });
        return met.size();
    }

    int drop(Set<Long> orders, String reason, Instant now) {
        int met = 0;
        for (long order : orders) {
            EventRecord one = waiting.remove(order);
            if (one != null) {
                Event event = one.event();
                Event empty = new Event(lane, event.format(), Body.of(""), event.dedupKey(), event.action());
                dropped.put(order, moved(one, EventState.DROPPED, empty, 0, reason, now));
                met++;
            } else if (dead.remove(order) != null) {
                met++;
            }
        }
        return met;
    }

    int purge(Set<Long> orders) {
        int before = dead.size();
        dead.keySet().removeAll(orders);
        return before - dead.size();
    }

    int edit(long order, Event event) {
        return dead.computeIfPresent(
                                order,
                                (any, old) ->
                                        moved(old, EventState.DEAD, event, old.attempts(), old.answer(), old.since()))
                        == null
                ? 0
                : 1;
    }

    void hold(boolean now) {
        held = now;
    }

    /** A crash of the disk: every second event that waits is gone. */
    void damage() {
        waiting.keySet().removeIf(order -> order % 2 == 0);
    }

    List<EventRecord> list(EventState state, long after, int limit) {
        return shelf(state).tailMap(after, false).values().stream().limit(limit).toList();
    }

    @Nullable
    EventRecord find(long order) {
        return List.<Function<Long, @Nullable EventRecord>>of(waiting::get, dead::get, dropped::get, delivered::get)
                .stream()
                .map(shelf -> shelf.apply(order))
                .filter(found -> found != null)
                .findFirst()
                .orElse(null);
    }

    private NavigableMap<Long, EventRecord> shelf(EventState state) {
        return switch (state) {
            case WAITING -> waiting;
            case DELIVERED -> delivered;
            case DEAD -> dead;
            case DROPPED -> dropped;
        };
    }

    private static EventRecord moved(
            EventRecord from,
            EventState to,
            Event event,
            int attempts,
            @Nullable String answer,
            @Nullable Instant since) {
        return new EventRecord(from.order(), to, event, from.accepted(), attempts, answer, since);
    }
}
