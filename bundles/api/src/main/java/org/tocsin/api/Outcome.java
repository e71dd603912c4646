// SPDX-License-Identifier: Apache-2.0
package org.tocsin.api;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** What became of one attempt to deliver an event. */
public sealed interface Outcome {

    /**
     * The other side has it: the lane moves on.
     *
     * @param answer the other side's answer, for people; cut to {@value #MAX_ANSWER_LENGTH} characters
     */
    record Delivered(String answer) implements Outcome {
        /** Cuts the answer. */
        public Delivered {
            answer = cut(answer);
        }
    }

    /**
     * It may work later: the event stays the head of its lane, and the lane waits.
     *
     * @param reason why, for people; cut to {@value #MAX_ANSWER_LENGTH} characters
     * @param backoff how the wait grows
     * @param after how long the other side asked to wait; null when it did not say
     */
    record RetryLater(
            String reason, Backoff backoff, @Nullable Duration after) implements Outcome {
        /** Cuts the reason. */
        public RetryLater {
            reason = cut(reason);
        }
    }

    /**
     * The other side will never take it as it is: the event becomes a dead letter and the lane moves on.
     *
     * @param answer why, for people; cut to {@value #MAX_ANSWER_LENGTH} characters
     */
    record Rejected(String answer) implements Outcome {
        /** Cuts the answer. */
        public Rejected {
            answer = cut(answer);
        }
    }

    /** The longest answer or reason that is kept, in characters. */
    int MAX_ANSWER_LENGTH = 1_000;

    private static String cut(String text) {
        return text.length() <= MAX_ANSWER_LENGTH ? text : text.substring(0, MAX_ANSWER_LENGTH - 1) + '…';
    }
}
