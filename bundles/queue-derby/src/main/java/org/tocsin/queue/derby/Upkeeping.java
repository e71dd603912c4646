// SPDX-License-Identifier: Apache-2.0
package org.tocsin.queue.derby;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.tocsin.queue.derby.Operation.Blind;
import org.tocsin.queue.derby.Operation.Forget;
import org.tocsin.queue.derby.Operation.Park;
import org.tocsin.queue.derby.Operation.Seal;
import org.tocsin.queue.derby.Operation.Sweep;
import org.tocsin.queue.derby.Operation.Turn;
import org.tocsin.queue.derby.Operation.Upkeep;
import org.tocsin.queue.derby.format.Mark;

/** What the keeper asks for. What it has seen may have changed since, so everything is looked at once more. */
final class Upkeeping {

    private final GroupCommit commit;

    Upkeeping(GroupCommit commit) {
        this.commit = commit;
    }

    void apply(Upkeep upkeep) throws Exception {
        CompletableFuture<Boolean> done = upkeep.done();
        boolean did = run(upkeep);
        commit.answer(() -> done.complete(did));
    }

    private boolean run(Upkeep upkeep) throws Exception {
        if (upkeep instanceof Park park) {
            return park(park);
        } else if (upkeep instanceof Forget forget) {
            return forget(forget.slot());
        } else if (upkeep instanceof Sweep sweep) {
            return sweep(sweep);
        } else if (upkeep instanceof Seal) {
            return commit.seal(Duration.ZERO, commit.limits().withOneSegmentOfATable());
        } else if (upkeep instanceof Blind blind) {
            commit.blind(blind.generation());
            return true;
        } else if (upkeep instanceof Turn turn
                && turn.generation() > commit.store().generation()) {
            commit.turn(turn.generation());
            return true;
        }
        return false;
    }

    private boolean park(Park park) {
        for (Operation.Found found : park.events()) {
            LaneDraft lane = commit.lane(found.stored().event().lane());
            if (lane != null && lane.waitsPlainly(found.stored().order())) {
                lane.park(found.stored(), commit.now());
            }
        }
        return true;
    }

    private boolean forget(int slot) {
        List<Segment> segments = commit.book().segments().stream()
                .filter(segment -> segment.slot() == slot)
                .toList();
        if (commit.target().slot() == slot || segments.stream().anyMatch(segment -> segment.live() != 0)) {
            return false;
        }
        commit.forget(slot, segments);
        return true;
    }

    private boolean sweep(Sweep sweep) {
        LaneBook book = commit.book().lane(sweep.lane());
        LaneDraft lane = book == null ? null : commit.lane(book.lane());
        if (lane == null) {
            return false;
        }
        for (long order : sweep.orders()) {
            Mark mark = lane.mark(order);
            boolean listed = mark == Mark.DROPPED || mark == Mark.SENT || mark == Mark.GONE;
            if (mark != null && listed && !commit.book().holds(lane.id(), order)) {
                lane.sweep(order, mark);
            }
        }
        return true;
    }
}
