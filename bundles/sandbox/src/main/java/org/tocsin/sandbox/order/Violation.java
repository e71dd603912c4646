// SPDX-License-Identifier: Apache-2.0
package org.tocsin.sandbox.order;

import org.tocsin.sandbox.Received;

/**
 * One breach of the promise.
 *
 * @param kind which
 * @param lane the key of the lane
 * @param text what was found, with the marks of the events
 */
public record Violation(Kind kind, String lane, String text) {

    /** What can be wrong. */
    public enum Kind {
        /** Accepted, and never arrived. */
        LOST,
        /** Arrived behind an event that was accepted after it. */
        REORDERED,
        /** Arrived with other bytes than were sent. */
        CHANGED,
        /** Arrived again, but not directly behind its original. */
        LATE_REPEAT,
        /** More repeats in a lane than kills can explain. */
        TOO_MANY_REPEATS,
        /** Arrived, and nobody sent it. */
        NEVER_SENT
    }

    @Override
    public String toString() {
        return kind + " in lane " + Received.shorten(lane) + ": " + text;
    }
}
