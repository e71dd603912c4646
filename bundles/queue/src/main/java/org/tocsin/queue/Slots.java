// SPDX-License-Identifier: Apache-2.0
package org.tocsin.queue;

import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * The slots in which attempts run, and the lanes that wait for one, first come first served. A lane gets one event off
 * and goes to the end, so a lane with a long backlog delays nobody.
 *
 * <p>Lanes whose last attempt failed queue apart and have slots of their own, a quarter as many. An attempt that takes
 * long moves there too, so that a hundred lanes that begin to hang at one time hold up the others for seconds and not for
 * a deadline; the slots of the others are never fewer for it. There is an end to that: all attempts together are at most
 * twice as many as there are slots. Guarded by the dispatcher's lock.
 */
final class Slots {

    private static final int SHARE_OF_FAILING = 4;
    private static final int MOST = 2;

    /** A slot that is taken, and for whom. */
    static final class Slot {
        private final LaneState lane;
        private boolean slow;
        private boolean free;

        private Slot(LaneState lane, boolean slow) {
            this.lane = lane;
            this.slow = slow;
        }

        LaneState lane() {
            return lane;
        }
    }

    private final ArrayDeque<LaneState> healthy = new ArrayDeque<>();
    private final ArrayDeque<LaneState> failing = new ArrayDeque<>();
    private final int all;
    private final int forFailing;
    private int quick;
    private int slow;

    Slots(int all) {
        this.all = all;
        this.forFailing = Math.max(1, all / SHARE_OF_FAILING);
    }

    void enqueue(LaneState lane) {
        (lane.trouble().failures() > 0 ? failing : healthy).add(lane);
    }

    /** Gives a slot to the lane that has waited longest of those that may have one. */
    @Nullable
    Slot take() {
        if (taken() >= MOST * all) {
            return null;
        }
        if (quick < all && !healthy.isEmpty()) {
            quick++;
            return new Slot(healthy.remove(), false);
        }
        if (slow < forFailing && !failing.isEmpty()) {
            slow++;
            return new Slot(failing.remove(), true);
        }
        return null;
    }

    /** The attempt in that slot takes long. */
    void slows(Slot slot) {
        if (!slot.slow && !slot.free) {
            slot.slow = true;
            quick--;
            slow++;
        }
    }

    void free(Slot slot) {
        slot.free = true;
        if (slot.slow) {
            slow--;
        } else {
            quick--;
        }
    }

    int taken() {
        return quick + slow;
    }
}
