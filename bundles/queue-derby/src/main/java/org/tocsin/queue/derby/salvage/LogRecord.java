// SPDX-License-Identifier: Apache-2.0
package org.tocsin.queue.derby.salvage;

import java.nio.ByteBuffer;

/**
 * What a log record says of itself before it comes to its operation.
 *
 * @param transaction whose; {@link #NOBODY} when of none
 * @param begins whether it is the first of its transaction
 * @param commits whether it ends its transaction, well
 * @param aborts whether it ends its transaction, undone
 */
record LogRecord(long transaction, boolean begins, boolean commits, boolean aborts) {

    static final long NOBODY = -1;

    private static final int LOG_RECORD = 129;
    private static final int TRANSACTION_ID = 147;
    private static final int FIRST = 1;
    private static final int LAST = 2;
    private static final int COMMIT = 16;
    private static final int ABORT = 32;

    /** Derby's compressed numbers: the two upper bits tell how many bytes there are. */
    private static final int LONG_FORM = 0x80;

    private static final int MIDDLE_FORM = 0x40;

    /** Reads the data of a record; what is not understood is of nobody. */
    static LogRecord of(ByteBuffer data) {
        if (data.remaining() < 2 * Long.BYTES || data.getShort() != LOG_RECORD) {
            return new LogRecord(NOBODY, false, false, false);
        }
        int group = compressedInt(data);
        long transaction = data.getShort() == TRANSACTION_ID ? compressedLong(data) : NOBODY;
        boolean last = (group & LAST) != 0;
        return new LogRecord(
                transaction, (group & FIRST) != 0, last && (group & COMMIT) != 0, last && (group & ABORT) != 0);
    }

    /** One, two or four bytes. */
    private static int compressedInt(ByteBuffer data) {
        int first = Byte.toUnsignedInt(data.get());
        if ((first & LONG_FORM) != 0) {
            return (int) following(data, first & 0x7F, Integer.BYTES - 1);
        }
        return (first & MIDDLE_FORM) != 0 ? (int) following(data, first & 0x3F, 1) : first;
    }

    /** Two, four or eight bytes. */
    private static long compressedLong(ByteBuffer data) {
        int first = Byte.toUnsignedInt(data.get());
        if ((first & LONG_FORM) != 0) {
            return following(data, first & 0x7F, Long.BYTES - 1);
        }
        return (first & MIDDLE_FORM) != 0
                ? following(data, first & 0x3F, Integer.BYTES - 1)
                : following(data, first, 1);
    }

    private static long following(ByteBuffer data, long first, int count) {
        long number = first;
        for (int i = 0; i < count; i++) {
            number = (number << Byte.SIZE) | Byte.toUnsignedLong(data.get());
        }
        return number;
    }
}
