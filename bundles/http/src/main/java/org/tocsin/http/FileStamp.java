// SPDX-License-Identifier: Apache-2.0
package org.tocsin.http;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * By what a change of a file is known.
 *
 * @param key the file itself: another one may have been put in its place
 */
record FileStamp(FileTime modified, long size, @Nullable Object key) {

    /** Empty when there is no such file, or it cannot be looked at. */
    static Optional<FileStamp> of(Path file) {
        try {
            BasicFileAttributes now = Files.readAttributes(file, BasicFileAttributes.class);
            return Optional.of(new FileStamp(now.lastModifiedTime(), now.size(), now.fileKey()));
        } catch (IOException e) {
            return Optional.empty(); // whoever reads it says why
        }
    }
}
