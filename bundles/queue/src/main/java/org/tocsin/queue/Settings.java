// SPDX-License-Identifier: Apache-2.0
package org.tocsin.queue;

import java.time.Duration;
import org.tocsin.api.Setting;

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
                setting("maxInFlight", maxInFlight).number(1, 1_024),
                setting("deadline", deadline).duration(Duration.ofSeconds(1), Duration.ofHours(1)),
                setting("windowEvents", windowEvents).number(1, 10_000),
                setting("windowBytes", windowBytes).number(0, Long.MAX_VALUE));
    }

    private static Setting setting(String key, String value) {
        return Setting.of(FILE, key, value);
    }
}
