// SPDX-License-Identifier: Apache-2.0
package org.tocsin.alarm;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.tocsin.api.Lane;
import org.tocsin.api.Setting;

/**
 * The file with the key of the lane of the alarms. It is read again when it has changed, so that a key can be rotated, and
 * each time while it cannot be read: what is put right heals. Used by one thread.
 */
final class KeyFile {

    private static final int MAX_BYTES = 4_096;
    private static final String REMEDY =
            "the absolute path of a file with the key and nothing else, which the agent's user may read";
    private static final Set<PosixFilePermission> OTHERS =
            Set.of(PosixFilePermission.OTHERS_READ, PosixFilePermission.OTHERS_WRITE);

    private final String channel;
    private final Setting setting;
    private final Path path;
    private @Nullable Content last;

    private record Stamp(
            FileTime modified, long size, @Nullable Object file, Set<PosixFilePermission> modes) {}

    private record Content(Stamp stamp, Lane lane) {}

    /**
     * Looks at nothing yet.
     *
     * @throws IllegalArgumentException when that is no path; it names file, key, value and remedy
     */
    KeyFile(String channel, Setting setting) {
        this.channel = channel;
        this.setting = setting;
        try {
            path = Path.of(setting.text());
        } catch (InvalidPathException e) {
            throw setting.isNot("a path", REMEDY);
        }
        if (!path.isAbsolute()) {
            throw setting.isNot("absolute", REMEDY);
        }
    }

    /**
     * The lane as the file names it now.
     *
     * @throws IllegalArgumentException when it names none; the message has file, key, value and remedy, and no secret
     */
    Lane lane() {
        try {
            Stamp now = stamp();
            Content known = last;
            if (known == null || !known.stamp().equals(now)) {
                last = null;
                known = new Content(now, new Lane(channel, key(now.size())));
                last = known;
            }
            return known.lane();
        } catch (IOException e) {
            last = null;
            throw setting.isNot("a file that can be read", REMEDY);
        }
    }

    /** Whether others on this host may read or change what was read last. */
    boolean isOpenToOthers() {
        Content known = last;
        return known != null && known.stamp().modes().stream().anyMatch(OTHERS::contains);
    }

    Path path() {
        return path;
    }

    private Stamp stamp() throws IOException {
        BasicFileAttributes now = Files.readAttributes(path, BasicFileAttributes.class);
        if (!now.isRegularFile()) {
            throw setting.isNot("a file with a key", REMEDY);
        }
        return new Stamp(now.lastModifiedTime(), now.size(), now.fileKey(), Files.getPosixFilePermissions(path));
    }

    private String key(long size) throws IOException {
        String key = size > MAX_BYTES ? "" : Files.readString(path).strip();
        if (key.isEmpty() || key.length() > Lane.MAX_KEY_LENGTH || key.lines().count() != 1) {
            throw setting.isNot("a file with a key", REMEDY);
        }
        return key;
    }

    @Override
    public String toString() {
        return path.toString();
    }
}
