// SPDX-License-Identifier: Apache-2.0
package org.tocsin.queue.derby.disk;

import java.io.IOException;
import java.nio.file.Path;
import org.apache.derby.impl.io.DirStorageFactory;
import org.apache.derby.io.StorageFile;

/** A disk, the database whose files it hears of, and Derby's own way to these files. */
record Watch(Path root, Disk disk, DirStorageFactory files) {

    /** Something that is done to a file. */
    interface Act<T> {
        T run() throws IOException;
    }

    /** Not what Derby throws away at the next boot, and not the locks, which a crash leaves to mean nothing. */
    boolean covers(StorageFile file) {
        Path path = Path.of(file.getPath()).toAbsolutePath().normalize();
        return path.startsWith(root)
                && !path.startsWith(root.resolve("tmp"))
                && !file.getName().endsWith(".lck");
    }

    String name(StorageFile file) {
        Path path = Path.of(file.getPath()).toAbsolutePath().normalize();
        return root.relativize(path).toString().replace('\\', '/');
    }

    <T> T change(Change change, boolean through, Act<T> act) throws IOException {
        disk.begins(change);
        T result = act.run();
        disk.done(change, through);
        return result;
    }

    void sync(String file, Act<?> act) throws IOException {
        long token = disk.syncing(file);
        act.run();
        disk.synced(file, token);
    }
}
