// SPDX-License-Identifier: Apache-2.0
package org.tocsin.sandbox.order;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.tocsin.sandbox.Bytes;

/**
 * What senders know: per lane and in order, the events whose acceptance they were told, and those that they are not
 * sure of because the answer never came. Between concurrent senders order is defined by acceptance alone, which no
 * sender sees: so one lane has one sender, and that sender sends one event after the other. Thread-safe.
 */
public final class Ledger {

    /**
     * One event that was sent.
     *
     * @param mark text that is in this event and in no other of its lane, with no letter or digit next to it
     * @param body its exact bytes; null when the sender made them and only the mark is known
     * @param certain whether its acceptance was answered
     * @param tries how often it was sent; each may have been accepted
     */
    record Entry(String mark, @Nullable Bytes body, boolean certain, int tries) {}

    private final Map<String, List<Entry>> lanes = new LinkedHashMap<>();
    private final Map<String, Set<String>> marks = new LinkedHashMap<>();

    /** The event was accepted: it must arrive. */
    public void accepted(String lane, String mark, @Nullable Bytes body) {
        add(lane, new Entry(mark, body, true, 1));
    }

    /** The event was sent and no answer came: it may arrive. If it is sent again, enter that with the same mark. */
    public void unsure(String lane, String mark, @Nullable Bytes body) {
        add(lane, new Entry(mark, body, false, 1));
    }

    /** How many events are known to be accepted. */
    public synchronized long accepted() {
        return lanes.values().stream()
                .flatMap(List::stream)
                .filter(Entry::certain)
                .count();
    }

    synchronized Map<String, List<Entry>> lanes() {
        Map<String, List<Entry>> copy = new LinkedHashMap<>();
        lanes.forEach((lane, entries) -> copy.put(lane, List.copyOf(entries)));
        return copy;
    }

    private synchronized void add(String lane, Entry entry) {
        List<Entry> entries = lanes.computeIfAbsent(lane, k -> new ArrayList<>());
        Entry last = entries.isEmpty() ? null : entries.get(entries.size() - 1);
        if (last != null && !last.certain() && last.mark().equals(entry.mark())) {
            entries.set(entries.size() - 1, new Entry(entry.mark(), entry.body(), entry.certain(), last.tries() + 1));
        } else if (marks.computeIfAbsent(lane, k -> new HashSet<>()).add(entry.mark())) {
            entries.add(entry);
        } else {
            throw new IllegalArgumentException(
                    "mark: '" + entry.mark() + "' is taken in its lane, give each event its own");
        }
    }
}
