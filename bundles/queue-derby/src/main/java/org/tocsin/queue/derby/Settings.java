// SPDX-License-Identifier: Apache-2.0
package org.tocsin.queue.derby;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import org.tocsin.api.Setting;

/**
 * The checked configuration.
 *
 * @param directory the database
 * @param log where Derby writes what it has to say
 * @param maxBytes bytes of what waits and of exceptions; 0 = decided by the free space at the start
 * @param keepDelivered how many delivered events are kept at most, more or less
 * @param keepDeliveredFor for how long, more or less
 */
record Settings(Path directory, Path log, long maxBytes, long keepDelivered, Duration keepDeliveredFor) {

    static final String FILE = "org.tocsin.queue.derby.cfg";

    /**
     * Checks the configuration.
     *
     * @throws IllegalArgumentException naming file, key, value and remedy
     */
    static Settings of(DerbyEventStore.Config config) {
        return of(
                config.directory(), config.log(), config.maxBytes(), config.keepDelivered(), config.keepDeliveredFor());
    }

    /**
     * Checks the configuration.
     *
     * @throws IllegalArgumentException naming file, key, value and remedy
     */
    static Settings of(String directory, String log, String maxBytes, String keepDelivered, String keepDeliveredFor) {
        return new Settings(
                path("directory", directory),
                path("log", log),
                bytes(maxBytes),
                Setting.of(FILE, "keepDelivered", keepDelivered).number(0, Long.MAX_VALUE),
                Setting.of(FILE, "keepDeliveredFor", keepDeliveredFor).positiveDuration());
    }

    private static Path path(String key, String value) {
        Setting setting = Setting.of(FILE, key, value);
        String text = setting.text();
        // Derby reads what follows a semicolon as attributes
        if (text.isEmpty() || text.indexOf(';') >= 0) {
            throw setting.isNot("a path", "one without semicolons");
        }
        try {
            return Path.of(text).toAbsolutePath().normalize();
        } catch (InvalidPathException e) {
            throw setting.isNot("a path", "one of this system");
        }
    }

    private static long bytes(String value) {
        Setting setting = Setting.of(FILE, "maxBytes", value);
        return setting.text().isEmpty() ? 0 : setting.number(0, Long.MAX_VALUE);
    }
}
