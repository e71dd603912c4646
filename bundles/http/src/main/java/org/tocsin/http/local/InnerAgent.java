// SPDX-License-Identifier: Apache-2.0
package org.tocsin.http.local;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.tocsin.api.Body;
import org.tocsin.api.Event;
import org.tocsin.api.InvalidEventException;
import org.tocsin.api.LaneStatus;
import org.tocsin.api.QueueRefusedException;
import org.tocsin.api.Receipt;
import org.tocsin.cli.Agent;
import org.tocsin.cli.HealthView;
import org.tocsin.cli.LaneView;
import org.tocsin.cli.RefusedException;
import org.tocsin.cli.RefusedException.Reason;
import org.tocsin.cli.Submitted;

/** The agent as the command line's words see it from within. */
final class InnerAgent implements Agent {

    private final Spine spine;
    private final HealthBoard board;

    InnerAgent(Spine spine, HealthBoard board) {
        this.spine = spine;
        this.board = board;
    }

    @Override
    public CompletionStage<Submitted> submit(String text, @Nullable String format, @Nullable String key) {
        CompletionStage<Receipt> accepted;
        try {
            Event event = spine.format(PagerDutyLanes.CHANNEL).read(Body.of(text), format, key);
            accepted = spine.queue().accept(event);
        } catch (InvalidEventException | QueueRefusedException e) {
            return CompletableFuture.failedFuture(refused(e));
        }
        CompletableFuture<Submitted> submitted = new CompletableFuture<>();
        accepted.whenComplete((receipt, problem) -> {
            if (problem == null) {
                submitted.complete(new Submitted(receipt.order(), receipt.key(), receipt.dedupKey()));
            } else {
                submitted.completeExceptionally(refused(problem));
            }
        });
        return submitted;
    }

    @Override
    public List<LaneView> lanes() throws RefusedException {
        try {
            return spine.queue().status().stream().map(InnerAgent::view).toList();
        } catch (QueueRefusedException e) {
            throw new RefusedException(Reason.BUSY, text(e));
        }
    }

    @Override
    public int retry(@Nullable String key) throws RefusedException {
        try {
            return PagerDutyLanes.retry(spine.queue(), PagerDutyLanes.of(key));
        } catch (QueueRefusedException e) {
            throw new RefusedException(Reason.BUSY, text(e));
        }
    }

    @Override
    public HealthView health() {
        return board.view();
    }

    private static LaneView view(LaneStatus status) {
        return new LaneView(
                status.lane().id(),
                status.lane().channel(),
                status.lane().key(),
                status.state().name(),
                status.waiting(),
                status.delivered(),
                status.dead(),
                status.oldestAccepted(),
                status.attempts(),
                status.lastError(),
                status.nextTry());
    }

    private static Throwable refused(Throwable problem) {
        if (problem instanceof CompletionException && problem.getCause() != null) {
            return refused(problem.getCause());
        }
        if (problem instanceof InvalidEventException) {
            return new RefusedException(Reason.INVALID, text(problem));
        }
        return problem instanceof QueueRefusedException ? new RefusedException(Reason.BUSY, text(problem)) : problem;
    }

    private static String text(Throwable problem) {
        return String.valueOf(problem.getMessage());
    }
}
