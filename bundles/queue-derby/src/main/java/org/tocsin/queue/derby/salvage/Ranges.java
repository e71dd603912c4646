// SPDX-License-Identifier: Apache-2.0
package org.tocsin.queue.derby.salvage;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/** A set of order numbers of which most follow one another. */
final class Ranges {

    private final NavigableMap<Long, Long> ends = new TreeMap<>();

    /** From one number to another, both included. */
    record Range(long from, long to) {
        long size() {
            return to - from + 1;
        }

        @Override
        public String toString() {
            return from == to ? Long.toString(from) : from + "-" + to;
        }
    }

    void add(long number) {
        add(number, number);
    }

    void add(long from, long to) {
        long start = from;
        long end = to;
        Map.Entry<Long, Long> before = ends.floorEntry(from);
        if (before != null && before.getValue() >= from - 1) {
            start = before.getKey();
            end = Math.max(end, before.getValue());
        }
        Map.Entry<Long, Long> after = ends.ceilingEntry(start);
        while (after != null && after.getKey() <= end + 1) {
            end = Math.max(end, after.getValue());
            ends.remove(after.getKey());
            after = ends.ceilingEntry(start);
        }
        ends.put(start, end);
    }

    boolean isEmpty() {
        return ends.isEmpty();
    }

    /** The lowest number; there must be one. */
    long first() {
        return ends.firstKey();
    }

    /** The highest number; there must be one. */
    long last() {
        return ends.lastEntry().getValue();
    }

    boolean meets(long from, long to) {
        Map.Entry<Long, Long> before = ends.floorEntry(to);
        return before != null && before.getValue() >= from;
    }

    /** The numbers from one to another that are not in the set. */
    List<Range> gaps(long from, long to) {
        List<Range> gaps = new ArrayList<>();
        long next = from;
        Map.Entry<Long, Long> before = ends.floorEntry(from);
        if (before != null) {
            next = Math.max(next, before.getValue() + 1);
        }
        for (Map.Entry<Long, Long> range : ends.tailMap(from, false).entrySet()) {
            if (next > to) {
                break;
            }
            if (range.getKey() > next) {
                gaps.add(new Range(next, Math.min(to, range.getKey() - 1)));
            }
            next = Math.max(next, range.getValue() + 1);
        }
        if (next <= to) {
            gaps.add(new Range(next, to));
        }
        return gaps;
    }
}
