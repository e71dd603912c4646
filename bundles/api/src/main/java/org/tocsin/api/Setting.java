// SPDX-License-Identifier: Apache-2.0
package org.tocsin.api;

import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

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

    /** The absolute path of a file, which need not be there yet; empty when nothing is written. */
    public String absolutePath() {
        if (!text.isEmpty() && !text.startsWith("/")) {
            throw isNot("an absolute path", "one that begins with /, without quotes");
        }
        return text;
    }

    /** A text with names in double braces; null when nothing is written. */
    public @Nullable Template template() {
        if (text.isEmpty()) {
            return null;
        }
        try {
            return Template.of(text);
        } catch (IllegalArgumentException e) {
            throw new WrongSettingException(key, file + ": " + key + ": '" + text + "' " + e.getMessage());
        }
    }

    /**
     * Pairs such as {@code DOWN=critical, WARNING=warning}, in their order.
     *
     * @param values what may stand behind a name
     */
    public Map<String, String> pairs(String... values) {
        String remedy = "NAME=VALUE, NAME=VALUE with values " + String.join(", ", values);
        Map<String, String> pairs = new LinkedHashMap<>();
        for (String pair : text.isEmpty() ? new String[0] : text.split(",", -1)) {
            int at = pair.indexOf('=');
            String name = at < 0 ? "" : pair.substring(0, at).strip();
            String value = pair.substring(at + 1).strip().toLowerCase(Locale.ROOT);
            if (name.isEmpty() || !List.of(values).contains(value)) {
                throw isNot("a list of pairs", remedy);
            }
            if (pairs.put(name, value) != null) {
                throw isNot("clear about " + name, "each name once");
            }
        }
        return pairs;
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
