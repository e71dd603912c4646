// SPDX-License-Identifier: Apache-2.0
package org.tocsin.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** What a person calls a user of this host. */
final class UserName {

    private static final Path USERS = Path.of("/etc/passwd");
    private static final String NAME = "[A-Za-z0-9._-]{1,64}";

    private UserName() {}

    /** The name with the number, as far as this host's own file of users has it; else the number. */
    static String of(String number) {
        try {
            for (String line : Files.readAllLines(USERS, StandardCharsets.ISO_8859_1)) {
                String[] fields = line.split(":", -1);
                if (fields.length > 2 && fields[2].equals(number) && fields[0].matches(NAME)) {
                    return fields[0] + " (" + number + ')';
                }
            }
        } catch (IOException e) {
            return number; // which is what matters
        }
        return number;
    }
}
