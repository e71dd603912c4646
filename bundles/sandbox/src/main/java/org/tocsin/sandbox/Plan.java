// SPDX-License-Identifier: Apache-2.0
package org.tocsin.sandbox;

import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A failure that is to come.
 *
 * @param failure what happens
 * @param key to whose requests; null is to all
 * @param times to how many of them; 0 is to all until it is cleared
 */
public record Plan(Failure failure, @Nullable String key, int times) {

    private static final Set<String> WORDS =
            Set.of("fail", "key", "times", "retry-after", "pause", "status", "location");

    public Plan {
        if (times < 0) {
            throw new IllegalArgumentException("times: must be 1 or more, or 0 for until cleared");
        }
        if (key != null && failure instanceof Failure.Reset reset && reset.beforeReading()) {
            throw new IllegalArgumentException(
                    "key: is not known before the request is read, leave it out or plan reset instead of reset-before");
        }
    }

    /** The next {@code times} requests of any key. */
    public static Plan next(int times, Failure failure) {
        return new Plan(failure, null, times);
    }

    /** All requests of any key until cleared. */
    public static Plan always(Failure failure) {
        return new Plan(failure, null, 0);
    }

    /** The same for one key. */
    public Plan forKey(String value) {
        return new Plan(failure, value, times);
    }

    /**
     * Reads the written form, {@code fail=503&times=2&key=...}.
     *
     * @throws IllegalArgumentException when it cannot be read; names the word and the remedy
     */
    public static Plan parse(String text) {
        Map<String, String> words = new LinkedHashMap<>();
        for (String part : text.split("&", -1)) {
            int equals = part.indexOf('=');
            if (equals > 0) {
                words.put(part.substring(0, equals), part.substring(equals + 1));
            }
        }
        return of(words);
    }

    static Plan of(Map<String, String> words) {
        for (String word : words.keySet()) {
            if (!WORDS.contains(word)) {
                throw new IllegalArgumentException(
                        word + ": is unknown, use fail, key, times, retry-after, pause, status or location");
            }
        }
        return new Plan(failure(words), words.get("key"), number(words, "times", 0));
    }

    private static Failure failure(Map<String, String> words) {
        String fail = words.getOrDefault("fail", "").toLowerCase(Locale.ROOT);
        return switch (fail) {
            case "hang" -> new Failure.Hang();
            case "reset" -> new Failure.Reset(false);
            case "reset-before" -> new Failure.Reset(true);
            case "close" -> new Failure.Close();
            case "lost" -> new Failure.Lost();
            case "trickle" -> new Failure.Trickle(pause(words));
            case "delay" -> new Failure.Delay(pause(words));
            case "redirect" -> new Failure.Redirect(number(words, "status", 302), words.get("location"));
            default -> {
                if (!fail.matches("[0-9]{3}")) {
                    throw new IllegalArgumentException("fail: must be a status, hang, reset, reset-before, close, lost,"
                            + " trickle, delay or redirect");
                }
                yield new Failure.Status(Integer.parseInt(fail), words.get("retry-after"));
            }
        };
    }

    private static Duration pause(Map<String, String> words) {
        try {
            return Duration.parse(words.getOrDefault("pause", "PT1S"));
        } catch (DateTimeParseException e) {
            throw new IllegalArgumentException("pause: is no duration, give it as in PT0.2S", e);
        }
    }

    private static int number(Map<String, String> words, String word, int otherwise) {
        try {
            return Integer.parseInt(words.getOrDefault(word, Integer.toString(otherwise)));
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(word + ": is no number", e);
        }
    }
}
