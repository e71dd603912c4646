// SPDX-License-Identifier: Apache-2.0
package org.tocsin.channel.http;

import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The header {@code Retry-After}: seconds or a date (RFC 9110, 10.2.3). It comes from outside, so it can neither make
 * the lane run hot nor stop it for days.
 */
final class RetryAfter {

    private static final Duration FLOOR = Duration.ofSeconds(1);
    private static final Pattern SECONDS = Pattern.compile("[0-9]+");
    private static final int SAFE_DIGITS = 9;

    private final Clock clock;
    private final Duration ceiling;

    RetryAfter(Clock clock, Duration ceiling) {
        this.clock = clock;
        this.ceiling = ceiling;
    }

    /** The wait that was asked for, within one second and the ceiling; null when nothing sensible was said. */
    @Nullable
    Duration parse(@Nullable String header) {
        if (header == null) {
            return null;
        }
        String value = header.strip();
        if (SECONDS.matcher(value).matches()) {
            return value.length() > SAFE_DIGITS ? ceiling : bounded(Duration.ofSeconds(Long.parseLong(value)));
        }
        try {
            ZonedDateTime date = ZonedDateTime.parse(value, DateTimeFormatter.RFC_1123_DATE_TIME);
            return bounded(Duration.between(clock.instant(), date.toInstant()));
        } catch (DateTimeException e) {
            // not a date either: as if it had not been sent
            return null;
        }
    }

    private Duration bounded(Duration wait) {
        if (wait.compareTo(ceiling) >= 0) {
            return ceiling;
        }
        return wait.compareTo(FLOOR) < 0 ? FLOOR : wait;
    }
}
