// SPDX-License-Identifier: Apache-2.0
package org.tocsin.engine;

import java.time.Duration;
import java.time.format.DateTimeParseException;
import org.jspecify.annotations.Nullable;

/** Reads a value of the configuration, or says in which file it is wrong and what to write. */
final class Setting {

    private static final String FILE = "etc/org.tocsin.engine.cfg";

    private Setting() {}

    static Duration duration(String key, String value) {
        try {
            Duration duration = Duration.parse(value.strip());
            if (!duration.isNegative() && !duration.isZero()) {
                return duration;
            }
        } catch (DateTimeParseException e) {
            throw wrong(key, value, "write an ISO-8601 duration such as PT5S", e);
        }
        throw wrong(key, value, "write a duration longer than zero, such as PT5S", null);
    }

    static int positive(String key, String value) {
        try {
            int number = Integer.parseInt(value.strip());
            if (number > 0) {
                return number;
            }
        } catch (NumberFormatException e) {
            throw wrong(key, value, "write 1 or more", e);
        }
        throw wrong(key, value, "write 1 or more", null);
    }

    private static IllegalArgumentException wrong(String key, String value, String remedy, @Nullable Throwable cause) {
        return new IllegalArgumentException(FILE + ": " + key + " = " + value + ": " + remedy, cause);
    }
}
