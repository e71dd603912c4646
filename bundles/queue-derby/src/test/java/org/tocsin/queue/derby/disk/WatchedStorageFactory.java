// SPDX-License-Identifier: Apache-2.0
package org.tocsin.queue.derby.disk;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.derby.impl.io.DirStorageFactory;
import org.apache.derby.io.StorageFile;
import org.apache.derby.io.WritableStorageFactory;
import org.jspecify.annotations.Nullable;

/**
 * Derby's own storage in a directory, watched. Derby asks for the class by a system property whenever it boots a
 * database, so the same JVM opens one database watched and the next one as it is. A database that nobody watches gets
 * Derby's own objects.
 */
public final class WatchedStorageFactory implements WritableStorageFactory {

    /** Derby's property for the protocol that a plain directory name stands for. */
    private static final String PROPERTY = "derby.subSubProtocol.directory";

    private static final Map<Path, Disk> WATCHED = new ConcurrentHashMap<>();

    private final DirStorageFactory plain = new DirStorageFactory();
    private @Nullable Watch watch;

    /** Watching, until it is closed. What Derby has open stays watched until it closes it. */
    public interface Watching extends AutoCloseable {
        @Override
        void close();
    }

    /** From the next boot of this database on, the disk hears of it. */
    public static Watching watch(Path database, Disk disk) {
        Path root = database.toAbsolutePath().normalize();
        WATCHED.put(root, disk);
        System.setProperty(PROPERTY, WatchedStorageFactory.class.getName());
        return () -> {
            WATCHED.remove(root);
            if (WATCHED.isEmpty()) {
                System.clearProperty(PROPERTY);
            }
        };
    }

    @Override
    public void init(
            @Nullable String home,
            @Nullable String databaseName,
            @Nullable String tempDirectory,
            @Nullable String unique)
            throws IOException {
        plain.init(home, databaseName, tempDirectory, unique);
        if (databaseName != null) {
            Path root = Path.of(plain.getCanonicalName());
            Disk disk = WATCHED.get(root);
            watch = disk == null ? null : new Watch(root, disk, plain);
        }
    }

    @Override
    public StorageFile newStorageFile(@Nullable String path) {
        return wrap(plain.newStorageFile(path));
    }

    @Override
    public StorageFile newStorageFile(@Nullable String directory, String name) {
        return wrap(plain.newStorageFile(directory, name));
    }

    @Override
    public StorageFile newStorageFile(@Nullable StorageFile directory, String name) {
        return wrap(plain.newStorageFile(WatchedFile.plain(directory), name));
    }

    @Override
    public @Nullable StorageFile getTempDir() {
        return plain.getTempDir();
    }

    @Override
    public StorageFile createTemporaryFile(String prefix, String suffix) throws IOException {
        return plain.createTemporaryFile(prefix, suffix);
    }

    @Override
    public void sync(OutputStream stream, boolean metaData) throws IOException {
        if (stream instanceof WatchedOutputStream watched) {
            watched.sync();
        } else {
            plain.sync(stream, metaData);
        }
    }

    @Override
    public boolean supportsWriteSync() {
        return plain.supportsWriteSync();
    }

    @Override
    public void shutdown() {
        plain.shutdown();
    }

    @Override
    public String getCanonicalName() throws IOException {
        return plain.getCanonicalName();
    }

    @Override
    public void setCanonicalName(String name) {
        plain.setCanonicalName(name);
    }

    @Override
    public char getSeparator() {
        return plain.getSeparator();
    }

    @Override
    public boolean isFast() {
        return plain.isFast();
    }

    @Override
    public boolean isReadOnlyDatabase() {
        return plain.isReadOnlyDatabase();
    }

    @Override
    public boolean supportsRandomAccess() {
        return plain.supportsRandomAccess();
    }

    @Override
    public int getStorageFactoryVersion() {
        return plain.getStorageFactoryVersion();
    }

    private StorageFile wrap(StorageFile file) {
        return watch == null || !watch.covers(file) ? file : new WatchedFile(file, watch);
    }
}
