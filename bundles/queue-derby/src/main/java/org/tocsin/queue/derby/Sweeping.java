// SPDX-License-Identifier: Apache-2.0
package org.tocsin.queue.derby;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.tocsin.queue.derby.format.Mark;
import org.tocsin.queue.derby.format.SegmentIndex;

/**
 * Finds exceptions that nobody needs: those that only corrected what a segment says, when it has gone, and those that
 * list a dropped event, when it has gone and they are old.
 */
final class Sweeping {

    /** Old ones are looked for so many times in the time for which they are kept. */
    private static final int LOOKS = 24;

    private final Book book;
    private final Exceptions exceptions;
    private final Duration keep;
    private final Clock clock;
    private long nextLook;

    /** Some of one lane, as many as one commit takes. */
    record Part(int lane, List<Long> orders) {}

    Sweeping(Book book, Exceptions exceptions, Duration keep, Clock clock) {
        this.book = book;
        this.exceptions = exceptions;
        this.keep = keep;
        this.clock = clock;
    }

    Optional<Part> next() {
        long now = clock.millis();
        boolean dropped = now >= nextLook;
        List<LaneBook> lanes;
        book.reading().lock();
        try {
            lanes = List.copyOf(book.lanes());
        } finally {
            book.reading().unlock();
        }
        for (LaneBook lane : lanes) {
            List<Long> useless = orphans(lane, Mark.SENT);
            useless.addAll(orphans(lane, Mark.GONE));
            if (dropped) {
                List<Long> listed = orphans(lane, Mark.DROPPED);
                listed.removeIf(order -> !isOld(order, now));
                useless.addAll(listed);
            }
            if (!useless.isEmpty()) {
                int most = Math.min(useless.size(), ChangeProgress.CHUNK);
                return Optional.of(new Part(lane.id(), List.copyOf(useless.subList(0, most))));
            }
        }
        if (dropped) {
            nextLook = now + keep.toMillis() / LOOKS;
        }
        return Optional.empty();
    }

    private boolean isOld(long order, long now) {
        Excepted exception = exceptions.read(order);
        return exception != null && now - exception.standing().since() > keep.toMillis();
    }

    private List<Long> orphans(LaneBook lane, Mark mark) {
        List<Long> found = new ArrayList<>();
        book.reading().lock();
        try {
            long order = lane.marks().next(0, mark);
            while (order != SegmentIndex.NONE && found.size() < ChangeProgress.CHUNK) {
                if (!book.holds(lane.id(), order)) {
                    found.add(order);
                }
                order = lane.marks().next(order, mark);
            }
        } finally {
            book.reading().unlock();
        }
        return found;
    }
}
