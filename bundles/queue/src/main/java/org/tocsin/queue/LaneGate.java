// SPDX-License-Identifier: Apache-2.0
package org.tocsin.queue;

import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * Lets one thing at a time change a lane in the store: the settlement of its head, a person's change, catching up. So the
 * counts that a change brings home are those of the dispatcher, whatever was asked for meanwhile, and no attempt begins
 * with an event that is about to be taken out. Guarded by the dispatcher's lock.
 */
final class LaneGate {

    private final ArrayDeque<Runnable> waiting = new ArrayDeque<>(1);
    private boolean taken;

    boolean free() {
        return !taken;
    }

    /**
     * Asks for the gate.
     *
     * @return whether the caller has it and does the step; if not, the step comes out of {@link #leave} in its turn
     */
    boolean enter(Runnable step) {
        if (taken) {
            waiting.add(step);
            return false;
        }
        taken = true;
        return true;
    }

    /**
     * Gives the gate up.
     *
     * @return what has it now, to be done without the lock; null when it is free
     */
    @Nullable
    Runnable leave() {
        Runnable next = waiting.poll();
        taken = next != null;
        return next;
    }
}
