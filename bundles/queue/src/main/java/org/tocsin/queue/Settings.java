// SPDX-License-Identifier: Apache-2.0
package org.tocsin.queue;

import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.tocsin.api.Setting;

/**
 * The checked configuration.
 *
 * @param maxInFlight attempts under way at a time, of lanes that do well
 * @param deadline when an attempt is told to stop; longer than the channels' own deadline
 * @param inFlightBytes bytes of large events that are under way at a time
 * @param windowEvents events of a lane that are held in memory
 * @param windowBytes bytes of events that are held in memory, all lanes together
 * @param maxAge how long an event may wait; null for ever
 * @param catchUp what lanes do with a backlog
 * @param rate how many attempts lanes may make
 * @param deadLetters which of them are kept
 * @param laneMeters so many lanes are shown each by itself in the metrics
 */
record Settings(
        int maxInFlight,
        Duration deadline,
        long inFlightBytes,
        int windowEvents,
        long windowBytes,
        @Nullable Duration maxAge,
        CatchUpSettings catchUp,
        RateSettings rate,
        DeadLetterSettings deadLetters,
        int laneMeters) {

    static final String FILE = "org.tocsin.queue.cfg";

    private static final Duration SHORTEST_AGE = Duration.ofMinutes(1);
    private static final Duration LONGEST_AGE = Duration.ofDays(3_650);

    /** @throws IllegalArgumentException naming file, key, value and remedy */
    static Settings of(QueueComponent.Config config, Map<String, ?> properties) {
        return new Settings(
                setting("maxInFlight", config.maxInFlight()).number(1, 1_024),
                setting("deadline", config.deadline()).duration(Duration.ofSeconds(1), Duration.ofHours(1)),
                setting("inFlightBytes", config.inFlightBytes()).number(1L << 20, Long.MAX_VALUE),
                setting("windowEvents", config.windowEvents()).number(1, 10_000),
                setting("windowBytes", config.windowBytes()).number(0, Long.MAX_VALUE),
                config.maxAge().isBlank()
                        ? null
                        : setting("maxAge", config.maxAge()).duration(SHORTEST_AGE, LONGEST_AGE),
                CatchUpSettings.of(config.catchUp(), config.catchUpFrom(), properties),
                RateSettings.of(config.ratePerMinute(), config.burst(), properties),
                DeadLetterSettings.of(config.keepDead(), config.keepDeadFor()),
                setting("laneMeters", config.laneMeters()).number(0, 10_000));
    }

    private static Setting setting(String key, String value) {
        return Setting.of(FILE, key, value);
    }
}
