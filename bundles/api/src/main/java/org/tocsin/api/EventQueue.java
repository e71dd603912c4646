// SPDX-License-Identifier: Apache-2.0
package org.tocsin.api;

import java.util.List;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.osgi.annotation.versioning.ProviderType;

/**
 * The one durable, ordered queue on which everything that raises an alarm puts its events. An OSGi service.
 *
 * <p>Its stages complete on the only thread that writes to the store, so what depends on them holds up everybody's
 * commits: it must be short, must not block, and must never wait for the queue, which would then wait for itself. What
 * takes longer goes to a thread of its own, by the {@code Async} variants of {@link CompletionStage} with an executor.
 */
@ProviderType
public interface EventQueue {

    /**
     * Accepts an event. The stage completes after the event is durable, and only then may a sender be told that it was
     * accepted. Blocks no thread.
     *
     * @param submission the sender's own name for this submission, or null. When the lane has taken one of that name
     *     within the last 24 hours, nothing is stored and the receipt is that first one's
     * @return completes with the receipt, or exceptionally with a {@link QueueRefusedException} when nothing was stored
     */
    CompletionStage<Receipt> accept(Event event, @Nullable SubmissionId submission);

    /** Accepts an event whose sender cannot tell a repeat from a new one. */
    default CompletionStage<Receipt> accept(Event event) {
        return accept(event, null);
    }

    /** How each lane that ever held an event stands, sorted by id. */
    List<LaneStatus> status();
}
