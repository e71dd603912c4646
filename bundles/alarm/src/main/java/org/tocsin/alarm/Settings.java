// SPDX-License-Identifier: Apache-2.0
package org.tocsin.alarm;

import java.time.Duration;
import java.util.Optional;
import org.tocsin.api.Setting;

/**
 * What is told, when, and on which lane.
 *
 * @param keyFile names the lane on which the alarms go; empty when there shall be none
 * @param blockedFor how long a lane may move nothing
 * @param storePercent how full the store may be
 * @param source what the alarms name as their source; empty for the host
 */
record Settings(Optional<KeyFile> keyFile, Duration blockedFor, int storePercent, String source) {

    private static final String FILE = Config.PID + ".cfg";
    private static final Duration SHORTEST = Duration.ofSeconds(1);
    private static final Duration LONGEST = Duration.ofDays(30);
    private static final int MOST_PERCENT = 99;
    private static final int MAX_SOURCE = 255;

    /**
     * Reads it; the file with the key is not read yet.
     *
     * @throws IllegalArgumentException when a value is wrong; the message names file, key, value and remedy
     */
    static Settings of(Config config) {
        Setting source = setting("source", config.source());
        if (source.text().length() > MAX_SOURCE) {
            throw source.isNot("short enough", "at most " + MAX_SOURCE + " characters");
        }
        Setting channel = setting("channel", config.channel());
        if (channel.text().isEmpty()) {
            throw channel.isNot("a channel", "pagerduty or another that is there");
        }
        return new Settings(
                keyFile(channel.text(), setting("keyFile", config.keyFile())),
                setting("blockedFor", config.blockedFor()).duration(SHORTEST, LONGEST),
                setting("storePercent", config.storePercent()).number(1, MOST_PERCENT),
                source.text());
    }

    private static Optional<KeyFile> keyFile(String channel, Setting file) {
        return file.text().isEmpty() ? Optional.empty() : Optional.of(new KeyFile(channel, file));
    }

    private static Setting setting(String key, String value) {
        return Setting.of(FILE, key, value);
    }
}
