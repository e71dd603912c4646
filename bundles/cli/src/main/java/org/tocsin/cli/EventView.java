// SPDX-License-Identifier: Apache-2.0
package org.tocsin.cli;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An event on the queue and what became of it.
 *
 * @param key the 32 characters that name it
 * @param order its order number
 * @param state {@code WAITING}, {@code DELIVERED}, {@code DEAD} or {@code DROPPED}
 * @param channel for example {@code pagerduty}
 * @param lane the id of its lane, which reveals nothing
 * @param format the shape of its body
 * @param action what it does to its incident
 * @param dedupKey null when it has none
 * @param accepted when it was accepted
 * @param since when it came into this state; null where that is not kept
 * @param attempts how many attempts it took; 0 where that is not kept
 * @param answer the other side's last answer, or why it was dropped; null where there is none
 * @param body its text; null in lists, and when it is no text
 * @param bodyBase64 its bytes when they are no text; else null
 */
public record EventView(
        String key,
        long order,
        String state,
        String channel,
        String lane,
        String format,
        String action,
        @Nullable String dedupKey,
        Instant accepted,
        @Nullable Instant since,
        int attempts,
        @Nullable String answer,
        @Nullable String body,
        @Nullable String bodyBase64) {

    /** Prints without the body, in which a key may stand. */
    @Override
    public String toString() {
        return key + ' ' + order + ' ' + state + ' ' + lane;
    }
}
