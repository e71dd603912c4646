// SPDX-License-Identifier: Apache-2.0
package org.tocsin.queue.derby.disk;

import java.io.DataInput;
import java.io.IOException;
import org.apache.derby.io.StorageRandomAccessFile;
import org.jspecify.annotations.Nullable;

/** The reading half of a {@link WatchedRandomAccessFile}. */
abstract class WatchedInput implements DataInput {

    final StorageRandomAccessFile plain;
    final Watch watch;
    final String name;

    WatchedInput(StorageRandomAccessFile plain, Watch watch, String name) {
        this.plain = plain;
        this.watch = watch;
        this.name = name;
    }

    public int read(byte[] bytes, int from, int length) throws IOException {
        return reading().read(bytes, from, length);
    }

    @Override
    public void readFully(byte[] bytes) throws IOException {
        reading().readFully(bytes);
    }

    @Override
    public void readFully(byte[] bytes, int from, int length) throws IOException {
        reading().readFully(bytes, from, length);
    }

    @Override
    public int skipBytes(int count) throws IOException {
        return reading().skipBytes(count);
    }

    @Override
    public boolean readBoolean() throws IOException {
        return reading().readBoolean();
    }

    @Override
    public byte readByte() throws IOException {
        return reading().readByte();
    }

    @Override
    public int readUnsignedByte() throws IOException {
        return reading().readUnsignedByte();
    }

    @Override
    public short readShort() throws IOException {
        return reading().readShort();
    }

    @Override
    public int readUnsignedShort() throws IOException {
        return reading().readUnsignedShort();
    }

    @Override
    public char readChar() throws IOException {
        return reading().readChar();
    }

    @Override
    public int readInt() throws IOException {
        return reading().readInt();
    }

    @Override
    public long readLong() throws IOException {
        return reading().readLong();
    }

    @Override
    public float readFloat() throws IOException {
        return reading().readFloat();
    }

    @Override
    public double readDouble() throws IOException {
        return reading().readDouble();
    }

    @Override
    public @Nullable String readLine() throws IOException {
        return reading().readLine();
    }

    @Override
    public String readUTF() throws IOException {
        return reading().readUTF();
    }

    public long getFilePointer() throws IOException {
        return plain.getFilePointer();
    }

    public long length() throws IOException {
        return plain.length();
    }

    public void seek(long position) throws IOException {
        plain.seek(position);
    }

    public void close() throws IOException {
        plain.close();
    }

    private StorageRandomAccessFile reading() throws IOException {
        watch.disk().reads(name);
        return plain;
    }
}
