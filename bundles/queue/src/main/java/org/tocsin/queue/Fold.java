// SPDX-License-Identifier: Apache-2.0
package org.tocsin.queue;

import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.tocsin.api.store.StoredEvent;

/**
 * Finds, in the waiting events of one lane, given one after the other, those that need not be sent any more. What remains
 * keeps its order, and leaves every incident as sending everything would have left it.
 *
 * <ul>
 *   <li>Of an incident that is over, the whole chain from trigger to resolve goes, when it cannot be open at the other
 *       side. When it may be, or when the chain began with something other than a trigger, its last resolve stays.
 *   <li>Of an incident that is not over, the first trigger stays, because it is what the person on call reads first; then
 *       the latest trigger that says something else, and the latest acknowledgement. Repeats in between go.
 *   <li>Events without a dedup key, or that have nothing to do with an incident, stay.
 * </ul>
 */
final class Fold {

    /** Incidents that may be held in memory; behind them nothing is folded in this pass. */
    static final int MOST = 50_000;

    private final Predicate<String> mayBeOpen;
    private final Map<String, Chain> chains = new HashMap<>();
    private Map<String, Set<Long>> drops = new LinkedHashMap<>();
    private int dropped;

    /** @param mayBeOpen whether the incident of that key may be open at the other side */
    Fold(Predicate<String> mayBeOpen) {
        this.mayBeOpen = mayBeOpen;
    }

    /** What stays of one incident, as far as the events have been seen; 0 where there is none. */
    private static final class Chain {
        private final boolean mayBeOpen;
        private long resolve;
        private long first;
        private long latest;
        private long acknowledge;
        private Print print = Print.NONE;

        Chain(boolean mayBeOpen) {
            this.mayBeOpen = mayBeOpen;
        }
    }

    /** Takes the next event; answers whether there is room for more. */
    boolean next(StoredEvent event) {
        String key = event.event().dedupKey();
        if (key != null) {
            switch (event.event().action()) {
                case TRIGGER -> trigger(chain(key, false), event);
                case ACKNOWLEDGE -> acknowledge(chain(key, true), event.order());
                case RESOLVE -> resolve(key, chain(key, true), event.order());
                case OTHER -> {}
            }
        }
        return chains.size() < MOST;
    }

    /** How many events are to be taken out. */
    int dropped() {
        return dropped;
    }

    /** What is to be taken out, by reason; given once. */
    Map<String, Set<Long>> takeDrops() {
        Map<String, Set<Long>> now = drops;
        drops = new LinkedHashMap<>();
        dropped = 0;
        return now;
    }

    private Chain chain(String key, boolean mayHaveBegun) {
        return chains.computeIfAbsent(key, any -> new Chain(mayHaveBegun || mayBeOpen.test(key)));
    }

    private void trigger(Chain chain, StoredEvent event) {
        Print print = Print.of(event.event().body());
        if (chain.first == 0) {
            chain.first = event.order();
            chain.print = print;
            return;
        }
        long last = Math.max(chain.first, chain.latest);
        if (print.equals(chain.print) && chain.acknowledge < last) {
            drop(event.order(), "folded: repeats event " + last);
            return;
        }
        drop(chain.latest, replaced(event.order()));
        chain.latest = event.order();
        chain.print = print;
    }

    private void acknowledge(Chain chain, long order) {
        drop(chain.acknowledge, replaced(order));
        chain.acknowledge = order;
    }

    private void resolve(String key, Chain chain, long order) {
        String reason = "folded: resolved by event " + order;
        drop(chain.first, reason);
        drop(chain.latest, reason);
        drop(chain.acknowledge, reason);
        drop(chain.resolve, replaced(order));
        if (chain.mayBeOpen) {
            chain.resolve = order;
            chain.first = 0;
            chain.latest = 0;
            chain.acknowledge = 0;
        } else {
            drop(order, reason);
            chains.remove(key);
        }
    }

    private static String replaced(long by) {
        return "folded: replaced by event " + by;
    }

    private void drop(long order, String reason) {
        if (order != 0) {
            drops.computeIfAbsent(reason, any -> new HashSet<>()).add(order);
            dropped++;
        }
    }
}
