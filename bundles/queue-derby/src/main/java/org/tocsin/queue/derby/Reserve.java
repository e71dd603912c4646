// SPDX-License-Identifier: Apache-2.0
package org.tocsin.queue.derby;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.util.SplittableRandom;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Room that is taken while there is some, and given up when the disk is full: what was accepted can then still be
 * delivered, since a delivery takes a few bytes to write down. New events wait until the reserve is there again, or else
 * they would eat it up.
 */
final class Reserve {

    private static final Logger LOG = LoggerFactory.getLogger(Reserve.class);
    private static final long LARGEST = 32L << 20;
    private static final long SMALLEST = 1L << 20;
    private static final int SHARE = 32;
    private static final int CHUNK = 1 << 16;

    private final Path file;
    private final Path unfinished;
    private final long size;

    /** @param maxBytes of the store, of which it is a small part */
    Reserve(Path database, long maxBytes) {
        this.file = of(database);
        this.unfinished = file.resolveSibling(file.getFileName() + ".new");
        this.size = Math.max(SMALLEST, Math.min(LARGEST, maxBytes / SHARE));
    }

    private static Path of(Path database) {
        return database.resolveSibling(database.getFileName() + ".reserve");
    }

    /** Gives it up; answers whether there was one. */
    static boolean release(Path database) {
        try {
            return Files.deleteIfExists(of(database));
        } catch (IOException e) {
            LOG.debug("the disk is not only full", e);
            return false;
        }
    }

    /** What must be free for it to be taken, bytes: as much again stays. */
    long needed() {
        return 2 * size;
    }

    /** What the disk has free, bytes; nothing when it does not say. */
    long free() {
        try {
            return Files.getFileStore(file.resolveSibling(".")).getUsableSpace();
        } catch (IOException e) {
            LOG.debug("the disk of {} does not say what it has free", file, e);
            return 0;
        }
    }

    boolean isThere() {
        return Files.exists(file);
    }

    /** Takes it, if there is the room; answers whether it is there. */
    boolean take() {
        if (isThere()) {
            return true;
        }
        try {
            Files.deleteIfExists(unfinished);
            if (Files.getFileStore(file.resolveSibling(".")).getUsableSpace() < needed()) {
                return false;
            }
            Set<PosixFilePermission> mine = PosixFilePermissions.fromString("rw-------");
            Files.createFile(unfinished, PosixFilePermissions.asFileAttribute(mine));
            fill();
            Files.move(unfinished, file);
            return true;
        } catch (IOException e) {
            LOG.debug("there is no room for {}", file, e);
            discard();
            return false;
        }
    }

    /** With what no file system can make smaller. */
    private void fill() throws IOException {
        SplittableRandom random = new SplittableRandom();
        byte[] chunk = new byte[CHUNK];
        try (OutputStream out = Files.newOutputStream(unfinished, StandardOpenOption.WRITE)) {
            for (long written = 0; written < size; written += CHUNK) {
                random.nextBytes(chunk);
                out.write(chunk);
            }
        }
    }

    private void discard() {
        try {
            Files.deleteIfExists(unfinished);
        } catch (IOException e) {
            LOG.debug("{} stays until the next try", unfinished, e);
        }
    }
}
