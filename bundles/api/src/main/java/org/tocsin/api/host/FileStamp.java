// SPDX-License-Identifier: Apache-2.0
package org.tocsin.api.host;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * By what a change of a file is known.
 *
 * @param attributes when its text and when its owner or mode was changed, its size, and the file itself: another one may
 *     have been put in its place
 */
public record FileStamp(Map<String, Object> attributes) {

    /** Empty when there is no such file, or it cannot be looked at. Taken before the file is read, it tells of what came in between. */
    public static Optional<FileStamp> of(Path file) {
        try {
            return Optional.of(new FileStamp(Files.readAttributes(file, "unix:lastModifiedTime,ctime,size,fileKey")));
        } catch (IOException e) {
            return Optional.empty(); // whoever reads it says why
        }
    }
}
