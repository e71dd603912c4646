// SPDX-License-Identifier: Apache-2.0
package org.tocsin.channel.http;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.tocsin.api.host.FileStamp;

/**
 * What is read of files that somebody names in the configuration. It is read again when one of them has changed, and each
 * time anew while it cannot be read: what is put right heals without a restart.
 */
final class Fresh<T> {

    /** Reads the files. */
    interface Reading<T> {
        /**
         * Reads them as they are.
         *
         * @throws IllegalArgumentException when a file is wrong; it names file, key, value and remedy
         */
        T read();
    }

    private final List<Path> files;
    private final Reading<T> reading;
    private @Nullable T last;
    private List<Optional<FileStamp>> stamps = List.of();

    Fresh(List<Path> files, Reading<T> reading) {
        this.files = files;
        this.reading = reading;
    }

    /** As the files are now. */
    synchronized T get() {
        // before they are read: what changes meanwhile is then read again
        List<Optional<FileStamp>> now = new ArrayList<>();
        for (Path file : files) {
            now.add(FileStamp.of(file));
        }
        T known = last;
        if (known == null || !now.equals(stamps)) {
            last = null;
            known = reading.read();
            last = known;
            stamps = now;
        }
        return known;
    }
}
