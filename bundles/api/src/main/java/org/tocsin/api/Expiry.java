// SPDX-License-Identifier: Apache-2.0
package org.tocsin.api;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * From when until when something counts that somebody has to renew, such as a certificate.
 *
 * @param begin when it came into effect
 * @param end when it is over
 */
public record Expiry(Instant begin, Instant end) {

    /** Enough for who renews by hand; below what those leave who renew by a timer. */
    private static final Duration NOTICE = Duration.ofDays(14);

    /** What counts for a few days only is renewed late: a part of its time is notice enough. */
    private static final int PART = 6;

    /** Words that go on after its name, when it is time to renew it; else null. The same at every time before its end. */
    public @Nullable String told(Instant now) {
        if (!now.isBefore(end)) {
            return "has expired on " + end + ", renew it";
        }
        Duration part = Duration.between(begin, end).dividedBy(PART);
        Duration notice = part.compareTo(NOTICE) < 0 ? part : NOTICE;
        return now.isBefore(end.minus(notice)) ? null : "expires on " + end + ", renew it";
    }
}
