// SPDX-License-Identifier: Apache-2.0
package org.tocsin.api;

import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Locale;

/**
 * A value as it was written into a file of the configuration. What reads it throws a {@link WrongSettingException}
 * when it is wrong.
 *
 * @param file its name without the directory, which is not everywhere the same
 * @param key in that file
 * @param text as it was written, without the blanks around it; shown in messages, so never a secret
 */
public record Setting(String file, String key, String text) {

    /** Takes the blanks off. */
    public Setting {
        text = text.strip();
    }

    /** A value, read by the methods of what this returns. */
    public static Setting of(String file, String key, String text) {
        return new Setting(file, key, text);
    }

    /** A whole number from {@code least} to {@code most}. */
    public long number(long least, long most) {
        String remedy = "a whole number from " + least + " to " + most;
        try {
            long number = Long.parseLong(text);
            if (number >= least && number <= most) {
                return number;
            }
        } catch (NumberFormatException e) {
            throw isNot("a number", remedy);
        }
        throw isNot("in range", remedy);
    }

    /** The same for what is counted by an {@code int}. */
    public int number(int least, int most) {
        return Math.toIntExact(number((long) least, (long) most));
    }

    /** A duration as ISO-8601 has it, longer than zero. */
    public Duration positiveDuration() {
        Duration duration = duration();
        if (duration.isNegative() || duration.isZero()) {
            throw isNot("long enough", "a duration longer than zero, such as PT5S");
        }
        return duration;
    }

    /** A duration as ISO-8601 has it, from {@code least} to {@code most}. */
    public Duration duration(Duration least, Duration most) {
        Duration duration = duration();
        if (duration.compareTo(least) < 0 || duration.compareTo(most) > 0) {
            throw isNot("in range", "a duration from " + least + " to " + most);
        }
        return duration;
    }

    private Duration duration() {
        try {
            return Duration.parse(text);
        } catch (DateTimeParseException e) {
            throw isNot("a duration", "ISO-8601 such as PT30S");
        }
    }

    /** One of these words, which are in small letters, however it is written. */
    public String oneOf(String... words) {
        String word = text.toLowerCase(Locale.ROOT);
        if (!List.of(words).contains(word)) {
            throw isNot("known", String.join(" or ", words));
        }
        return word;
    }

    /**
     * The sentence that all wrong values have, for a reader that is not here.
     *
     * @param what it is not
     * @param remedy what to use instead
     * @return a {@link WrongSettingException}
     */
    public IllegalArgumentException isNot(String what, String remedy) {
        return new WrongSettingException(
                key, file + ": " + key + ": '" + text + "' is not " + what + ", use " + remedy);
    }
}
