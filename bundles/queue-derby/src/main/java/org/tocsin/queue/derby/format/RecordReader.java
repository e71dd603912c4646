// SPDX-License-Identifier: Apache-2.0
package org.tocsin.queue.derby.format;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Reads what a {@link RecordWriter} wrote. What is not so is a {@link DamagedException}. */
public final class RecordReader {

    private final ByteBuffer bytes;

    /** Reads from these bytes, which are not copied. */
    public RecordReader(byte[] bytes) {
        this.bytes = ByteBuffer.wrap(bytes);
    }

    /** One byte without a sign. */
    public int getByte() {
        return need(1).get() & 0xFF;
    }

    /** Sixteen bits without a sign. */
    public int getShort() {
        return need(Short.BYTES).getShort() & 0xFFFF;
    }

    /** Thirty-two bits. */
    public int getInt() {
        return need(Integer.BYTES).getInt();
    }

    /** Thirty-two bits that count something. */
    public int getCount() {
        int count = getInt();
        if (count < 0) {
            throw new DamagedException("a record counts " + count);
        }
        return count;
    }

    /** Sixty-four bits. */
    public long getLong() {
        return need(Long.BYTES).getLong();
    }

    /** Text, or null. */
    public @Nullable String getTextOrNull() {
        int length = getShort();
        return length == RecordWriter.NULL_TEXT ? null : text(length);
    }

    /** Text. */
    public String getText() {
        String text = getTextOrNull();
        if (text == null) {
            throw new DamagedException("a record lacks a text");
        }
        return text;
    }

    /** So many bytes. */
    public byte[] getBytes(int length) {
        byte[] taken = new byte[length];
        need(length).get(taken);
        return taken;
    }

    /** How many bytes are left. */
    public int remaining() {
        return bytes.remaining();
    }

    private String text(int length) {
        need(length);
        char[] units = new char[length];
        int count = 0;
        int end = bytes.position() + length;
        try {
            while (bytes.position() < end) {
                int first = bytes.get() & 0xFF;
                if (first < 0x80) {
                    units[count++] = (char) first;
                } else if (first < 0xE0) {
                    units[count++] = (char) (((first & 0x1F) << 6) | (bytes.get() & 0x3F));
                } else {
                    units[count++] =
                            (char) (((first & 0x0F) << 12) | ((bytes.get() & 0x3F) << 6) | (bytes.get() & 0x3F));
                }
            }
        } catch (BufferUnderflowException e) {
            throw new DamagedException("a text ends in the middle of a character", e);
        }
        return new String(Arrays.copyOf(units, count));
    }

    private ByteBuffer need(int length) {
        if (length < 0 || length > bytes.remaining()) {
            throw new DamagedException("a record ends too early");
        }
        return bytes;
    }
}
