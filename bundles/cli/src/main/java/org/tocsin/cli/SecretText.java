// SPDX-License-Identifier: Apache-2.0
package org.tocsin.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The agent's token, as the launcher handles it. */
final class SecretText {

    static final String RULE = "must have 16 or more of A-Z a-z 0-9 . _ ~ + / = -";

    private static final Pattern TOKEN = Pattern.compile("[A-Za-z0-9._~+/=-]{16,4000}");
    private static final String LETTERS = "abcdefghijklmnopqrstuvwxyz0123456789";

    /** As long as the Go agent's. */
    private static final int LENGTH = 32;

    private SecretText() {}

    static boolean fits(String secret) {
        return TOKEN.matcher(secret).matches();
    }

    /** A new one. */
    static String random() {
        StringBuilder text = new StringBuilder();
        new SecureRandom().ints(LENGTH, 0, LETTERS.length()).forEach(at -> text.append(LETTERS.charAt(at)));
        return text.toString();
    }

    /** The one in a file; null when there is none that this user may read. */
    static @Nullable String read(Path file) {
        try {
            String text = Files.readString(file, StandardCharsets.ISO_8859_1).strip();
            return fits(text) ? text : null;
        } catch (IOException e) {
            return null; // then there is none for this user
        }
    }

    /** Puts it into its file, see {@link ClosedFile}; makes the directory, for its owner alone. */
    static void write(Path file, String secret) throws IOException {
        Path directory = file.toAbsolutePath().getParent();
        Files.createDirectories(directory, mode("rwx------"));
        ClosedFile.write(file, secret + '\n');
    }

    static FileAttribute<?> mode(String permissions) {
        return PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions));
    }
}
