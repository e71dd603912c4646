// SPDX-License-Identifier: Apache-2.0
package org.tocsin.queue;

import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * The slots in which attempts run, and the lanes that wait for one, first come first served. A lane gets one event off
 * and goes to the end, so a lane with a long backlog delays nobody. Lanes whose last attempt failed queue apart and may
 * use a quarter of the slots, so that lanes that hang cannot starve the others.
 */
final class Slots {

    private static final int SHARE_OF_FAILING = 4;

    /** A slot that is taken, and for whom. */
    record Slot(LaneState lane, boolean failing) {}

    private record Ticket(long number, LaneState lane) {}

    private final ArrayDeque<Ticket> healthy = new ArrayDeque<>();
    private final ArrayDeque<Ticket> failing = new ArrayDeque<>();
    private final int all;
    private final int forFailing;
    private int taken;
    private int takenByFailing;
    private long tickets;

    Slots(int all) {
        this.all = all;
        this.forFailing = Math.max(1, all / SHARE_OF_FAILING);
    }

    void enqueue(LaneState lane) {
        (lane.failures() > 0 ? failing : healthy).add(new Ticket(tickets++, lane));
    }

    /** Gives a slot to the lane that has waited longest of those that may have one. */
    @Nullable
    Slot take() {
        if (taken == all) {
            return null;
        }
        Ticket first = healthy.peek();
        Ticket second = takenByFailing < forFailing ? failing.peek() : null;
        boolean failingFirst = second != null && (first == null || second.number < first.number);
        Ticket next = failingFirst ? failing.poll() : healthy.poll();
        if (next == null) {
            return null;
        }
        taken++;
        takenByFailing += failingFirst ? 1 : 0;
        return new Slot(next.lane, failingFirst);
    }

    void free(Slot slot) {
        taken--;
        takenByFailing -= slot.failing ? 1 : 0;
    }

    int taken() {
        return taken;
    }
}
