// SPDX-License-Identifier: Apache-2.0
package org.tocsin.benchmarks;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.zip.CRC32C;
import org.tocsin.api.Event;
import org.tocsin.api.Lane;
import org.tocsin.api.store.StoredEvent;

/** A file that grows by events, each with its length before it and its CRC32C behind it. */
final class JournalFile implements AutoCloseable {

    private static final int BUFFER = 4 << 20;
    /** The bytes of an event that are always there: order, time, action and four lengths. */
    private static final int FIXED = 2 * Long.BYTES + 1 + 4 * Integer.BYTES;

    private final FileChannel file;
    private final ByteBuffer buffer = ByteBuffer.allocate(BUFFER);
    private final CRC32C checksum = new CRC32C();
    private final Map<Lane, byte[]> lanes = new HashMap<>();
    private final OutputStream intoBuffer = new OutputStream() {
        @Override
        public void write(int one) {
            buffer.put((byte) one);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) {
            buffer.put(bytes, offset, length);
        }
    };

    private JournalFile(FileChannel file) {
        this.file = file;
    }

    static JournalFile create(Path file) throws IOException {
        return new JournalFile(FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE));
    }

    void put(StoredEvent stored) throws IOException {
        Event event = stored.event();
        byte[] lane = lanes.computeIfAbsent(event.lane(), l -> bytes(l.channel() + ' ' + l.key()));
        byte[] dedupKey = bytes(Objects.requireNonNullElse(event.dedupKey(), ""));
        byte[] format = bytes(event.format());
        int length = FIXED
                + lane.length
                + format.length
                + dedupKey.length
                + event.body().size();
        if (buffer.remaining() < length + 2 * Integer.BYTES) {
            flush();
        }
        buffer.putInt(length);
        int start = buffer.position();
        buffer.putLong(stored.order()).putLong(stored.accepted().toEpochMilli());
        buffer.put((byte) event.action().name().charAt(0));
        buffer.putInt(lane.length).put(lane).putInt(format.length).put(format);
        buffer.putInt(dedupKey.length).put(dedupKey).putInt(event.body().size());
        event.body().writeTo(intoBuffer);
        checksum.reset();
        checksum.update(buffer.array(), start, length);
        buffer.putInt((int) checksum.getValue());
    }

    /** What was put is durable when this returns. */
    void sync() throws IOException {
        flush();
        file.force(false);
    }

    @Override
    public void close() throws IOException {
        file.close();
    }

    private void flush() throws IOException {
        buffer.flip();
        while (buffer.hasRemaining()) {
            file.write(buffer);
        }
        buffer.clear();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
