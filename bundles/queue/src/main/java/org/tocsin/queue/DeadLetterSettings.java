// SPDX-License-Identifier: Apache-2.0
package org.tocsin.queue;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.tocsin.api.Setting;

/**
 * Which dead letters are kept. What waits is kept in any case.
 *
 * @param most so many of a lane, the younger ones; 0: all
 * @param age since they died; null: for ever
 */
record DeadLetterSettings(int most, @Nullable Duration age) {

    private static final Duration SHORTEST = Duration.ofMinutes(1);
    private static final Duration LONGEST = Duration.ofDays(3_650);

    /** @throws IllegalArgumentException naming file, key, value and remedy */
    static DeadLetterSettings of(String most, String age) {
        return new DeadLetterSettings(
                most.isBlank() ? 0 : Setting.of(Settings.FILE, "keepDead", most).number(0, Integer.MAX_VALUE),
                age.isBlank()
                        ? null
                        : Setting.of(Settings.FILE, "keepDeadFor", age).duration(SHORTEST, LONGEST));
    }

    boolean keepsAll() {
        return most == 0 && age == null;
    }
}
