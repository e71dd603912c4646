// SPDX-License-Identifier: Apache-2.0
package org.tocsin.queue.derby.salvage;

import java.nio.ByteBuffer;
import java.util.zip.CRC32C;
import org.tocsin.queue.derby.format.Envelope;

/** Finds records of ours among other bytes: by their mark, their length and their checksum. */
final class Envelopes {

    private static final int MARK =
            (Envelope.MAGIC[0] << (2 * Byte.SIZE)) | (Envelope.MAGIC[1] << Byte.SIZE) | Envelope.MAGIC[2];
    private static final int STAMP_AT = 2 * Integer.BYTES;
    private static final int CHECKSUM = Integer.BYTES;

    private Envelopes() {}

    /** Takes what is found. */
    interface Sink {

        /**
         * A whole record.
         *
         * @param at where in the scanned bytes it begins
         * @param length of all of it
         */
        void whole(long stamp, int at, int length);

        /** One that has the mark of a record and a length that can be, and a checksum that is wrong. */
        void broken(int at);
    }

    /** Looks at every byte from {@code from} to {@code to}. */
    static void scan(ByteBuffer bytes, int from, int to, Sink sink) {
        int at = from;
        while (at <= to - Envelope.OVERHEAD) {
            if (bytes.get(at) != Envelope.MAGIC[0] || bytes.getInt(at) >>> Byte.SIZE != MARK) {
                at++;
            } else {
                at += take(bytes, at, to, sink);
            }
        }
    }

    private static int take(ByteBuffer bytes, int at, int to, Sink sink) {
        int payload = bytes.getInt(at + Integer.BYTES);
        if (payload < 0 || payload > Envelope.MAX_PAYLOAD) {
            return 1;
        }
        int length = payload + Envelope.OVERHEAD;
        if (at + length <= to && checksum(bytes, at, length - CHECKSUM) == bytes.getInt(at + length - CHECKSUM)) {
            sink.whole(bytes.getLong(at + STAMP_AT), at, length);
            return length;
        }
        sink.broken(at);
        return 1;
    }

    private static int checksum(ByteBuffer bytes, int at, int length) {
        CRC32C crc = new CRC32C();
        crc.update(bytes.slice(at, length));
        return (int) crc.getValue();
    }
}
