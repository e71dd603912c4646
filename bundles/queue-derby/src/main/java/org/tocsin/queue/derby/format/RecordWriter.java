// SPDX-License-Identifier: Apache-2.0
package org.tocsin.queue.derby.format;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;
import org.tocsin.api.Body;

/**
 * Bytes of a record as they grow. Numbers have their highest byte first. Text has a length in bytes before it, of 16
 * bits, and each of its UTF-16 units alone in one to three bytes: half a surrogate pair comes back as it was.
 */
public final class RecordWriter extends OutputStream {

    static final int NULL_TEXT = 0xFFFF;

    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);

    private byte[] bytes;
    private int size;

    /** @param expected how many bytes are likely */
    public RecordWriter(int expected) {
        bytes = new byte[expected];
    }

    /** How many bytes there are. */
    public int size() {
        return size;
    }

    /** Begins anew in the same memory. */
    public void clear() {
        size = 0;
    }

    @Override
    public void write(int value) {
        room(1);
        bytes[size++] = (byte) value;
    }

    @Override
    public void write(byte[] from, int offset, int length) {
        room(length);
        System.arraycopy(from, offset, bytes, size, length);
        size += length;
    }

    /** Sixteen bits without a sign. */
    public void putShort(int value) {
        if (value < 0 || value > 0xFFFF) {
            throw new IllegalArgumentException(value + " is not of 16 bits");
        }
        write(value >>> 8);
        write(value);
    }

    /** Thirty-two bits. */
    public void putInt(int value) {
        room(Integer.BYTES);
        INT.set(bytes, size, value);
        size += Integer.BYTES;
    }

    /** Sixty-four bits. */
    public void putLong(long value) {
        room(Long.BYTES);
        LONG.set(bytes, size, value);
        size += Long.BYTES;
    }

    /** Text, or null. */
    public void putText(@Nullable String text) {
        if (text == null) {
            putShort(NULL_TEXT);
            return;
        }
        int length = text.length();
        room(length * 3 + 2);
        int at = size + 2;
        for (int i = 0; i < length; i++) {
            char unit = text.charAt(i);
            if (unit < 0x80) {
                bytes[at++] = (byte) unit;
            } else if (unit < 0x800) {
                bytes[at++] = (byte) (0xC0 | (unit >>> 6));
                bytes[at++] = (byte) (0x80 | (unit & 0x3F));
            } else {
                bytes[at++] = (byte) (0xE0 | (unit >>> 12));
                bytes[at++] = (byte) (0x80 | ((unit >>> 6) & 0x3F));
                bytes[at++] = (byte) (0x80 | (unit & 0x3F));
            }
        }
        int encoded = at - size - 2;
        if (encoded >= NULL_TEXT) {
            throw new IllegalArgumentException("text of " + encoded + " bytes");
        }
        bytes[size] = (byte) (encoded >>> 8);
        bytes[size + 1] = (byte) encoded;
        size = at;
    }

    /** All of another one's bytes. */
    public void put(RecordWriter other) {
        write(other.bytes, 0, other.size);
    }

    /** A body's bytes. */
    void put(Body body) {
        try {
            body.writeTo(this);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    int checksum() {
        CRC32C checksum = new CRC32C();
        checksum.update(bytes, 0, size);
        return (int) checksum.getValue();
    }

    /** A copy of the bytes. */
    public byte[] toBytes() {
        return Arrays.copyOf(bytes, size);
    }

    /** The bytes themselves where they fill their memory; nothing is written after that. */
    byte[] seize() {
        return size == bytes.length ? bytes : toBytes();
    }

    private void room(int more) {
        if (size + more > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(size + more, bytes.length * 2));
        }
    }
}
