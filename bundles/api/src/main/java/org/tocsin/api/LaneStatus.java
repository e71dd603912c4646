// SPDX-License-Identifier: Apache-2.0
package org.tocsin.api;

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
 * @param oldestAccepted when the head of the lane was accepted; null when nothing waits
 * @param attempts failed attempts of the head so far
 * @param lastError why the last attempt failed; null after a success
 * @param nextTry when the head is tried again; null when it is not waiting for that
 */
public record LaneStatus(
        Lane lane,
        State state,
        long waiting,
        long delivered,
        long dead,
        @Nullable Instant oldestAccepted,
        int attempts,
        @Nullable String lastError,
        @Nullable Instant nextTry) {

    /** What a lane does. */
    public enum State {
        /** Nothing waits. */
        IDLE,
        /** The head is being delivered, or is about to be. */
        SENDING,
        /** The head failed and waits for its next try. */
        BACKING_OFF,
        /** The channel of the lane is not there. */
        NO_CHANNEL
    }
}
