// SPDX-License-Identifier: Apache-2.0
package org.tocsin.queue.derby;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * The checked configuration.
 *
 * @param directory the database
 * @param log where Derby writes what it has to say
 * @param maxBytes bytes of waiting events; 0 = decided by the free space at the start
 */
record Settings(Path directory, Path log, long maxBytes) {

    static final String FILE = "org.tocsin.queue.derby.cfg";

    /**
     * Checks the configuration.
     *
     * @throws IllegalArgumentException naming file, key, value and remedy
     */
    static Settings of(String directory, String log, String maxBytes) {
        return new Settings(path("directory", directory), path("log", log), bytes(maxBytes));
    }

    private static Path path(String key, String value) {
        // Derby reads what follows a semicolon as attributes
        if (value.isBlank() || value.indexOf(';') >= 0) {
            throw wrong(key, value, "a path without semicolons", null);
        }
        try {
            return Path.of(value.strip()).toAbsolutePath().normalize();
        } catch (InvalidPathException e) {
            throw wrong(key, value, "a path", e);
        }
    }

    private static long bytes(String value) {
        String remedy = "a number of bytes such as 1073741824; empty means 1 GiB or 80 % of the free space";
        try {
            long bytes = value.isBlank() ? 0 : Long.parseLong(value.strip());
            if (bytes >= 0) {
                return bytes;
            }
        } catch (NumberFormatException e) {
            throw wrong("maxBytes", value, remedy, e);
        }
        throw wrong("maxBytes", value, remedy, null);
    }

    private static IllegalArgumentException wrong(String key, String value, String remedy, @Nullable Exception cause) {
        return new IllegalArgumentException(FILE + ": " + key + ": " + value + " is not " + remedy, cause);
    }
}
