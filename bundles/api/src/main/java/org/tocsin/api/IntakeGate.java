// SPDX-License-Identifier: Apache-2.0
package org.tocsin.api;

import java.util.concurrent.CompletionStage;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * Knows what came before an event that is at a door, and is not on the queue yet: files that were dropped while the agent
 * was down. An OSGi service. Every door asks it, best by a {@link GatedQueue}, before it puts an event on the queue.
 */
@ConsumerType
public interface IntakeGate {

    /**
     * When it is the turn of an event of this lane. Blocks no thread, and is completed already nearly always.
     *
     * @return completes when nothing that came before is still to come; exceptionally with a
     *     {@link QueueRefusedException} when that takes too long
     */
    CompletionStage<Void> turn(Lane lane);
}
