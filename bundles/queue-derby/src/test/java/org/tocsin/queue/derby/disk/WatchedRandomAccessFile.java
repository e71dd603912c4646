// SPDX-License-Identifier: Apache-2.0
package org.tocsin.queue.derby.disk;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import org.apache.derby.io.StorageFile;
import org.apache.derby.io.StorageRandomAccessFile;

/**
 * An open file of Derby's, watched. It must not be a {@link java.io.RandomAccessFile}: of those Derby takes the channel
 * and writes its pages past them.
 */
final class WatchedRandomAccessFile extends WatchedInput implements StorageRandomAccessFile {

    private final StorageFile file;
    private final String mode;
    private final boolean through;

    WatchedRandomAccessFile(StorageFile file, String mode, Watch watch, String name) throws FileNotFoundException {
        super(file.getRandomAccessFile(mode), watch, name);
        this.file = file;
        this.mode = mode;
        this.through = mode.equals("rwd") || mode.equals("rws");
    }

    /** How a number or a text looks in a file. */
    private interface Encoding {
        void write(DataOutputStream out) throws IOException;
    }

    @Override
    public void write(byte[] bytes, int from, int length) throws IOException {
        byte[] data = Arrays.copyOfRange(bytes, from, from + length);
        watch.change(new Change.Write(name, plain.getFilePointer(), data), through, () -> {
            plain.write(data);
            return data;
        });
    }

    @Override
    public void setLength(long length) throws IOException {
        watch.change(new Change.Length(name, length), through, () -> {
            plain.setLength(length);
            return length;
        });
    }

    @Override
    public void sync() throws IOException {
        watch.sync(name, () -> {
            plain.sync();
            return name;
        });
    }

    /** The same file, opened once more. */
    @Override
    @SuppressWarnings("MissingSuperCall") // Derby's interface means another opening by this word
    public StorageRandomAccessFile clone() {
        try {
            return new WatchedRandomAccessFile(file, mode, watch, name);
        } catch (FileNotFoundException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void write(int one) throws IOException {
        write(new byte[] {(byte) one}, 0, 1);
    }

    @Override
    public void write(byte[] bytes) throws IOException {
        write(bytes, 0, bytes.length);
    }

    @Override
    public void writeBoolean(boolean value) throws IOException {
        encode(out -> out.writeBoolean(value));
    }

    @Override
    public void writeByte(int value) throws IOException {
        encode(out -> out.writeByte(value));
    }

    @Override
    public void writeShort(int value) throws IOException {
        encode(out -> out.writeShort(value));
    }

    @Override
    public void writeChar(int value) throws IOException {
        encode(out -> out.writeChar(value));
    }

    @Override
    public void writeInt(int value) throws IOException {
        encode(out -> out.writeInt(value));
    }

    @Override
    public void writeLong(long value) throws IOException {
        encode(out -> out.writeLong(value));
    }

    @Override
    public void writeFloat(float value) throws IOException {
        encode(out -> out.writeFloat(value));
    }

    @Override
    public void writeDouble(double value) throws IOException {
        encode(out -> out.writeDouble(value));
    }

    @Override
    public void writeBytes(String text) throws IOException {
        encode(out -> out.writeBytes(text));
    }

    @Override
    public void writeChars(String text) throws IOException {
        encode(out -> out.writeChars(text));
    }

    @Override
    public void writeUTF(String text) throws IOException {
        encode(out -> out.writeUTF(text));
    }

    private void encode(Encoding encoding) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        encoding.write(new DataOutputStream(bytes));
        write(bytes.toByteArray());
    }
}
