// SPDX-License-Identifier: Apache-2.0
package org.example.disk;

import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;

/** The room that programs without special rights have on the disk of a path. */
record FreeSpace(Path path) implements DiskWatch.Space {

    @Override
    public double freePercent() throws IOException {
        FileStore store = Files.getFileStore(path);
        return 100.0 * store.getUsableSpace() / store.getTotalSpace();
    }

    @Override
    public String name() {
        return path.toString();
    }
}
