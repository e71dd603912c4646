// SPDX-License-Identifier: Apache-2.0
package org.tocsin.queue.derby.salvage;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** Knows a database of schema 1, whose rows cannot be found outside their tables, by the name of a table. */
final class OldSchema {

    private static final String TABLE = "DEAD_LETTER";
    private static final long CATALOGUE_IS_SMALLER = 4 << 20;

    private OldSchema() {}

    static boolean isIn(Path database) throws IOException {
        if (!Files.isDirectory(database.resolve("seg0"))) {
            return false;
        }
        try (Stream<Path> files = Files.list(database.resolve("seg0"))) {
            for (Path file : files.toList()) {
                if (Files.size(file) < CATALOGUE_IS_SMALLER
                        && new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1).contains(TABLE)) {
                    return true;
                }
            }
        }
        return false;
    }
}
