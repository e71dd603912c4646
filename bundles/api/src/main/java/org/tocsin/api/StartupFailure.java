// SPDX-License-Identifier: Apache-2.0
package org.tocsin.api;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/**
 * Why the agent cannot start: one line for the launcher, which started the process, waits for it and reads the file
 * {@value #FILE} in the data directory.
 */
public final class StartupFailure {

    /** The file's name in the directory that the system property {@value #DATA} names. */
    public static final String FILE = "startup-failure";

    private static final String DATA = "tocsin.data";

    private StartupFailure() {}

    /**
     * Leaves the line for the launcher, whole or not at all; without a data directory no launcher watches, and nothing
     * is done.
     *
     * @param reason file, key, value and remedy; line breaks become blanks
     * @throws IOException when it cannot be left, for the data directory itself may be what is wrong: log that
     */
    public static void tell(String reason) throws IOException {
        String data = System.getProperty(DATA, "");
        if (data.isBlank()) {
            return;
        }
        Path directory = directory(data);
        Path draft = Files.createTempFile(directory, "." + FILE, "");
        try {
            Files.writeString(draft, reason.strip().replaceAll("\\R", " ") + '\n');
            Files.move(draft, directory.resolve(FILE), StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(draft);
        }
    }

    private static Path directory(String data) throws IOException {
        try {
            return Path.of(data);
        } catch (InvalidPathException e) {
            throw new IOException(DATA + " is no path", e);
        }
    }
}
