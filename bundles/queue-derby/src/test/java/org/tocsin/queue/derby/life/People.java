// SPDX-License-Identifier: Apache-2.0
package org.tocsin.queue.derby.life;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.tocsin.api.Event;
import org.tocsin.api.Lane;
import org.tocsin.api.store.LaneChange;
import org.tocsin.api.store.Settlement;
import org.tocsin.api.store.Settlement.Result;
import org.tocsin.api.store.StoredEvent;

/** Invents what happens to a lane, by chance: deliveries, deaths, and what people do to dead letters. */
final class People {

    private final SplittableRandom random;
    private final Script script;
    private int edition;

    People(SplittableRandom random, Script script) {
        this.random = random;
        this.script = script;
    }

    /** The head leaves or dies; null when nothing waits or a person holds the lane. */
    @Nullable
    Ask deliver(LaneAccount lane, Map<Integer, Long> orders, Map<Long, StoredEvent> stored) {
        if (lane.waiting.isEmpty() || lane.held) {
            return null;
        }
        Map.Entry<Integer, Event> first = lane.waiting.firstEntry();
        int head = first.getKey();
        StoredEvent event = event(head, orders, stored);
        StoredEvent now = new StoredEvent(event.order(), first.getValue(), event.accepted());
        boolean dies = random.nextInt(7) == 0;
        return new Ask.Settle(
                head,
                new Settlement(
                        now,
                        dies ? Result.DEAD : Result.DELIVERED,
                        1 + random.nextInt(5),
                        dies ? "400 no " + head : ""));
    }

    /** One that left is settled once more, as after an answer that did not arrive; null when none did. */
    @Nullable
    Ask deliverAgain(LaneAccount lane, Map<Integer, Long> orders, Map<Long, StoredEvent> stored) {
        if (lane.delivered.isEmpty()) {
            return null;
        }
        int number = random.nextBoolean() ? lane.delivered.last() : lane.delivered.first();
        return new Ask.Settle(number, new Settlement(event(number, orders, stored), Result.DELIVERED, 1, ""));
    }

    /** Somebody's hand on a lane; null when there is nothing to do. */
    @Nullable
    Ask change(Lane lane, LaneAccount state, Map<Integer, Long> orders) {
        int kind = random.nextInt(10);
        if (kind < 4) {
            List<Integer> some = some(state.dead.keySet());
            boolean all = some.size() == state.dead.size();
            return some.isEmpty()
                    ? null
                    : new Ask.Change(some, new LaneChange.Requeue(lane, all ? Set.of() : orders(some, orders)));
        }
        if (kind < 7) {
            List<Integer> some = some(random.nextInt(3) == 0 ? state.dead.keySet() : state.waiting.keySet());
            return some.isEmpty()
                    ? null
                    : new Ask.Change(some, new LaneChange.Drop(lane, orders(some, orders), "no longer of use"));
        }
        if (kind < 9 && !state.dead.isEmpty()) {
            int number = state.dead.lastKey();
            return new Ask.Change(
                    List.of(number),
                    new LaneChange.Edit(lane, order(number, orders), script.event(lane, number, ++edition)));
        }
        return state.held || random.nextInt(4) == 0
                ? new Ask.Change(List.of(), new LaneChange.Hold(lane, !state.held))
                : null;
    }

    private List<Integer> some(Collection<Integer> numbers) {
        List<Integer> some = new ArrayList<>(numbers);
        boolean all = random.nextInt(3) == 0 && some.size() < 10;
        some.removeIf(number -> !all && random.nextInt(4) != 0);
        return some;
    }

    private static Set<Long> orders(List<Integer> numbers, Map<Integer, Long> orders) {
        Set<Long> set = new HashSet<>();
        numbers.forEach(number -> set.add(order(number, orders)));
        return set;
    }

    private static StoredEvent event(int number, Map<Integer, Long> orders, Map<Long, StoredEvent> stored) {
        StoredEvent event = stored.get(order(number, orders));
        if (event == null) {
            throw new AssertionError("the listener did not hear of event " + number + " before its sender");
        }
        return event;
    }

    private static long order(int number, Map<Integer, Long> orders) {
        Long order = orders.get(number);
        if (order == null) {
            throw new AssertionError("event " + number + " has no order number");
        }
        return order;
    }
}
