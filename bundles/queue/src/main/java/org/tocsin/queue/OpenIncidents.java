// SPDX-License-Identifier: Apache-2.0
package org.tocsin.queue;

import java.util.HashMap;
import java.util.Map;
import org.tocsin.api.Event;
import org.tocsin.api.EventAction;

/**
 * What a lane that catches up knows of the incidents at the other side: open are those whose trigger was tried and of
 * which no resolve was delivered since. A trigger counts from its first attempt on, because an attempt that failed may
 * have arrived all the same. What is not known counts as open: that keeps a resolve too many, and never one too few.
 */
final class OpenIncidents {

    /** So many keys are remembered; with more, nothing is known. */
    static final int MOST = 100_000;

    private final Map<String, Boolean> open = new HashMap<>();
    private boolean loaded;
    private boolean complete;

    /** An attempt begins. */
    synchronized void attempted(Event event) {
        String key = event.dedupKey();
        if (key != null && event.action() == EventAction.TRIGGER) {
            put(key, true);
        }
    }

    /** The other side has it. */
    synchronized void delivered(Event event) {
        String key = event.dedupKey();
        if (key != null && event.action() == EventAction.RESOLVE) {
            put(key, false);
        }
    }

    synchronized boolean mayBeOpen(String key) {
        Boolean known = open.get(key);
        return known == null ? !complete : known;
    }

    synchronized boolean loaded() {
        return loaded;
    }

    /**
     * Takes in what was before this process began.
     *
     * @param past the keys of which something is known, and whether they may be open
     * @param whole whether nothing of the past is missing
     */
    synchronized void load(Map<String, Boolean> past, boolean whole) {
        loaded = true;
        complete = whole;
        past.forEach(open::putIfAbsent);
        if (whole) {
            open.values().removeIf(known -> !known);
        }
        bound();
    }

    private void put(String key, boolean now) {
        if (complete && !now) {
            open.remove(key);
        } else {
            open.put(key, now);
        }
        bound();
    }

    private void bound() {
        if (open.size() > MOST) {
            open.clear();
            complete = false;
        }
    }
}
