// SPDX-License-Identifier: Apache-2.0
package org.tocsin.queue;

import java.util.ArrayDeque;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.tocsin.api.store.StoredEvent;

/**
 * The first waiting events of a lane, without a gap, as far as memory allows. What does not fit is left to the store
 * and read again when the window has run dry, so an outage costs disk and not memory.
 */
final class Window {

    /** Bytes that the windows of all lanes may hold together; guarded by the dispatcher's lock. */
    static final class Budget {
        private long left;

        Budget(long bytes) {
            left = bytes;
        }

        private boolean take(long bytes) {
            if (bytes > left) {
                return false;
            }
            left -= bytes;
            return true;
        }

        private void giveBack(long bytes) {
            left += bytes;
        }

        long left() {
            return left;
        }
    }

    private final ArrayDeque<StoredEvent> events = new ArrayDeque<>();
    private final int capacity;
    private final Budget budget;
    private boolean complete;
    private boolean missed;
    private boolean stale;
    private long highest;

    /** @param complete whether nothing of the lane waits in the store */
    Window(int capacity, Budget budget, boolean complete) {
        this.capacity = capacity;
        this.budget = budget;
        this.complete = complete;
    }

    @Nullable
    StoredEvent head() {
        return events.peek();
    }

    int size() {
        return events.size();
    }

    /** A commit has put an event at the end of the lane. */
    void arrived(StoredEvent event) {
        if (event.order() <= highest) {
            return; // the store showed it to a read before it told of the commit
        }
        if (!complete || !add(event)) {
            complete = false;
            missed = true;
        }
    }

    /** A read of the lane's head begins: commits from now on may be missing in it. */
    void readBegins() {
        missed = false;
        stale = false;
    }

    /** Whether a commit since then is not in the window. */
    boolean missed() {
        return missed;
    }

    /**
     * Takes what a read of the lane's head brought.
     *
     * @param whole whether the read found fewer events than it asked for
     */
    void refill(List<StoredEvent> read, boolean whole) {
        clear();
        boolean fits = !stale;
        for (StoredEvent event : read) {
            fits = fits && add(event);
        }
        complete = fits && whole && !missed;
    }

    /** Something was put in before the events of this window, and of a read that is under way. */
    void invalidate() {
        clear();
        missed = true;
        stale = true;
    }

    void remove(long order) {
        StoredEvent head = events.peek();
        if (head != null && head.order() == order) {
            events.remove();
            budget.giveBack(cost(head));
        }
    }

    /** Forgets everything: the store has it, and the next head is read from there. */
    void clear() {
        events.forEach(event -> budget.giveBack(cost(event)));
        events.clear();
        complete = false;
    }

    private boolean add(StoredEvent event) {
        if (events.size() == capacity || !budget.take(cost(event))) {
            return false;
        }
        events.add(event);
        highest = Math.max(highest, event.order());
        return true;
    }

    private static int cost(StoredEvent event) {
        return event.event().body().size();
    }
}
