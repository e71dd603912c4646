// SPDX-License-Identifier: Apache-2.0
package org.tocsin.api;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The queue as a door sees it: an event goes on it when the {@link IntakeGate} says that it is its turn. */
public final class GatedQueue implements EventQueue {

    private final EventQueue queue;
    private final Supplier<@Nullable IntakeGate> gate;

    /**
     * Puts a gate before a queue.
     *
     * @param gate gives the gate that is there; null while there is none, and then nobody waits
     */
    public GatedQueue(EventQueue queue, Supplier<@Nullable IntakeGate> gate) {
        this.queue = queue;
        this.gate = gate;
    }

    @Override
    public CompletionStage<Receipt> accept(Event event, @Nullable SubmissionId submission) {
        IntakeGate there = gate.get();
        if (there == null) {
            return queue.accept(event, submission);
        }
        CompletableFuture<Void> turn = there.turn(event.lane()).toCompletableFuture();
        return turn.isDone() && !turn.isCompletedExceptionally()
                ? queue.accept(event, submission)
                : turn.thenCompose(open -> queue.accept(event, submission));
    }

    @Override
    public List<LaneStatus> status() {
        return queue.status();
    }
}
