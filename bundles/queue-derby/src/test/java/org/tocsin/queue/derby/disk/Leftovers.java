// SPDX-License-Identifier: Apache-2.0
package org.tocsin.queue.derby.disk;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What may pile up in a process that has trouble with its disk.
 *
 * @param threads its threads
 * @param deleted files of the database that are open and deleted
 * @param again how often files of the database are open more than once
 */
record Leftovers(int threads, int deleted, int again) {

    private static final Path OPEN = Path.of("/proc/self/fd");
    private static final int SLACK = 8;

    /** An engine that was stopped goes when its threads' last traces of it are swept: two of them, with their files. */
    private static final int ENGINES = 40;

    /** As it is now; without Linux there are no files. */
    static Leftovers count(Path database) throws IOException {
        int deleted = 0;
        int again = 0;
        Set<String> seen = new HashSet<>();
        for (String file : open()) {
            if (file.startsWith(database.toString())) {
                if (file.endsWith(" (deleted)")) {
                    deleted++;
                } else if (!seen.add(file)) {
                    again++;
                }
            }
        }
        return new Leftovers(Thread.activeCount(), deleted, again);
    }

    /** Without what the garbage collector closes. */
    static Leftovers afterCollection(Path database) throws IOException {
        System.gc();
        return count(database);
    }

    /** The higher of each. */
    Leftovers and(Leftovers other) {
        return new Leftovers(
                Math.max(threads, other.threads), Math.max(deleted, other.deleted), Math.max(again, other.again));
    }

    /** Whether these are hardly more. */
    boolean covers(Leftovers later) {
        return later.threads <= threads + SLACK && later.deleted <= deleted + SLACK && later.again <= again + ENGINES;
    }

    private static List<String> open() throws IOException {
        if (!Files.isDirectory(OPEN)) {
            return List.of();
        }
        try (Stream<Path> numbers = Files.list(OPEN)) {
            return numbers.map(Leftovers::target).toList();
        }
    }

    private static String target(Path number) {
        try {
            return Files.readSymbolicLink(number).toString();
        } catch (IOException e) {
            return "closed meanwhile: " + e.getMessage();
        }
    }
}
