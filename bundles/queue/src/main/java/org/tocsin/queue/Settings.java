// SPDX-License-Identifier: Apache-2.0
package org.tocsin.queue;

import java.time.Duration;
import java.time.format.DateTimeParseException;
import org.jspecify.annotations.Nullable;

/**
 * The checked configuration.
 *
 * @param maxInFlight attempts under way at a time
 * @param deadline when an attempt is told to stop; longer than the channels' own deadline
 * @param windowEvents events of a lane that are held in memory
 * @param windowBytes bytes of events that are held in memory, all lanes together
 */
record Settings(int maxInFlight, Duration deadline, int windowEvents, long windowBytes) {

    private static final String FILE = "org.tocsin.queue.cfg";

    /** @throws IllegalArgumentException naming file, key, value and remedy */
    static Settings of(String maxInFlight, String deadline, String windowEvents, String windowBytes) {
        return new Settings(
                (int) number("maxInFlight", maxInFlight, 1, 1_024),
                duration("deadline", deadline),
                (int) number("windowEvents", windowEvents, 1, 10_000),
                number("windowBytes", windowBytes, 0, Long.MAX_VALUE));
    }

    private static long number(String key, String value, long least, long most) {
        try {
            long number = Long.parseLong(value.strip());
            if (number >= least && number <= most) {
                return number;
            }
        } catch (NumberFormatException e) {
            throw wrong(key, value, "a whole number from " + least + " to " + most, e);
        }
        throw wrong(key, value, "a whole number from " + least + " to " + most, null);
    }

    private static Duration duration(String key, String value) {
        String remedy = "a duration such as PT35S, from one second to one hour";
        try {
            Duration duration = Duration.parse(value.strip());
            if (duration.compareTo(Duration.ofSeconds(1)) >= 0 && duration.compareTo(Duration.ofHours(1)) <= 0) {
                return duration;
            }
        } catch (DateTimeParseException e) {
            throw wrong(key, value, remedy, e);
        }
        throw wrong(key, value, remedy, null);
    }

    private static IllegalArgumentException wrong(String key, String value, String remedy, @Nullable Exception cause) {
        return new IllegalArgumentException(FILE + ": " + key + ": " + value + " is not " + remedy, cause);
    }
}
