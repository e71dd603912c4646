// SPDX-License-Identifier: Apache-2.0
package org.tocsin.api;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How a lane stands.
 *
 * @param lane the lane
 * @param state what it does at the moment
 * @param waiting events that are accepted and not settled
 * @param delivered events delivered since the lane exists
 * @param dead dead letters
 * @param dropped events taken out while they waited, as long as they are listed
 * @param oldestAccepted when the head of the lane was accepted; null when nothing waits
 * @param attempts failed attempts of the head so far
 * @param lastError why the last attempt failed; null after a success
 * @param nextTry when the head is tried again; null when it is not waiting for that
 * @param perMinute deliveries per minute of late; 0 when there were none
 * @param drain how long what waits will take at that rate; null when nothing waits or nothing moves
 */
public record LaneStatus(
        Lane lane,
        State state,
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

    /** What a lane does. */
    public enum State {
        /** Nothing waits. */
        IDLE,
        /** The head is being delivered, or is about to be. */
        SENDING,
        /** The head failed and waits for its next try. */
        BACKING_OFF,
        /** The channel of the lane is not there. */
        NO_CHANNEL,
        /** A person holds it: it takes events and sends none until it is released. */
        HELD
    }
}
