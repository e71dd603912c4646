// SPDX-License-Identifier: Apache-2.0
package org.tocsin.cli;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** How figures are shown to people. */
final class Format {

    private static final int KIB = 1_024;

    private Format() {}

    static String time(@Nullable Instant time) {
        return time == null ? "-" : time.truncatedTo(ChronoUnit.SECONDS).toString();
    }

    /** The two largest units of a duration, for example {@code 3h05m}. */
    static String duration(@Nullable Duration duration) {
        if (duration == null) {
            return "-";
        }
        long seconds = Math.max(0, duration.toSeconds());
        if (duration.toDays() > 0) {
            return two("%dd%02dh", duration.toDays(), duration.toHoursPart());
        }
        if (duration.toHours() > 0) {
            return two("%dh%02dm", duration.toHours(), duration.toMinutesPart());
        }
        return seconds >= 60 ? two("%dm%02ds", seconds / 60, seconds % 60) : seconds + "s";
    }

    private static String two(String format, long large, long small) {
        return String.format(Locale.ROOT, format, large, small);
    }

    /** How long ago something was. */
    static String age(@Nullable Instant since, Instant now) {
        return since == null ? "-" : duration(Duration.between(since, now));
    }

    static String rate(double rate) {
        return String.format(Locale.ROOT, "%.1f", rate).replaceFirst("\\.0$", "");
    }

    static String seconds(Duration duration) {
        return String.format(Locale.ROOT, "%.1f s", duration.toMillis() / 1_000.0);
    }

    static String size(long bytes) {
        return bytes < (long) KIB * KIB
                ? (bytes + KIB - 1) / KIB + " KiB"
                : String.format(Locale.ROOT, "%.1f MiB", bytes / (double) (KIB * KIB));
    }

    /** {@code 1 event is} or {@code 2 events are}. */
    static String eventsAre(int count) {
        return count == 1 ? "1 event is" : count + " events are";
    }

    /** A text of several lines for a terminal, which what a stranger wrote must not steer. */
    static String printable(String text) {
        return text.replaceAll("[\\p{Cc}&&[^\n\t]]", " ");
    }

    /** The beginning of a text, for a column. */
    static String shortened(@Nullable String text, int length) {
        if (text == null) {
            return "-";
        }
        return text.codePointCount(0, text.length()) <= length
                ? text
                : text.substring(0, text.offsetByCodePoints(0, length - 1)) + '…';
    }
}
