// SPDX-License-Identifier: Apache-2.0
package org.tocsin.queue;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Bounds the bytes of large events in flight. Small events never wait here: their number is bounded by the slots, and so
 * are their bytes. Large ones wait for each other, first come first served, so that none is passed over for ever. Guarded
 * by the dispatcher's lock.
 */
final class LargeEvents {

    /** From this size on an event is large. */
    static final int LARGE = 16 * 1_024;

    private record Wish(LaneState lane, int bytes) {}

    private final long budget;
    private final Map<LaneState, Integer> held = new HashMap<>();
    private final ArrayDeque<Wish> waiting = new ArrayDeque<>();
    private long used;

    LargeEvents(long budget) {
        this.budget = budget;
    }

    /**
     * Asks for a lane's event to be in flight.
     *
     * @return whether it may; if not, the lane waits, and comes out of {@link #giveBack} when it has the bytes
     */
    boolean take(LaneState lane, int bytes) {
        if (bytes < LARGE) {
            return true;
        }
        used -= held.getOrDefault(lane, 0); // it waited for an event that may have gone meanwhile
        boolean had = held.remove(lane) != null;
        if ((had || waiting.isEmpty()) && fits(bytes)) {
            hold(lane, bytes);
            return true;
        }
        waiting.add(new Wish(lane, bytes));
        return false;
    }

    /** Takes back what the lane had, if it had any; answers with the lanes that have bytes now. */
    List<LaneState> giveBack(LaneState lane) {
        Integer had = held.remove(lane);
        if (had == null) {
            return List.of();
        }
        used -= had;
        List<LaneState> next = new ArrayList<>();
        for (Wish wish = waiting.peek(); wish != null && fits(wish.bytes); wish = waiting.peek()) {
            waiting.remove();
            hold(wish.lane, wish.bytes);
            next.add(wish.lane);
        }
        return next;
    }

    /** An event that is larger than all that may be in flight goes alone. */
    private boolean fits(int bytes) {
        return used == 0 || used + bytes <= budget;
    }

    private void hold(LaneState lane, int bytes) {
        used += bytes;
        held.put(lane, bytes);
    }
}
