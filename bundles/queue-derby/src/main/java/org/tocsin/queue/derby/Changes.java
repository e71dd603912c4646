// SPDX-License-Identifier: Apache-2.0
package org.tocsin.queue.derby;

import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.tocsin.api.Lane;
import org.tocsin.api.store.Changed;
import org.tocsin.api.store.LaneChange;
import org.tocsin.api.store.LaneChange.Drop;
import org.tocsin.api.store.LaneChange.Edit;
import org.tocsin.api.store.LaneChange.Hold;
import org.tocsin.api.store.LaneChange.Purge;
import org.tocsin.api.store.LaneChange.Requeue;
import org.tocsin.api.store.LaneRecord;
import org.tocsin.api.store.StoredEvent;
import org.tocsin.queue.derby.format.Mark;
import org.tocsin.queue.derby.format.SegmentIndex;

/** What a person changes, as much of it as one commit takes. */
final class Changes {

    private final GroupCommit commit;

    Changes(GroupCommit commit) {
        this.commit = commit;
    }

    void apply(Operation.Change operation) {
        ChangeProgress progress = operation.progress();
        LaneChange change = progress.change();
        LaneDraft lane = change instanceof Hold ? commit.laneOrNew(change.lane()) : commit.lane(change.lane());
        Part part = lane == null ? new Part(progress.upTo(), 0, true) : part(lane, progress);
        commit.answer(() -> {
            progress.advance(part.reached, part.events, part.finished);
            if (part.finished) {
                complete(operation.done(), change.lane(), progress.events());
            }
        });
    }

    /** What one commit does of a change. */
    private record Part(long reached, int events, boolean finished) {}

    private Part part(LaneDraft lane, ChangeProgress progress) {
        LaneChange change = progress.change();
        if (change instanceof Hold hold) {
            lane.hold(hold.held());
            return new Part(0, 0, true);
        }
        if (change instanceof Edit edit) {
            return new Part(0, edit(lane, edit), true);
        }
        int events = 0;
        long bytes = 0;
        long reached = progress.position();
        while (events < ChangeProgress.CHUNK && bytes < ChangeProgress.CHUNK_BYTES) {
            long order = next(lane, progress, reached);
            if (order == SegmentIndex.NONE) {
                return new Part(reached, events, true);
            }
            reached = order;
            int size = one(lane, change, order);
            if (size >= 0) {
                events++;
                bytes += size;
            }
        }
        return new Part(reached, events, false);
    }

    /** The size of the body, or -1 when the event is none of those that are meant. */
    private int one(LaneDraft lane, LaneChange change, long order) {
        if (change instanceof Drop drop) {
            return drop(lane, order, drop.reason());
        }
        return change instanceof Purge ? purge(lane, order) : requeue(lane, order);
    }

    /** The next event that is meant. */
    private static long next(LaneDraft lane, ChangeProgress progress, long after) {
        if (progress.change() instanceof Requeue requeue && requeue.orders().isEmpty()) {
            long next = lane.nextMarked(after, Mark.DEAD);
            return next > progress.upTo() ? SegmentIndex.NONE : next;
        }
        long[] orders = progress.orders();
        int at = Arrays.binarySearch(orders, after + 1);
        at = at < 0 ? -at - 1 : at;
        return at == orders.length ? SegmentIndex.NONE : orders[at];
    }

    /** The size of the body, or -1 when it is no dead letter. */
    private int requeue(LaneDraft lane, long order) {
        Excepted letter = deadLetter(lane, order);
        if (letter == null) {
            return -1;
        }
        lane.requeue(letter, commit.now());
        return letter.size();
    }

    private int purge(LaneDraft lane, long order) {
        Excepted letter = deadLetter(lane, order);
        if (letter == null) {
            return -1;
        }
        lane.dropDead(letter, commit.now());
        return letter.size();
    }

    private int drop(LaneDraft lane, long order, String reason) {
        if (lane.waitsPlainly(order)) {
            StoredEvent stored = commit.plain(order);
            lane.dropWaiting(stored, true, reason, commit.now());
            return stored.event().body().size();
        }
        Mark mark = lane.mark(order);
        Excepted exception = mark != null && (mark == Mark.DEAD || mark.waits()) ? commit.exception(lane, order) : null;
        if (exception == null) {
            return -1;
        }
        if (mark == Mark.DEAD) {
            lane.dropDead(exception, commit.now());
        } else {
            lane.dropWaiting(exception.stored(), false, reason, commit.now());
        }
        return exception.size();
    }

    private int edit(LaneDraft lane, Edit edit) {
        Excepted letter = deadLetter(lane, edit.order());
        if (letter == null) {
            return 0;
        }
        lane.edit(letter, edit.event());
        return 1;
    }

    private @Nullable Excepted deadLetter(LaneDraft lane, long order) {
        return lane.mark(order) == Mark.DEAD ? commit.exception(lane, order) : null;
    }

    private void complete(CompletableFuture<Changed> done, Lane lane, int events) {
        LaneBook book = commit.book().lane(lane);
        LaneRecord record = book == null ? LaneRecord.empty(lane) : book.data().toRecord();
        done.complete(new Changed(events, record));
    }
}
