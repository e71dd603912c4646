// SPDX-License-Identifier: Apache-2.0
package org.tocsin.queue.derby;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.tocsin.api.store.StoreException;

/**
 * One process per database. The operating system lets go of this lock when its process dies, however it dies, so no
 * stale lock is ever in the way. The file stays; removing it would let two processes lock two files of one name.
 *
 * <p>A process that closes any descriptor of a locked file loses its lock on it, whichever descriptor took it (POSIX).
 * So a file that this process has locked is not opened a second time, or at least not closed.
 */
final class DirectoryLock implements AutoCloseable {

    private static final String OWN_PID = Long.toString(ProcessHandle.current().pid());
    private static final Set<Path> HELD = ConcurrentHashMap.newKeySet();

    /** Of files that a former class loader of this bundle has locked: kept open, for its sake. */
    private static final Queue<FileChannel> NEVER_CLOSED = new ConcurrentLinkedQueue<>();

    private final Path file;
    private final FileChannel channel;

    private DirectoryLock(Path file, FileChannel channel) {
        this.file = file;
        this.channel = channel;
    }

    static DirectoryLock take(Path file, Path directory) throws StoreException {
        try {
            Path real = file.resolveSibling(".").toRealPath().resolve(String.valueOf(file.getFileName()));
            if (!HELD.add(real)) {
                throw inUse(directory, OWN_PID);
            }
            boolean taken = false;
            try {
                DirectoryLock lock = new DirectoryLock(real, lock(real, directory));
                taken = true;
                return lock;
            } finally {
                if (!taken) {
                    HELD.remove(real);
                }
            }
        } catch (IOException e) {
            throw new StoreException("database " + directory + ": cannot be locked: " + e, e);
        }
    }

    private static FileChannel lock(Path file, Path directory) throws IOException, StoreException {
        FileChannel channel =
                FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
        boolean close = true;
        try {
            if (channel.tryLock() == null) {
                throw inUse(directory, holder(channel));
            }
            channel.truncate(0);
            channel.write(ByteBuffer.wrap(OWN_PID.getBytes(StandardCharsets.US_ASCII)), 0);
            close = false;
            return channel;
        } catch (OverlappingFileLockException e) {
            close = false;
            NEVER_CLOSED.add(channel);
            throw inUse(directory, OWN_PID);
        } finally {
            if (close) {
                channel.close();
            }
        }
    }

    private static StoreException inUse(Path directory, String holder) {
        return new StoreException(
                "database " + directory + ": process " + holder + " uses it, stop that one or set another TOCSIN_DATA",
                null);
    }

    private static String holder(FileChannel channel) throws IOException {
        ByteBuffer pid = ByteBuffer.allocate(Long.BYTES * 3);
        channel.read(pid, 0);
        return new String(pid.array(), 0, pid.position(), StandardCharsets.US_ASCII);
    }

    /** Once; a second time it could take away what a successor has. */
    @Override
    public void close() throws IOException {
        if (channel.isOpen()) {
            try {
                channel.close();
            } finally {
                HELD.remove(file);
            }
        }
    }
}
