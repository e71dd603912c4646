// SPDX-License-Identifier: Apache-2.0
package org.tocsin.sandbox;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** What the sandbox does to a request instead of, or besides, answering it as PagerDuty would. */
public sealed interface Failure {

    /** The word for it in plans, logs and reports. */
    String word();

    /** What it does, for people. */
    default String text() {
        return word();
    }

    /**
     * Whether the event may have been taken although the sender never learned it. A sender that repeats such an event
     * does right.
     */
    default boolean leavesDoubt() {
        return false;
    }

    /**
     * A plain answer with this status; a 2xx takes the event whatever its content.
     *
     * @param code the status
     * @param retryAfter the Retry-After header, verbatim; null sends none
     */
    record Status(int code, @Nullable String retryAfter) implements Failure {
        public Status {
            if (code < 200 || code > 599) {
                throw new IllegalArgumentException("fail: " + code + " is no HTTP status, give 200 to 599");
            }
        }

        @Override
        public String word() {
            return Integer.toString(code);
        }

        @Override
        public String text() {
            return retryAfter == null ? word() : code + ", Retry-After " + retryAfter;
        }
    }

    /** Reads the request and never answers, until the plan is cleared. */
    record Hang() implements Failure {
        @Override
        public String word() {
            return "hang";
        }
    }

    /**
     * Resets the connection (RST).
     *
     * @param beforeReading as soon as the head is there, and not only after the body
     */
    record Reset(boolean beforeReading) implements Failure {
        @Override
        public String word() {
            return beforeReading ? "reset-before" : "reset";
        }
    }

    /** Closes the connection in an orderly way, without an answer; the event is not taken. */
    record Close() implements Failure {
        @Override
        public String word() {
            return "close";
        }
    }

    /** Takes the event and then closes the connection without an answer: the answer is lost. */
    record Lost() implements Failure {
        @Override
        public String word() {
            return "lost";
        }

        @Override
        public boolean leavesDoubt() {
            return true;
        }
    }

    /**
     * The true answer, its body one byte at a time.
     *
     * @param pause the time between two bytes
     */
    record Trickle(Duration pause) implements Failure {
        public Trickle {
            Failure.positive(pause);
        }

        @Override
        public String word() {
            return "trickle";
        }

        @Override
        public boolean leavesDoubt() {
            return true;
        }
    }

    /**
     * The true answer, late. The event is taken on arrival.
     *
     * @param pause how late
     */
    record Delay(Duration pause) implements Failure {
        public Delay {
            Failure.positive(pause);
        }

        @Override
        public String word() {
            return "delay";
        }

        @Override
        public String text() {
            return "late by " + pause.toMillis() + " ms";
        }

        @Override
        public boolean leavesDoubt() {
            return true;
        }
    }

    /**
     * A redirect, as a captive portal gives one.
     *
     * @param code 301, 302, 303, 307 or 308
     * @param location where to; null leads to a path of the sandbox that answers 200 and counts who comes
     */
    record Redirect(int code, @Nullable String location) implements Failure {
        public Redirect {
            if (code < 300 || code > 399) {
                throw new IllegalArgumentException(
                        "status: " + code + " is no redirect, give 301, 302, 303, 307 or 308");
            }
        }

        @Override
        public String word() {
            return "redirect";
        }
    }

    private static void positive(Duration pause) {
        if (pause.isNegative() || pause.toMillis() < 1) {
            throw new IllegalArgumentException("pause: must be 1 ms or more, give it as in PT0.2S");
        }
    }
}
