// SPDX-License-Identifier: Apache-2.0
package org.tocsin.alarm;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.tocsin.api.Lane;
import org.tocsin.api.Setting;

/**
 * What is told, when, and on which lane.
 *
 * @param lane where the alarms go; empty when there shall be none
 * @param blockedFor how long a lane may move nothing
 * @param storePercent how full the store may be
 * @param source what the alarms name as their source; empty for the host
 */
record Settings(Optional<Lane> lane, Duration blockedFor, int storePercent, String source) {

    private static final String FILE = Config.PID + ".cfg";
    private static final Duration SHORTEST = Duration.ofSeconds(1);
    private static final Duration LONGEST = Duration.ofDays(30);
    private static final int MOST_PERCENT = 99;
    private static final int MAX_SOURCE = 255;
    private static final int MAX_FILE = 4_096;

    /** @throws IllegalArgumentException when a value is wrong; the message names file, key, value and remedy */
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
                lane(channel.text(), setting("keyFile", config.keyFile())),
                setting("blockedFor", config.blockedFor()).duration(SHORTEST, LONGEST),
                setting("storePercent", config.storePercent()).number(1, MOST_PERCENT),
                source.text());
    }

    private static Optional<Lane> lane(String channel, Setting file) {
        if (file.text().isEmpty()) {
            return Optional.empty();
        }
        String remedy = "the absolute path of a file with the key and nothing else, which the agent's user may read";
        try {
            Path path = Path.of(file.text());
            if (path.isAbsolute() && Files.isRegularFile(path) && Files.size(path) <= MAX_FILE) {
                String key = Files.readString(path).strip();
                if (!key.isEmpty()
                        && key.length() <= Lane.MAX_KEY_LENGTH
                        && key.lines().count() == 1) {
                    return Optional.of(new Lane(channel, key));
                }
            }
        } catch (IOException | InvalidPathException e) {
            throw file.isNot("a file that can be read", remedy);
        }
        throw file.isNot("a file with a key", remedy);
    }

    private static Setting setting(String key, String value) {
        return Setting.of(FILE, key, value);
    }
}
