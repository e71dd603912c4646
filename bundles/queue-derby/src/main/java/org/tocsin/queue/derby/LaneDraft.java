// SPDX-License-Identifier: Apache-2.0
package org.tocsin.queue.derby;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.tocsin.api.Body;
import org.tocsin.api.Event;
import org.tocsin.api.EventAction;
import org.tocsin.api.Lane;
import org.tocsin.api.store.Settlement;
import org.tocsin.api.store.Settlement.Result;
import org.tocsin.api.store.StoredEvent;
import org.tocsin.queue.derby.format.ExceptionRecord.Standing;
import org.tocsin.queue.derby.format.LaneData;
import org.tocsin.queue.derby.format.Mark;
import org.tocsin.queue.derby.format.SegmentIndex;

/** A lane as the next commit will leave it, by the rules of {@link Book}. */
final class LaneDraft {

    private final Book book;
    private final @Nullable LaneBook base;
    private final LaneData before;
    private final Map<Long, Row> rows = new LinkedHashMap<>();
    private final List<Long> left = new ArrayList<>();
    private long cursor;
    private long waiting;
    private long waitingBytes;
    private long delivered;
    private long dead;
    private long deadBytes;
    private long dropped;
    private boolean held;
    private long putBack;
    private long drainedTo;
    private long drainedAt;
    private boolean touched;
    private int appended;

    /** An exception as the commit will leave it; without a standing there will be none. */
    record Row(@Nullable StoredEvent stored, @Nullable Standing standing) {
        @Nullable
        Mark mark() {
            return standing == null ? null : standing.mark();
        }
    }

    /** @param base null when the lane is new */
    LaneDraft(Book book, @Nullable LaneBook base, LaneData before) {
        this.book = book;
        this.base = base;
        this.before = before;
        cursor = before.cursor();
        waiting = before.waiting();
        waitingBytes = before.waitingBytes();
        delivered = before.delivered();
        dead = before.dead();
        deadBytes = before.deadBytes();
        dropped = before.dropped();
        held = before.held();
        putBack = before.putBack();
        drainedTo = before.drainedTo();
        drainedAt = before.drainedAt();
    }

    int id() {
        return before.id();
    }

    Lane lane() {
        return before.lane();
    }

    boolean isNew() {
        return base == null;
    }

    /** Whether its row must be written: by what the events of the open segment do not tell. */
    boolean needsRow() {
        return touched || !rows.isEmpty();
    }

    /** How many events have been appended since its row was written. */
    int ahead() {
        return appended + (base == null ? 0 : base.ahead());
    }

    /** How many of them by this commit. */
    int appended() {
        return appended;
    }

    /** Its row is written whatever happens to it. */
    void catchUp() {
        touched = true;
    }

    /** Which table of lanes takes the change. */
    int table() {
        return base == null ? 0 : base.table();
    }

    @Nullable
    LaneBook base() {
        return base;
    }

    /** The exceptions that change. */
    Map<Long, Row> rows() {
        return rows;
    }

    /** Whether the last commit left an exception of that number. */
    boolean hadException(long order) {
        return base != null && base.marks().get(order) != null;
    }

    /** Events that waited without an exception and no longer do. */
    List<Long> left() {
        return left;
    }

    LaneData toData() {
        return new LaneData(
                id(),
                lane(),
                cursor,
                waiting,
                waitingBytes,
                putBack,
                delivered,
                dead,
                deadBytes,
                dropped,
                held,
                drainedTo,
                drainedAt);
    }

    /** How much more of the space it takes than before. */
    long growth() {
        return Space.cost(toData()) - Space.cost(before);
    }

    @Nullable
    Mark mark(long order) {
        Row row = rows.get(order);
        if (row != null) {
            return row.mark();
        }
        return base == null ? null : base.marks().get(order);
    }

    /** The first one after this order number that says so. */
    long nextMarked(long after, Mark mark) {
        long next = base == null ? SegmentIndex.NONE : base.marks().next(after, mark);
        while (next != SegmentIndex.NONE && mark(next) != mark && base != null) {
            next = base.marks().next(next, mark);
        }
        for (Map.Entry<Long, Row> row : rows.entrySet()) {
            if (row.getKey() > after && row.getKey() < next && row.getValue().mark() == mark) {
                next = row.getKey();
            }
        }
        return next;
    }

    /** Whether it waits and has no exception. */
    boolean waitsPlainly(long order) {
        return base != null && order > cursor && mark(order) == null && book.holds(id(), order);
    }

    void appended(int size) {
        appended++;
        waiting++;
        waitingBytes += size;
    }

    void hold(boolean now) {
        touched |= held != now;
        held = now;
    }

    /** The head left, or is dead; not when it was settled before. */
    void settle(Settlement settlement, @Nullable Excepted exception, long now, long commit) {
        long order = settlement.order();
        touched = true;
        if (exception != null) {
            drainedTo = order;
            drainedAt = commit;
        }
        StoredEvent stored = exception == null ? settlement.event() : exception.stored();
        boolean edited = exception != null && exception.standing().edited();
        noLongerWaits(order, stored.event().body().size(), exception == null);
        if (settlement.result() == Result.DEAD) {
            dead++;
            deadBytes += stored.event().body().size();
            put(stored, new Standing(Mark.DEAD, edited, settlement.attempts(), settlement.answer(), now));
        } else {
            delivered++;
            if (exception == null && book.next(id(), cursor) == order) {
                cursor = order;
            } else {
                ended(stored, new Standing(Mark.SENT, edited, 0, null, now));
            }
        }
        advance();
    }

    /** A dead letter waits again. */
    void requeue(Excepted letter, long now) {
        dead--;
        deadBytes -= letter.size();
        waiting++;
        waitingBytes += letter.size();
        Standing was = letter.standing();
        put(letter.stored(), new Standing(Mark.REQUEUED, was.edited(), was.attempts(), was.answer(), now));
    }

    /** A dead letter goes. */
    void dropDead(Excepted letter, long now) {
        dead--;
        deadBytes -= letter.size();
        put(bodiless(letter.stored()), new Standing(Mark.GONE, false, 0, null, now));
    }

    /**
     * Out of its turn. It does not just go: whoever salvages the database finds the row that it had in the log, and has to
     * find a newer one.
     */
    private void ended(StoredEvent stored, Standing sent) {
        if (book.holds(id(), stored.order())) {
            put(stored, sent);
        } else {
            put(bodiless(stored), new Standing(Mark.GONE, false, 0, null, sent.since()));
        }
    }

    /** One that waits goes, and is listed. */
    void dropWaiting(StoredEvent stored, boolean plainly, String reason, long now) {
        noLongerWaits(stored.order(), stored.event().body().size(), plainly);
        dropped++;
        put(bodiless(stored), new Standing(Mark.DROPPED, false, 0, reason, now));
        advance();
    }

    /** Another event in the place of a dead letter. */
    void edit(Excepted letter, Event event) {
        deadBytes += event.body().size() - letter.size();
        Standing was = letter.standing();
        put(
                new StoredEvent(letter.stored().order(), event, letter.stored().accepted()),
                new Standing(Mark.DEAD, true, was.attempts(), was.answer(), was.since()));
    }

    /** One that waits plainly leaves its segment. */
    void park(StoredEvent stored, long now) {
        left.add(stored.order());
        put(stored, new Standing(Mark.PARKED, false, 0, null, now));
        advance();
    }

    /** An exception that nobody needs goes. */
    void sweep(long order, Mark mark) {
        if (mark == Mark.DROPPED) {
            dropped--;
        }
        remove(order);
    }

    private void noLongerWaits(long order, int size, boolean plainly) {
        waiting--;
        waitingBytes -= size;
        if (plainly) {
            left.add(order);
        }
    }

    private void put(StoredEvent stored, Standing standing) {
        countPutBack(stored.order(), standing.mark());
        rows.put(stored.order(), new Row(stored, standing));
    }

    private void remove(long order) {
        countPutBack(order, null);
        rows.put(order, new Row(null, null));
    }

    private void countPutBack(long order, @Nullable Mark next) {
        Mark last = mark(order);
        putBack += (next != null && next.waits() ? 1 : 0) - (last != null && last.waits() ? 1 : 0);
    }

    /** Past what has an exception. */
    private void advance() {
        long next = book.next(id(), cursor);
        while (next != SegmentIndex.NONE && mark(next) != null) {
            cursor = next;
            next = book.next(id(), cursor);
        }
    }

    private static StoredEvent bodiless(StoredEvent stored) {
        Event event = stored.event();
        EventAction action = event.action();
        return new StoredEvent(
                stored.order(),
                new Event(event.lane(), event.format(), Body.of(""), event.dedupKey(), action),
                stored.accepted());
    }
}
