// SPDX-License-Identifier: Apache-2.0
package org.tocsin.queue.derby;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** Damages the files of a database. */
final class Tearing {

    private static final int PAGE = 32_768;
    private static final int SECTOR = 4_096;

    private Tearing() {}

    /** The files that have records of a kind, those with most first. */
    static List<Path> filesWith(Path database, char kind) throws IOException {
        try (Stream<Path> files = Files.list(database.resolve("seg0"))) {
            return files.filter(file -> String.valueOf(file.getFileName()).matches("c[0-9a-f]+\\.dat"))
                    .filter(file -> count(file, kind) > 0)
                    .sorted(Comparator.comparingInt((Path file) -> count(file, kind))
                            .reversed())
                    .toList();
        }
    }

    /** The second half of a page was never written. */
    static void tear(Path file, long page) throws IOException {
        try (RandomAccessFile bytes = new RandomAccessFile(file.toFile(), "rw")) {
            bytes.seek(page * PAGE + PAGE / 2L);
            bytes.write(new byte[PAGE / 2]);
        }
    }

    /** The first sector of a page was never written. */
    static void behead(Path file, long page) throws IOException {
        try (RandomAccessFile bytes = new RandomAccessFile(file.toFile(), "rw")) {
            bytes.seek(page * PAGE);
            bytes.write(new byte[SECTOR]);
        }
    }

    /** Tears many pages. */
    static void tearAll(Path file, long from, long to) throws IOException {
        for (long page = from; page <= to && (page + 1) * PAGE <= Files.size(file); page++) {
            tear(file, page);
        }
    }

    private static int count(Path file, char kind) {
        try {
            byte[] bytes = Files.readAllBytes(file);
            int count = 0;
            for (int at = find(bytes, 0, kind); at >= 0; at = find(bytes, at + 1, kind)) {
                count++;
            }
            return count;
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static int find(byte[] bytes, int from, char kind) {
        for (int i = from; i + 3 < bytes.length; i++) {
            if (bytes[i] == 'T' && bytes[i + 1] == 'c' && bytes[i + 2] == 'S' && bytes[i + 3] == kind) {
                return i;
            }
        }
        return -1;
    }
}
