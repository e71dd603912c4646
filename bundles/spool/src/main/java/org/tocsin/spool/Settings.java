// SPDX-License-Identifier: Apache-2.0
package org.tocsin.spool;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
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

    /** Of this the file does not decide: senders do not read it. */
    static final String DIRECTORY = "directory";

    /**
     * Reads it.
     *
     * @param spool where Tocsin's own programs drop, as TOCSIN_SPOOL said at the start; may be empty
     * @throws IllegalArgumentException when a value is wrong; it names file, key, value and remedy
     */
    static Settings of(Config config, String spool) {
        List<Path> outqueues = new ArrayList<>();
        for (String one : config.outqueues().split(",", -1)) {
            if (!one.isBlank()) {
                outqueues.add(path(setting("outqueues", one)));
            }
        }
        return new Settings(
                spool.isBlank() ? null : path(Setting.of("the environment", "TOCSIN_SPOOL", spool)),
                List.copyOf(outqueues),
                setting("interval", config.interval()).duration(Duration.ofSeconds(1), Duration.ofHours(1)),
                setting("maxRejected", config.maxRejected()).number(1, 100_000),
                setting("rejectedAge", config.rejectedAge()).duration(Duration.ofMinutes(1), Duration.ofDays(365)));
    }

    /**
     * That nobody has written the agent another directory than its senders have.
     *
     * @param values as they are written, by key
     * @param spool as above; empty when nobody can say
     * @throws IllegalArgumentException when somebody has; it names file, key, value and remedy
     */
    static void requireOneDirectory(Map<String, ?> values, String spool) {
        Setting other = setting(DIRECTORY, String.valueOf(values.containsKey(DIRECTORY) ? values.get(DIRECTORY) : ""));
        if (!other.text().isEmpty() && !other.text().equals(spool.strip())) {
            throw other.isNot(
                    "for this file to say", "TOCSIN_SPOOL, which the agent and its senders read, and remove this line");
        }
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
