// SPDX-License-Identifier: Apache-2.0
package org.tocsin.spool;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.tocsin.api.Setting;

/**
 * The configuration, read and checked.
 *
 * @param directory where Tocsin's own programs drop; null when nobody says
 * @param outqueues in the layout of pdagent
 * @param interval how often all of them are looked at
 * @param maxRejected how many files that were refused for good are kept
 * @param rejectedAge how long they are kept
 */
record Settings(
        @Nullable Path directory, List<Path> outqueues, Duration interval, int maxRejected, Duration rejectedAge) {

    /** Where pdagent has its queue. */
    static final String PDAGENT = "/var/lib/pdagent/outqueue";

    private static final String FILE = Config.PID + ".cfg";

    /**
     * Reads it.
     *
     * @param spool what TOCSIN_SPOOL said at the start; may be empty
     * @throws IllegalArgumentException when a value is wrong; it names file, key, value and remedy
     */
    static Settings of(Config config, String spool) {
        Setting directory = setting("directory", config.directory());
        List<Path> outqueues = new ArrayList<>();
        for (String one : config.outqueues().split(",", -1)) {
            if (!one.isBlank()) {
                outqueues.add(path(setting("outqueues", one)));
            }
        }
        String where = directory.text().isEmpty() ? spool.strip() : directory.text();
        return new Settings(
                where.isEmpty() ? null : path(setting("directory", where)),
                List.copyOf(outqueues),
                setting("interval", config.interval()).duration(Duration.ofSeconds(1), Duration.ofHours(1)),
                setting("maxRejected", config.maxRejected()).number(1, 100_000),
                setting("rejectedAge", config.rejectedAge()).duration(Duration.ofMinutes(1), Duration.ofDays(365)));
    }

    private static Setting setting(String key, String value) {
        return Setting.of(FILE, key, value);
    }

    private static Path path(Setting setting) {
        try {
            Path path = Path.of(setting.text());
            if (path.isAbsolute()) {
                return path;
            }
        } catch (InvalidPathException e) {
            throw setting.isNot("a path", "one that begins with /");
        }
        throw setting.isNot("absolute", "a path that begins with /");
    }
}
