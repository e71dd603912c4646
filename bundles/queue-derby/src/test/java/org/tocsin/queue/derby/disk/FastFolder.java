// SPDX-License-Identifier: Apache-2.0
package org.tocsin.queue.derby.disk;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.rules.TemporaryFolder;

/**
 * A temporary folder in memory, where the system has one for everybody. What is synced here is a matter of record, not of
 * the disk; a real sync would only take time.
 */
public final class FastFolder {

    private static final Path SHARED_MEMORY = Path.of("/dev/shm");

    private static final long NEEDED = 512L << 20;

    private FastFolder() {}

    /** A rule. */
    public static TemporaryFolder make() {
        boolean fits = Files.isWritable(SHARED_MEMORY) && SHARED_MEMORY.toFile().getUsableSpace() > NEEDED;
        return fits ? new TemporaryFolder(SHARED_MEMORY.toFile()) : new TemporaryFolder();
    }
}
