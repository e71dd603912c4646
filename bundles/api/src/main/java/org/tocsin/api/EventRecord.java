// SPDX-License-Identifier: Apache-2.0
package org.tocsin.api;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An event and what became of it.
 *
 * @param order its order number
 * @param state where it stands
 * @param event the event; the body of a dropped one is empty
 * @param accepted when it was accepted
 * @param attempts how many attempts it took to make it {@link EventState#DEAD}; 0 where that is not kept
 * @param answer the other side's last answer, or why it was dropped; null where there is none
 * @param since when it came into this state; null where that is not kept
 */
public record EventRecord(
        long order,
        EventState state,
        Event event,
        Instant accepted,
        int attempts,
        @Nullable String answer,
        @Nullable Instant since) {}
