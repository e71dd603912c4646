// SPDX-License-Identifier: Apache-2.0
package org.tocsin.channel;

import java.time.Duration;
import org.tocsin.api.Backoff;
import org.tocsin.api.Setting;

/**
 * How long a lane waits before it tries again.
 *
 * @param throttle after the other side asked to slow down and did not say for how long
 * @param outage after anything else that may pass
 * @param retryAfterCeiling the longest wait that the other side may ask for
 */
public record Waits(Backoff throttle, Backoff outage, Duration retryAfterCeiling) {

    private static final Duration SHORTEST = Duration.ofMillis(1);
    private static final Duration LONGEST = Duration.ofDays(1);

    /**
     * As it is written.
     *
     * @throws IllegalArgumentException when a value is wrong; it names file, key, value and remedy
     */
    public static Waits of(
            String file,
            String throttleInitial,
            String throttleCeiling,
            String outageInitial,
            String outageCeiling,
            String retryAfterCeiling) {
        return new Waits(
                backoff(file, "throttle", throttleInitial, throttleCeiling, false),
                backoff(file, "outage", outageInitial, outageCeiling, true),
                duration(file, "retryAfterCeiling", retryAfterCeiling));
    }

    /** A duration of a length that makes sense for an attempt or a wait. */
    public static Duration duration(String file, String key, String value) {
        return Setting.of(file, key, value).duration(SHORTEST, LONGEST);
    }

    private static Backoff backoff(String file, String name, String initial, String ceiling, boolean jitter) {
        Duration from = duration(file, name + "Initial", initial);
        Duration to = duration(file, name + "Ceiling", ceiling);
        if (to.compareTo(from) < 0) {
            throw Setting.of(file, name + "Ceiling", ceiling)
                    .isNot("long enough", "at least " + name + "Initial, which is " + from);
        }
        return new Backoff(from, to, jitter);
    }
}
