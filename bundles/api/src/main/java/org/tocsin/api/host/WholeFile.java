// SPDX-License-Identifier: Apache-2.0
package org.tocsin.api.host;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;

/** A file that is there whole or not at all, also after a power failure. */
public final class WholeFile {

    private WholeFile() {}

    /**
     * Puts a text, in UTF-8, in the place of what is there, for its owner alone (0600). Returns when it is on the disk.
     *
     * @throws IOException when it is not; what was there is there still, unless only the last sync failed
     */
    public static void write(Path file, String text) throws IOException {
        Path directory = file.toAbsolutePath().resolveSibling("");
        Path draft = Files.createTempFile(
                directory,
                "." + file.getFileName(),
                ".new",
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        try {
            try (FileChannel out = FileChannel.open(draft, StandardOpenOption.WRITE)) {
                ByteBuffer bytes = StandardCharsets.UTF_8.encode(text);
                while (bytes.hasRemaining()) {
                    out.write(bytes);
                }
                out.force(true);
            }
            Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE);
            syncNames(directory);
        } finally {
            Files.deleteIfExists(draft);
        }
    }

    /** Makes the names in a directory last: a file that was renamed there is else known by its old one after a power failure. */
    public static void syncNames(Path directory) throws IOException {
        try (FileChannel names = FileChannel.open(directory, StandardOpenOption.READ)) {
            names.force(true);
        }
    }
}
