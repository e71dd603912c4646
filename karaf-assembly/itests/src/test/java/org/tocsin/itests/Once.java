// SPDX-License-Identifier: Apache-2.0
package org.tocsin.itests;

import static java.nio.file.StandardCopyOption.ATOMIC_MOVE;
import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;

/** Directories that take long to make, and are made once for all JVMs of the tests of one archive. */
final class Once {

    private static final Path ARCHIVE = Path.of(System.getProperty("tocsin.archive"));

    private Once() {}

    /** Fills a directory. */
    interface Filling {
        void fill(Path directory) throws IOException;
    }

    /** The directory of that name, as the first who asked for it has filled it; it lies where it was filled. */
    static synchronized Path made(String name, Filling filling) {
        try {
            Files.createDirectories(Distribution.WORK);
            String build = Long.toHexString(Files.getLastModifiedTime(ARCHIVE).toMillis() * 31 + Files.size(ARCHIVE));
            Path directory = Distribution.WORK.resolve(name + '-' + build);
            Path filled = Distribution.WORK.resolve(name + '-' + build + ".filled");
            Path lock = Distribution.WORK.resolve(name + '-' + build + ".lock");
            try (FileChannel channel = FileChannel.open(lock, CREATE, WRITE);
                    FileLock held = channel.lock()) {
                if (!Files.exists(filled)) {
                    if (Files.exists(directory)) {
                        // of somebody who was ended in the middle
                        Files.move(
                                directory,
                                Files.createTempDirectory(Distribution.WORK, "broken-")
                                        .resolve(name),
                                ATOMIC_MOVE);
                    }
                    Files.createDirectory(directory);
                    filling.fill(directory);
                    Files.createFile(filled);
                }
                assert held.isValid();
            }
            return directory;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
