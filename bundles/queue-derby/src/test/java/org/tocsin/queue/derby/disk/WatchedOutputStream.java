// SPDX-License-Identifier: Apache-2.0
package org.tocsin.queue.derby.disk;

import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;

/** A stream of Derby's into a file, watched. */
final class WatchedOutputStream extends OutputStream {

    private final FileOutputStream plain;
    private final Watch watch;
    private final String name;
    private long position;

    WatchedOutputStream(OutputStream plain, Watch watch, String name, long position) {
        this.plain = (FileOutputStream) plain;
        this.watch = watch;
        this.name = name;
        this.position = position;
    }

    @Override
    public void write(int one) throws IOException {
        write(new byte[] {(byte) one}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int from, int length) throws IOException {
        byte[] data = Arrays.copyOfRange(bytes, from, from + length);
        watch.change(new Change.Write(name, position, data), false, () -> {
            plain.write(data);
            return data;
        });
        position += length;
    }

    @Override
    public void flush() throws IOException {
        plain.flush();
    }

    void sync() throws IOException {
        watch.sync(name, () -> {
            plain.getFD().sync();
            return name;
        });
    }

    @Override
    public void close() throws IOException {
        plain.close();
    }
}
