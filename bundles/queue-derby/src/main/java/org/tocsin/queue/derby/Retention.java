// SPDX-License-Identifier: Apache-2.0
package org.tocsin.queue.derby;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Decides which tables of the ring can go and which one's last waiting events are to be moved out. Changes nothing.
 *
 * @param maxBytes the limit of what is live
 * @param keepDelivered a table goes when so many events that are settled are younger
 * @param keepDeliveredFor or when its youngest segment was sealed longer ago
 */
record Retention(long maxBytes, long keepDelivered, Duration keepDeliveredFor) {

    /** How many parts of maxBytes settled events may take that are held in by live ones. */
    private static final int PINNED_SHARE = 4;

    private static final int LEAST_PINNED_TABLES = 4;

    /** A table whose segments are all sealed, as it stood at the moment. */
    record Table(int slot, List<Segment> segments) {
        long events() {
            return segments.stream().mapToLong(each -> each.index().events()).sum();
        }

        long bytes() {
            return segments.stream().mapToLong(Segment::bytes).sum();
        }

        long live() {
            return segments.stream().mapToLong(Segment::live).sum();
        }

        long sealedAt() {
            return segments.get(segments.size() - 1).sealedAt();
        }

        double liveShare() {
            return (double) live() / Math.max(1, events());
        }

        double settledBytes() {
            return bytes() * (1 - liveShare());
        }
    }

    /**
     * The tables that can go, the oldest first.
     *
     * @param urgent whether the disk is full, so that all goes that can
     */
    List<Integer> toForget(Book book, long now, boolean urgent) {
        book.reading().lock();
        try {
            List<Integer> going = new ArrayList<>();
            List<Table> tables = tables(book);
            long younger = book.open().events();
            long surplus = surplus(book);
            List<Table> settled = new ArrayList<>();
            for (int at = tables.size() - 1; at >= 0; at--) {
                Table table = tables.get(at);
                boolean old =
                        urgent || younger >= keepDelivered || now - table.sealedAt() > keepDeliveredFor.toMillis();
                if (table.live() == 0) {
                    if (old) {
                        going.add(0, table.slot);
                        surplus -= table.bytes();
                    } else {
                        settled.add(0, table);
                    }
                }
                younger += table.events() - table.live();
            }
            for (Table table : settled) {
                if (surplus > 0) {
                    going.add(table.slot);
                    surplus -= table.bytes();
                }
            }
            return going;
        } finally {
            book.reading().unlock();
        }
    }

    /** The table whose live events are to move, the one with the fewest for its size. */
    Optional<Table> toClear(Book book, long tableBytes) {
        book.reading().lock();
        try {
            List<Table> pinned = tables(book).stream()
                    .filter(table -> table.live() > 0 && table.live() < table.events())
                    .toList();
            double settled = pinned.stream().mapToDouble(Table::settledBytes).sum();
            if (settled <= Math.max(maxBytes / PINNED_SHARE, LEAST_PINNED_TABLES * tableBytes)) {
                return Optional.empty();
            }
            return pinned.stream().min(Comparator.comparingDouble(Table::liveShare));
        } finally {
            book.reading().unlock();
        }
    }

    /** How much the segments take over what they may: the limit and a quarter, less what the exceptions take. */
    private long surplus(Book book) {
        long segments = book.open().bytes();
        for (Segment segment : book.segments()) {
            segments += segment.bytes();
        }
        long exceptions = 0;
        for (LaneBook lane : book.lanes()) {
            long moved = lane.marks().waiting();
            long waiting = lane.data().waiting();
            exceptions += lane.data().deadBytes();
            exceptions += moved == 0 ? 0 : lane.data().waitingBytes() / Math.max(1, waiting) * moved;
        }
        long allowed = maxBytes > Long.MAX_VALUE / 2 ? Long.MAX_VALUE / 2 : maxBytes + maxBytes / PINNED_SHARE;
        return segments + exceptions - allowed;
    }

    private static List<Table> tables(Book book) {
        Map<Integer, List<Segment>> bySlot = new LinkedHashMap<>();
        for (Segment segment : book.segments()) {
            if (segment.slot() != book.open().slot()) {
                bySlot.computeIfAbsent(segment.slot(), any -> new ArrayList<>()).add(segment);
            }
        }
        List<Table> tables = new ArrayList<>();
        bySlot.forEach((slot, segments) -> tables.add(new Table(slot, List.copyOf(segments))));
        return tables;
    }
}
