// SPDX-License-Identifier: Apache-2.0
package org.tocsin.queue.derby.life;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import org.tocsin.api.Event;
import org.tocsin.api.EventRecord;
import org.tocsin.api.Lane;
import org.tocsin.api.store.LaneRecord;
import org.tocsin.api.store.StoredEvent;
import org.tocsin.queue.derby.life.Found.InLane;
import org.tocsin.queue.derby.life.LaneAccount.Grave;

/** Whether what was found is what must be there. */
public final class Verdict {

    private final Found found;
    private final NavigableMap<Integer, Long> orders;

    private Verdict(Found found, Map<Integer, Long> promised) {
        this.found = found;
        this.orders = found.orders();
        orders.putAll(promised);
    }

    /**
     * What is wrong, in lines for people; empty when all is well.
     *
     * @param promised the order numbers that were promised, by the numbers of the events
     * @param possible all that may be there; the first is what was promised, the others go on from it
     */
    public static List<String> on(Found found, Map<Integer, Long> promised, List<Account> possible) {
        List<String> wrong = new ArrayList<>();
        NavigableMap<Integer, Long> there = found.orders();
        promised.forEach((number, order) -> {
            if (!there.getOrDefault(number, order).equals(order)) {
                wrong.add("event " + number + " was promised " + order + ", has " + there.get(number));
            }
        });
        Verdict verdict = new Verdict(found, promised);
        List<String> nearest = null;
        for (Account account : possible) {
            List<String> against = verdict.against(account);
            if (nearest == null || against.size() < nearest.size()) {
                nearest = against;
            }
        }
        wrong.addAll(nearest == null ? List.of("nothing is possible") : nearest);
        return wrong;
    }

    private List<String> against(Account account) {
        List<String> wrong = new ArrayList<>();
        Map<Lane, InLane> unknown = new HashMap<>(found.lanes());
        account.lanes().forEach((lane, expected) -> {
            InLane there = unknown.remove(lane);
            if (there == null) {
                InLane nothing = new InLane(LaneRecord.empty(lane), List.of(), List.of(), List.of(), List.of());
                compare(lane, expected, nothing, wrong);
            } else {
                compare(lane, expected, there, wrong);
            }
        });
        unknown.values().stream()
                .filter(there ->
                        !there.record().equals(LaneRecord.empty(there.record().lane())))
                .forEach(there -> wrong.add("lane out of nothing: " + there.record()));
        return wrong;
    }

    private void compare(Lane lane, LaneAccount expected, InLane there, List<String> wrong) {
        String in = lane.key() + ": ";
        LaneRecord counts = there.record();
        same(
                in + "waiting",
                waiting(expected),
                there.waiting().stream().map(Item::of).toList(),
                wrong);
        same(in + "dead", dead(expected), there.dead().stream().map(Item::of).toList(), wrong);
        same(in + "waiting count", (long) expected.waiting.size(), counts.waiting(), wrong);
        same(in + "waiting bytes", bytes(expected), counts.waitingBytes(), wrong);
        same(in + "delivered count", (long) expected.delivered.size(), counts.delivered(), wrong);
        same(in + "dead count", (long) expected.dead.size(), counts.dead(), wrong);
        same(in + "dropped count", (long) there.dropped().size(), counts.dropped(), wrong);
        same(in + "held", expected.held, counts.held(), wrong);
        List<Long> dropped = expected.dropped.stream().map(this::order).toList();
        List<Long> listed = there.dropped().stream().map(EventRecord::order).toList();
        if (!dropped.containsAll(listed)
                || !listed.stream().sorted().distinct().toList().equals(listed)) {
            wrong.add(in + "dropped " + listed + ", of " + dropped);
        }
        List<Integer> kept = there.delivered().stream()
                .map(event -> Found.number(event.event()))
                .toList();
        if (!expected.delivered.containsAll(kept)
                || !kept.stream().sorted().distinct().toList().equals(kept)) {
            wrong.add(in + "lists as delivered " + kept + ", of " + expected.delivered);
        }
    }

    private static void same(String what, Object expected, Object there, List<String> wrong) {
        if (!expected.equals(there)) {
            wrong.add(what + "\n  expected " + expected + "\n  found    " + there);
        }
    }

    private static void same(String what, List<Item> expected, List<Item> there, List<String> wrong) {
        if (!expected.equals(there)) {
            List<Item> missing = new ArrayList<>(expected);
            missing.removeAll(there);
            List<Item> more = new ArrayList<>(there);
            more.removeAll(expected);
            boolean order = missing.isEmpty() && more.isEmpty();
            wrong.add(
                    what + ": " + (order ? "in another order " + there : "missing " + missing + ", too much " + more));
        }
    }

    private List<Item> waiting(LaneAccount lane) {
        return lane.waiting.entrySet().stream()
                .map(event -> new Item(order(event.getKey()), event.getValue(), 0, ""))
                .toList();
    }

    private List<Item> dead(LaneAccount lane) {
        return lane.dead.entrySet().stream()
                .map(entry -> Item.of(order(entry.getKey()), entry.getValue()))
                .toList();
    }

    /** An event under way that did not arrive has none. */
    private long order(int number) {
        return orders.getOrDefault(number, 0L);
    }

    private static long bytes(LaneAccount lane) {
        return lane.waiting.values().stream()
                .mapToLong(event -> event.body().size())
                .sum();
    }

    /** An event where it stands, the same when it is the same in every byte. */
    private record Item(long order, Event event, int attempts, String answer) {

        static Item of(StoredEvent event) {
            return new Item(event.order(), event.event(), 0, "");
        }

        static Item of(EventRecord dead) {
            return new Item(dead.order(), dead.event(), dead.attempts(), String.valueOf(dead.answer()));
        }

        static Item of(long order, Grave dead) {
            return new Item(order, dead.event(), dead.attempts(), dead.answer());
        }

        @Override
        public String toString() {
            String body = event.body().utf8();
            return order + " (" + body.substring(0, Math.min(body.length(), 8)) + "… " + body.length() + ' '
                    + Integer.toHexString(event.hashCode()) + (attempts == 0 ? "" : " " + attempts + ' ' + answer)
                    + ')';
        }
    }
}
