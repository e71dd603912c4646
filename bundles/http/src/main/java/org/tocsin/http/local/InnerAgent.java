// SPDX-License-Identifier: Apache-2.0
package org.tocsin.http.local;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.tocsin.api.Body;
import org.tocsin.api.Event;
import org.tocsin.api.InvalidEventException;
import org.tocsin.api.QueueRefusedException;
import org.tocsin.api.Receipt;
import org.tocsin.cli.Agent;
import org.tocsin.cli.Desk;
import org.tocsin.cli.HealthView;
import org.tocsin.cli.LaneView;
import org.tocsin.cli.RefusedException;
import org.tocsin.cli.Submitted;

/** The agent as the command line's words see it from within. */
final class InnerAgent implements Agent {

    private final Spine spine;
    private final QueueDesk desk;
    private final HealthBoard board;

    InnerAgent(Spine spine, QueueDesk desk, HealthBoard board) {
        this.spine = spine;
        this.desk = desk;
        this.board = board;
    }

    @Override
    public CompletionStage<Submitted> submit(
            String channel, String text, @Nullable String format, @Nullable String key, @Nullable String submission) {
        CompletionStage<Receipt> accepted;
        try {
            Event event = spine.format(channel).read(Body.of(text), format, key);
            accepted = spine.queue().accept(event, Submission.of(submission));
        } catch (InvalidEventException | QueueRefusedException e) {
            return CompletableFuture.failedFuture(Refusals.of(e));
        }
        CompletableFuture<Submitted> submitted = new CompletableFuture<>();
        accepted.whenComplete((receipt, problem) -> {
            if (problem == null) {
                submitted.complete(new Submitted(receipt.order(), receipt.key(), receipt.dedupKey()));
            } else {
                submitted.completeExceptionally(Refusals.of(problem));
            }
        });
        return submitted;
    }

    @Override
    public List<LaneView> lanes() throws RefusedException {
        try {
            return spine.queue().status().stream().map(LaneBook::view).toList();
        } catch (QueueRefusedException e) {
            throw Refusals.of(e);
        }
    }

    @Override
    public int retry(@Nullable String key) throws RefusedException {
        try {
            return desk.lanes().retry(PagerDutyLanes.of(key));
        } catch (QueueRefusedException e) {
            throw Refusals.of(e);
        }
    }

    @Override
    public Desk desk() {
        return desk;
    }

    @Override
    public HealthView health() {
        return board.view();
    }
}
