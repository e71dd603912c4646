// SPDX-License-Identifier: Apache-2.0
package org.tocsin.queue.derby.salvage;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;

/**
 * A group of log records as they were written at once, behind a record that tells their length and checksum.
 *
 * @param at where the group's first record begins, in the file
 * @param length of all its records
 * @param whole whether the checksum is right
 */
record LogGroup(long at, int length, boolean whole) {

    /** A record is {@code int length | long instant | data | int length}. */
    static final int RECORD_HEAD = Integer.BYTES + Long.BYTES;

    static final int RECORD_OVERHEAD = RECORD_HEAD + Integer.BYTES;

    /** LOG_RECORD, group RAWSTORE | CHECKSUM, no transaction, LOGOP_CHECKSUM, CRC-32. */
    private static final byte[] CHECKSUM_HEAD = {0, (byte) 0x81, 0x49, 0, 0, 0, 1, (byte) 0xC5, 1};

    private static final int LENGTH_AT = CHECKSUM_HEAD.length;
    private static final int VALUE_AT = LENGTH_AT + Integer.BYTES;
    private static final int CHECKSUM_DATA = VALUE_AT + Long.BYTES;

    /** Of the record that opens a group. */
    static final int OPENER = CHECKSUM_DATA + RECORD_OVERHEAD;

    /** Derby's address of a place in its log. */
    static long instant(long file, long offset) {
        return (file << 32) | offset;
    }

    /** The group that is opened at this place, whole or not; null when none is. */
    static @Nullable LogGroup read(Window log, long file, long at) throws IOException {
        if (at + OPENER > log.size()) {
            return null;
        }
        ByteBuffer opener = log.at(at, OPENER);
        if (opener.getInt(0) != CHECKSUM_DATA || opener.getLong(Integer.BYTES) != instant(file, at)) {
            return null;
        }
        ByteBuffer data = opener.slice(RECORD_HEAD, CHECKSUM_DATA);
        int length = data.getInt(LENGTH_AT);
        if (!data.slice(0, LENGTH_AT).equals(ByteBuffer.wrap(CHECKSUM_HEAD)) || length <= 0) {
            return null;
        }
        long value = data.getLong(VALUE_AT);
        long first = at + OPENER;
        boolean there = first + length <= log.size();
        return new LogGroup(first, length, there && checksum(log.at(first, length)) == value);
    }

    /** Where the next group begins. */
    long end() {
        return at + length;
    }

    private static long checksum(ByteBuffer bytes) {
        CRC32 crc = new CRC32();
        crc.update(bytes);
        return crc.getValue();
    }
}
