// SPDX-License-Identifier: Apache-2.0
package org.tocsin.queue.derby.format;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;
import java.util.zip.CRC32C;

/**
 * A sealed record: {@code "TcS", kind | int length of the payload | long stamp | payload | int CRC32C of all before}. It
 * can be found and checked anywhere in a file.
 *
 * @param kind what it holds
 * @param stamp the number of the commit that wrote it: of two of one thing, the higher is the newer
 * @param payload the record
 */
// the bytes are shared, not copied: these are rows on their way, compared by nobody
@SuppressWarnings("ArrayRecordComponent")
public record Envelope(Kind kind, long stamp, byte[] payload) {

    /** What a row holds at most, so that it and Derby's own words about it fit a page of 32 KiB unsplit. */
    public static final int MAX_BYTES = 31_000;

    /** What the seal takes. */
    public static final int OVERHEAD = 20;

    /** The longest payload. */
    public static final int MAX_PAYLOAD = MAX_BYTES - OVERHEAD;

    /** How each begins; the kind follows. */
    @SuppressWarnings("MutablePublicArray") // nobody outside this bundle sees it
    public static final byte[] MAGIC = {'T', 'c', 'S'};

    private static final int HEAD = 16;

    /** The bytes of a row. */
    public static byte[] seal(Kind kind, long stamp, RecordWriter payload) {
        if (payload.size() > MAX_PAYLOAD) {
            throw new IllegalArgumentException("a record of " + payload.size() + " bytes");
        }
        RecordWriter sealed = begin(kind, stamp, payload.size());
        sealed.put(payload);
        return end(sealed);
    }

    /** Begins a row whose payload will have exactly that length. */
    static RecordWriter begin(Kind kind, long stamp, int length) {
        RecordWriter sealed = new RecordWriter(length + OVERHEAD);
        sealed.write(MAGIC, 0, MAGIC.length);
        sealed.write(kind.code());
        sealed.putInt(length);
        sealed.putLong(stamp);
        return sealed;
    }

    /** Ends a row whose payload is written. */
    static byte[] end(RecordWriter sealed) {
        sealed.putInt(sealed.checksum());
        return sealed.seize();
    }

    /**
     * Opens the bytes of a row.
     *
     * @throws DamagedException when they are not as they were sealed
     */
    public static Envelope open(byte[] row) {
        return find(row, 0)
                .filter(envelope -> envelope.payload.length + OVERHEAD == row.length)
                .orElseThrow(() -> new DamagedException("a record of " + row.length + " bytes has a wrong checksum"));
    }

    /** The same for a row that must hold that kind. */
    public static Envelope open(byte[] row, Kind kind) {
        Envelope envelope = open(row);
        if (envelope.kind != kind) {
            throw new DamagedException("a record is of kind " + envelope.kind + " where " + kind + " belongs");
        }
        return envelope;
    }

    /** The whole envelope that begins at this place of a file; empty when there is none. */
    public static Optional<Envelope> find(byte[] file, int at) {
        if (at < 0
                || file.length - at < OVERHEAD
                || !Arrays.equals(file, at, at + MAGIC.length, MAGIC, 0, MAGIC.length)) {
            return Optional.empty();
        }
        ByteBuffer bytes = ByteBuffer.wrap(file);
        int length = bytes.getInt(at + Integer.BYTES);
        if (length < 0 || length > MAX_PAYLOAD || length > file.length - at - OVERHEAD) {
            return Optional.empty();
        }
        int end = at + HEAD + length;
        CRC32C checksum = new CRC32C();
        checksum.update(file, at, end - at);
        if (bytes.getInt(end) != (int) checksum.getValue()) {
            return Optional.empty();
        }
        Kind kind = Kind.of(file[at + MAGIC.length]);
        return Optional.of(
                new Envelope(kind, bytes.getLong(at + 2 * Integer.BYTES), Arrays.copyOfRange(file, at + HEAD, end)));
    }

    /** Reads the payload. */
    public RecordReader read() {
        return new RecordReader(payload);
    }
}
