// SPDX-License-Identifier: Apache-2.0
package org.tocsin.queue.derby;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.tocsin.api.EventRecord;
import org.tocsin.api.EventState;
import org.tocsin.api.store.StoreException;
import org.tocsin.api.store.StoredEvent;
import org.tocsin.queue.derby.format.ExceptionRecord.Standing;
import org.tocsin.queue.derby.format.Mark;
import org.tocsin.queue.derby.format.SegmentIndex;

/**
 * Reads lanes by the rules of {@link Book}: first which events, from memory and under its lock, then their contents,
 * from memory or from the disk. What was settled or moved in between is looked up anew.
 */
final class Lister {

    private static final int AT_A_TIME = 500;

    private final Book book;
    private final Fetching fetching;

    /** Where an event is: in memory, in a segment, or among the exceptions. */
    record Spot(
            long order,
            @Nullable StoredEvent stored,
            @Nullable Segment segment) {}

    /** An event and, where it has one, its exception. */
    record Content(StoredEvent stored, @Nullable Standing standing) {}

    Lister(Book book, Fetching fetching) {
        this.book = book;
        this.fetching = fetching;
    }

    /** @param bytes the sum of their bodies from which on no more are wanted */
    List<StoredEvent> waiting(LaneBook lane, long after, int limit, long bytes) throws StoreException {
        List<StoredEvent> found = new ArrayList<>();
        for (Content content : contents(lane, EventState.WAITING, after, limit, bytes)) {
            found.add(content.stored);
        }
        return found;
    }

    List<EventRecord> list(LaneBook lane, EventState state, long after, int limit) throws StoreException {
        List<EventRecord> found = new ArrayList<>();
        for (Content content : contents(lane, state, after, limit, Long.MAX_VALUE)) {
            found.add(record(content, state));
        }
        return found;
    }

    Optional<EventRecord> find(long order) throws StoreException {
        return fetching.untilFound(() -> look(order)).record();
    }

    /** What a look came to; empty when the event changed its place meanwhile. */
    private Optional<Look> look(long order) throws StoreException {
        Mark mark = mark(order);
        Spot spot = mark == Mark.GONE ? null : spot(order, mark);
        if (spot == null) {
            return Optional.of(new Look(Optional.empty()));
        }
        Content content = fetching.fetch(spot);
        EventRecord record = content == null ? null : stand(content, mark);
        return record == null ? Optional.empty() : Optional.of(new Look(Optional.of(record)));
    }

    private record Look(Optional<EventRecord> record) {}

    private List<Content> contents(LaneBook lane, EventState state, long after, int limit, long bytes)
            throws StoreException {
        List<Content> found = new ArrayList<>();
        long from = after;
        long left = bytes;
        while (found.size() < limit && left > 0) {
            long begin = from;
            int most = Math.min(AT_A_TIME, limit - found.size());
            long mostBytes = left;
            List<Content> more = fetching.untilFound(() -> {
                List<Spot> spots = spots(lane, state, begin, most);
                return Optional.ofNullable(fetching.fetch(spots, mostBytes));
            });
            found.addAll(more);
            for (Content content : more) {
                left -= content.stored.event().body().size();
            }
            if (more.size() < most) {
                break;
            }
            from = more.get(more.size() - 1).stored.order();
        }
        return found;
    }

    private List<Spot> spots(LaneBook lane, EventState state, long after, int limit) {
        book.reading().lock();
        try {
            List<Spot> spots = new ArrayList<>();
            long marked = nextMarked(lane, state, after);
            long plain = nextPlain(lane, state, after);
            while (spots.size() < limit && (marked != SegmentIndex.NONE || plain != SegmentIndex.NONE)) {
                if (marked < plain) {
                    spots.add(new Spot(marked, null, null));
                    marked = nextMarked(lane, state, marked);
                } else {
                    spots.add(plain(plain));
                    plain = nextPlain(lane, state, plain);
                }
            }
            return spots;
        } finally {
            book.reading().unlock();
        }
    }

    private static long nextMarked(LaneBook lane, EventState state, long after) {
        return switch (state) {
            case WAITING -> lane.marks().nextWaiting(after);
            case DELIVERED -> lane.marks().next(after, Mark.SENT);
            case DEAD -> lane.marks().next(after, Mark.DEAD);
            case DROPPED -> lane.marks().next(after, Mark.DROPPED);
        };
    }

    /** The next one without an exception that stands so. */
    private long nextPlain(LaneBook lane, EventState state, long after) {
        long cursor = lane.data().cursor();
        if (state != EventState.WAITING && state != EventState.DELIVERED) {
            return SegmentIndex.NONE;
        }
        boolean waiting = state == EventState.WAITING;
        if (waiting && lane.data().waiting() == lane.marks().waiting()) {
            return SegmentIndex.NONE;
        }
        long next = book.next(lane.id(), waiting ? Math.max(after, cursor) : after);
        while (next != SegmentIndex.NONE && lane.marks().get(next) != null && (waiting || next <= cursor)) {
            next = book.next(lane.id(), next);
        }
        return waiting || next <= cursor ? next : SegmentIndex.NONE;
    }

    private Spot plain(long order) {
        StoredEvent open = book.open().find(order);
        return new Spot(order, open, open == null ? book.segment(order) : null);
    }

    private @Nullable Mark mark(long order) {
        book.reading().lock();
        try {
            for (LaneBook lane : book.lanes()) {
                Mark mark = lane.marks().get(order);
                if (mark != null) {
                    return mark;
                }
            }
            return null;
        } finally {
            book.reading().unlock();
        }
    }

    private @Nullable Spot spot(long order, @Nullable Mark mark) {
        book.reading().lock();
        try {
            if (mark != null) {
                return new Spot(order, null, null);
            }
            Spot spot = plain(order);
            return spot.stored == null && spot.segment == null ? null : spot;
        } finally {
            book.reading().unlock();
        }
    }

    /** How an event that was looked up by its number stands. Null when it went in between. */
    private @Nullable EventRecord stand(Content content, @Nullable Mark seen) {
        book.reading().lock();
        try {
            LaneBook lane = book.lane(content.stored.event().lane());
            if (lane == null || lane.marks().get(content.stored.order()) != seen) {
                return null;
            }
            return record(content, state(lane, content.stored.order(), seen));
        } finally {
            book.reading().unlock();
        }
    }

    private static EventState state(LaneBook lane, long order, @Nullable Mark mark) {
        if (mark == null) {
            return order > lane.data().cursor() ? EventState.WAITING : EventState.DELIVERED;
        }
        return switch (mark) {
            case REQUEUED, PARKED -> EventState.WAITING;
            case DEAD -> EventState.DEAD;
            case DROPPED -> EventState.DROPPED;
            case SENT, GONE -> EventState.DELIVERED;
        };
    }

    private static EventRecord record(Content content, EventState state) {
        StoredEvent stored = content.stored;
        Standing standing = content.standing;
        if (standing == null) {
            return new EventRecord(stored.order(), state, stored.event(), stored.accepted(), 0, null, null);
        }
        boolean ended = state != EventState.WAITING;
        boolean since = standing.mark() != Mark.PARKED && standing.since() != 0;
        return new EventRecord(
                stored.order(),
                state,
                stored.event(),
                stored.accepted(),
                ended ? standing.attempts() : 0,
                ended ? standing.answer() : null,
                since ? Instant.ofEpochMilli(standing.since()) : null);
    }
}
