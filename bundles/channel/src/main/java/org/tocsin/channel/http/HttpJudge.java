// SPDX-License-Identifier: Apache-2.0
package org.tocsin.channel.http;

import java.time.Clock;
import java.time.Duration;
import org.tocsin.api.Outcome;
import org.tocsin.channel.OneLine;
import org.tocsin.channel.Reason;
import org.tocsin.channel.Waits;

/** Makes an outcome of an answer, or of the failure to get one. */
public final class HttpJudge {

    private final Waits waits;
    private final Duration deadline;
    private final RetryAfter retryAfter;

    /**
     * A judge of one channel.
     *
     * @param deadline of an attempt, for people
     */
    public HttpJudge(Waits waits, Duration deadline, Clock clock) {
        this.waits = waits;
        this.deadline = deadline;
        this.retryAfter = new RetryAfter(clock, waits.retryAfterCeiling());
    }

    /**
     * What an answer means.
     *
     * @param peer who answered, for people
     * @param said the answer in one line, without secrets
     */
    public Outcome of(String peer, HttpAnswer answer, String said, Ruling ruling) {
        return switch (ruling) {
            case DELIVERED -> new Outcome.Delivered(said);
            case REJECTED -> new Outcome.Rejected(said);
            case THROTTLED -> new Outcome.RetryLater(said, waits.throttle(), retryAfter.parse(answer.retryAfter()));
            case OUTAGE -> new Outcome.RetryLater(peer + ": " + said, waits.outage(), null);
        };
    }

    /** What it means that no answer came. */
    public Outcome of(String peer, Throwable failure) {
        return new Outcome.RetryLater(peer + ": " + OneLine.of(Reason.of(failure, deadline)), waits.outage(), null);
    }
}
