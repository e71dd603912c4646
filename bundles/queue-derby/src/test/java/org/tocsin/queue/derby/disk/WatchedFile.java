// SPDX-License-Identifier: Apache-2.0
package org.tocsin.queue.derby.disk;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.derby.io.StorageFile;
import org.apache.derby.io.StorageRandomAccessFile;
import org.apache.derby.shared.common.error.StandardException;
import org.jspecify.annotations.Nullable;

/** A file name of Derby's, watched. Like Derby's own, it answers {@code false} where the operating system refuses. */
final class WatchedFile implements StorageFile {

    private final StorageFile plain;
    private final Watch watch;
    private final String name;

    WatchedFile(StorageFile plain, Watch watch) {
        this.plain = plain;
        this.watch = watch;
        this.name = watch.name(plain);
    }

    static @Nullable StorageFile plain(@Nullable StorageFile file) {
        return file instanceof WatchedFile watched ? watched.plain : file;
    }

    @Override
    public boolean createNewFile() throws IOException {
        return !plain.exists() && watch.change(new Change.Create(name), false, plain::createNewFile);
    }

    @Override
    public boolean delete() {
        return plain.exists() && did(new Change.Delete(name), plain::delete);
    }

    @Override
    public boolean deleteAll() {
        String[] content = plain.list();
        if (content != null) {
            for (String child : content) {
                new WatchedFile(watch.files().newStorageFile(plain, child), watch).deleteAll();
            }
        }
        return delete();
    }

    @Override
    public boolean renameTo(StorageFile to) {
        StorageFile target = to instanceof WatchedFile watched ? watched.plain : to;
        return did(new Change.Rename(name, watch.name(target)), () -> plain.renameTo(target));
    }

    @Override
    public boolean mkdir() {
        return !plain.exists() && did(new Change.MakeDirectory(name), plain::mkdir);
    }

    @Override
    public boolean mkdirs() {
        StorageFile parent = getParentDir();
        if (parent instanceof WatchedFile && !parent.exists()) {
            parent.mkdirs();
        }
        return mkdir();
    }

    @Override
    public OutputStream getOutputStream() throws FileNotFoundException {
        return getOutputStream(false);
    }

    @Override
    public OutputStream getOutputStream(boolean append) throws FileNotFoundException {
        return opened(() -> {
            long length = 0;
            if (!plain.exists()) {
                watch.change(new Change.Create(name), false, plain::createNewFile);
                plain.limitAccessToOwner();
            } else if (append) {
                length = Files.size(Path.of(plain.getPath()));
            } else {
                watch.change(new Change.Length(name, 0), false, () -> true);
            }
            return new WatchedOutputStream(plain.getOutputStream(append), watch, name, length);
        });
    }

    @Override
    public StorageRandomAccessFile getRandomAccessFile(String mode) throws FileNotFoundException {
        return opened(() -> {
            if (mode.startsWith("rw") && !plain.exists()) {
                watch.change(new Change.Create(name), false, plain::createNewFile);
            }
            return new WatchedRandomAccessFile(plain, mode, watch, name);
        });
    }

    @Override
    public InputStream getInputStream() throws FileNotFoundException {
        return opened(() -> {
            watch.disk().reads(name);
            return plain.getInputStream();
        });
    }

    @Override
    public @Nullable StorageFile getParentDir() {
        StorageFile parent = plain.getParentDir();
        return parent != null && watch.covers(parent) ? new WatchedFile(parent, watch) : parent;
    }

    @Override
    public String @Nullable [] list() {
        return plain.list();
    }

    @Override
    public boolean canWrite() {
        return plain.canWrite();
    }

    @Override
    public boolean exists() {
        return plain.exists();
    }

    @Override
    public boolean isDirectory() {
        return plain.isDirectory();
    }

    @Override
    public String getPath() {
        return plain.getPath();
    }

    @Override
    public String getCanonicalPath() throws IOException {
        return plain.getCanonicalPath();
    }

    @Override
    public String getName() {
        return plain.getName();
    }

    @Override
    public boolean setReadOnly() {
        return plain.setReadOnly();
    }

    @Override
    public int getExclusiveFileLock() throws StandardException {
        return plain.getExclusiveFileLock();
    }

    @Override
    public void releaseExclusiveFileLock() {
        plain.releaseExclusiveFileLock();
    }

    @Override
    public void limitAccessToOwner() throws IOException {
        plain.limitAccessToOwner();
    }

    @Override
    public String toString() {
        return plain.toString();
    }

    private boolean did(Change change, Watch.Act<Boolean> act) {
        try {
            watch.disk().begins(change);
            boolean done = act.run();
            if (done) {
                watch.disk().done(change, false);
            }
            return done;
        } catch (IOException e) {
            return false;
        }
    }

    /** Opens, and says whatever is in the way by the only exception that Derby knows here. */
    private static <T> T opened(Watch.Act<T> act) throws FileNotFoundException {
        try {
            return act.run();
        } catch (FileNotFoundException e) {
            throw e;
        } catch (IOException e) {
            FileNotFoundException refusal = new FileNotFoundException(e.getMessage());
            refusal.initCause(e);
            throw refusal;
        }
    }
}
