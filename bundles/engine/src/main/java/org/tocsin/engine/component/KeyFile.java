// SPDX-License-Identifier: Apache-2.0
package org.tocsin.engine.component;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import org.jspecify.annotations.Nullable;
import org.tocsin.api.Lane;
import org.tocsin.api.QueueRefusedException;

/** A file that holds nothing but a key. It is read again after it changed, so that a key can be changed under way. */
final class KeyFile {

    /** A file of this size holds something else. */
    private static final int MAX_BYTES = 4 * Lane.MAX_KEY_LENGTH;

    private final Path file;

    private volatile @Nullable Content last;

    KeyFile(Path file) {
        this.file = file;
    }

    /** @throws QueueRefusedException when there is no key to be had: the sender keeps the event until there is */
    String key() throws QueueRefusedException {
        try {
            BasicFileAttributes now = Files.readAttributes(file, BasicFileAttributes.class);
            Content known = last;
            if (known != null && known.isOf(now)) {
                return known.key();
            }
            if (now.size() > MAX_BYTES) {
                throw refused("is too large for a key, put the key alone into it", null);
            }
            Content read = new Content(
                    now.lastModifiedTime(), now.size(), Files.readString(file).strip());
            if (read.key().isEmpty()) {
                throw refused("is empty, put the key into it", null);
            }
            last = read;
            return read.key();
        } catch (IOException e) {
            throw refused("cannot be read (" + e.getClass().getSimpleName() + "), make it readable for the agent", e);
        }
    }

    private QueueRefusedException refused(String problem, @Nullable IOException cause) {
        String message = "keyFile: " + file + ' ' + problem;
        return cause == null
                ? new QueueRefusedException(QueueRefusedException.Reason.NOT_READY, message)
                : new QueueRefusedException(QueueRefusedException.Reason.NOT_READY, message, cause);
    }

    @Override
    public String toString() {
        return file.toString();
    }

    private record Content(FileTime modified, long size, String key) {
        boolean isOf(BasicFileAttributes attributes) {
            return size == attributes.size() && modified.equals(attributes.lastModifiedTime());
        }

        @Override
        public String toString() {
            return "a key";
        }
    }
}
