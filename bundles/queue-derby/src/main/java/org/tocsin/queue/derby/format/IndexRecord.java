// SPDX-License-Identifier: Apache-2.0
package org.tocsin.queue.derby.format;

import java.util.ArrayList;
import java.util.List;

/**
 * A part of what is known of a sealed segment: which events of which lanes lie in it.
 *
 * @param segment the segment
 * @param part which part, from 0
 * @param parts how many there are
 * @param data the part
 */
// the bytes are shared, not copied: these are rows on their way, compared by nobody
@SuppressWarnings("ArrayRecordComponent")
public record IndexRecord(long segment, int part, int parts, byte[] data) {

    private static final int HEAD = Long.BYTES + 2 * Integer.BYTES;
    private static final int MOST = Envelope.MAX_PAYLOAD - HEAD;

    /** The bytes of its rows, part by part. */
    public static List<byte[]> seal(long stamp, long segment, byte[] whole) {
        int parts = Math.max(1, (whole.length + MOST - 1) / MOST);
        List<byte[]> rows = new ArrayList<>(parts);
        for (int part = 0; part < parts; part++) {
            int from = part * MOST;
            int length = Math.min(MOST, whole.length - from);
            RecordWriter payload = new RecordWriter(length + HEAD);
            payload.putLong(segment);
            payload.putInt(part);
            payload.putInt(parts);
            payload.write(whole, from, length);
            rows.add(Envelope.seal(Kind.INDEX, stamp, payload));
        }
        return rows;
    }

    /** What an envelope of kind {@link Kind#INDEX} holds. */
    public static IndexRecord of(Envelope envelope) {
        RecordReader from = envelope.read();
        long segment = from.getLong();
        int part = from.getInt();
        int parts = from.getInt();
        return new IndexRecord(segment, part, parts, from.getBytes(from.remaining()));
    }
}
