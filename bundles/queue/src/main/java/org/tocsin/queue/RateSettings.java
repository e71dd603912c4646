// SPDX-License-Identifier: Apache-2.0
package org.tocsin.queue;

import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.tocsin.api.Lane;
import org.tocsin.api.Setting;

/**
 * How many attempts a lane may make.
 *
 * @param perMinute in the long run; 0: as many as it can
 * @param byLane the same for some lanes, by their ids
 * @param burst so many at once after a pause
 */
record RateSettings(int perMinute, Map<String, Integer> byLane, int burst) {

    private static final String KEY = "ratePerMinute";
    private static final String BY_LANE = KEY + '.';
    private static final int MOST = 1_000_000;

    RateSettings {
        byLane = Map.copyOf(byLane);
    }

    /** @throws IllegalArgumentException naming file, key, value and remedy */
    static RateSettings of(String every, String burst, Map<String, ?> properties) {
        Map<String, Integer> byLane = new TreeMap<>();
        properties.forEach((key, value) -> {
            if (isOfLane(key)) {
                byLane.put(key.substring(BY_LANE.length()), number(key, String.valueOf(value)));
            }
        });
        return new RateSettings(
                number(KEY, every),
                byLane,
                Setting.of(Settings.FILE, "burst", burst).number(1, MOST));
    }

    /** The pace of a lane; null when it has none. */
    @Nullable
    LanePace pace(Lane lane) {
        int rate = byLane.getOrDefault(lane.id(), perMinute);
        return rate == 0 ? null : new LanePace(Duration.ofMinutes(1).dividedBy(rate), burst);
    }

    /** Whether a key is that of a single lane. */
    static boolean isOfLane(String key) {
        return key.startsWith(BY_LANE) && key.length() > BY_LANE.length();
    }

    private static int number(String key, String value) {
        return value.isBlank() ? 0 : Setting.of(Settings.FILE, key, value).number(0, MOST);
    }
}
