// SPDX-License-Identifier: Apache-2.0
package org.tocsin.cli;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How a lane stands.
 *
 * @param id its name, which reveals nothing
 * @param channel for example {@code pagerduty}
 * @param key its routing or service key; secret: shown only where the old commands always showed it
 * @param state {@code IDLE}, {@code SENDING}, {@code BACKING_OFF} or {@code NO_CHANNEL}
 * @param waiting events that wait
 * @param delivered events delivered since the lane exists
 * @param dead dead letters
 * @param oldestAccepted when the head was accepted; null when nothing waits
 * @param attempts failed attempts of the head
 * @param lastError why the last attempt failed; null after a success
 * @param nextTry when the head is tried again; null when it is not waiting for that
 */
public record LaneView(
        String id,
        String channel,
        String key,
        String state,
        long waiting,
        long delivered,
        long dead,
        @Nullable Instant oldestAccepted,
        int attempts,
        @Nullable String lastError,
        @Nullable Instant nextTry) {

    /** Prints without the key. */
    @Override
    public String toString() {
        return id + ' ' + state + " waiting=" + waiting + " delivered=" + delivered + " dead=" + dead;
    }
}
