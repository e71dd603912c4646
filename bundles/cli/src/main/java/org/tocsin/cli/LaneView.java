// SPDX-License-Identifier: Apache-2.0
package org.tocsin.cli;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How a lane stands.
 *
 * @param id its name, which reveals nothing
 * @param channel for example {@code pagerduty}
 * @param key its routing or service key; secret: shown only where the old commands always showed it
 * @param state {@code IDLE}, {@code SENDING}, {@code BACKING_OFF}, {@code NO_CHANNEL} or {@code HELD}
 * @param waiting events that wait
 * @param delivered events delivered since the lane exists
 * @param dead dead letters
 * @param dropped events taken out while they waited, as long as they are listed
 * @param oldestAccepted when the head was accepted; null when nothing waits
 * @param attempts failed attempts of the head
 * @param lastError why the last attempt failed; null after a success
 * @param nextTry when the head is tried again; null when it is not waiting for that
 * @param perMinute deliveries per minute of late
 * @param drain how long what waits will take at that rate; null when nothing waits or nothing moves
 */
public record LaneView(
        String id,
        String channel,
        String key,
        String state,
        long waiting,
        long delivered,
        long dead,
        long dropped,
        @Nullable Instant oldestAccepted,
        int attempts,
        @Nullable String lastError,
        @Nullable Instant nextTry,
        double perMinute,
        @Nullable Duration drain) {

    /** Prints without the key. */
    @Override
    public String toString() {
        return id + ' ' + state + " waiting=" + waiting + " delivered=" + delivered + " dead=" + dead;
    }
}
