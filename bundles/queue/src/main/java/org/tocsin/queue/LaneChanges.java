// SPDX-License-Identifier: Apache-2.0
package org.tocsin.queue;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.LongFunction;
import org.tocsin.api.Lane;
import org.tocsin.api.store.Changed;
import org.tocsin.api.store.EventStore;
import org.tocsin.api.store.LaneChange;
import org.tocsin.api.store.LaneRecord;

/** Has lanes changed by the store, one change of a lane at a time, and takes over how the store says they stand then. */
final class LaneChanges {

    private final EventStore store;
    private final LaneTable table;
    private final Sender sender;

    LaneChanges(EventStore store, LaneTable table, Sender sender) {
        this.store = store;
        this.table = table;
        this.sender = sender;
    }

    /** @param wanted made when it is its turn, from the order number of the event in flight, 0 when there is none */
    CompletionStage<Changed> change(LaneState lane, LongFunction<LaneChange> wanted) {
        CompletableFuture<Changed> done = new CompletableFuture<>();
        Runnable step = () -> perform(lane, wanted, done);
        table.locked(() -> {
            if (lane.gate().enter(step)) {
                table.afterwards(step);
            }
        });
        return done;
    }

    /** A change of a lane that nobody has heard of: there is nothing in it, but it can be held. */
    CompletionStage<Changed> change(Lane lane, LongFunction<LaneChange> wanted) {
        LaneState known = table.locked(() -> table.find(lane));
        if (known != null) {
            return change(known, wanted);
        }
        if (!(wanted.apply(0) instanceof LaneChange.Hold)) {
            return CompletableFuture.completedStage(new Changed(0, LaneRecord.empty(lane)));
        }
        return change(table.locked(() -> table.findOrAdd(lane)), wanted);
    }

    /** Asks the store to count a lane, by a change that changes nothing. */
    void countAgain(LaneState lane) {
        change(
                lane,
                inFlight -> new LaneChange.Hold(
                        lane.lane(), table.locked(() -> lane.counts().held())));
    }

    private void perform(LaneState lane, LongFunction<LaneChange> wanted, CompletableFuture<Changed> done) {
        LaneChange change = wanted.apply(table.locked(lane::inFlight));
        Settler.call(() -> store.change(change)).whenComplete((changed, failure) -> {
            table.locked(() -> {
                if (changed != null) {
                    if (change instanceof LaneChange.Drop || change instanceof LaneChange.Purge) {
                        lane.counts().tally().add(Tally.Figure.DROPPED, changed.events());
                    }
                    lane.changed(changed.lane());
                }
                sender.leavesGate(lane);
            });
            if (failure != null) {
                done.completeExceptionally(Settler.cause(failure));
            } else {
                done.complete(changed);
            }
        });
    }
}
