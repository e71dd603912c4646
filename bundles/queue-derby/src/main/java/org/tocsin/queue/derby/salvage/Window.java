// SPDX-License-Identifier: Apache-2.0
package org.tocsin.queue.derby.salvage;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** A file that is read front to back in large pieces, whatever small pieces are asked for. */
final class Window implements AutoCloseable {

    private static final int PIECE = 4 << 20;

    private final FileChannel channel;
    private final long size;
    private ByteBuffer bytes = ByteBuffer.allocate(PIECE).limit(0);
    private long start;

    Window(Path file) throws IOException {
        channel = FileChannel.open(file, StandardOpenOption.READ);
        size = channel.size();
    }

    long size() {
        return size;
    }

    /**
     * What stands there, good until the next call.
     *
     * @param offset in the file
     * @param length how much; the file must have it
     */
    ByteBuffer at(long offset, int length) throws IOException {
        if (offset < start || offset + length > start + bytes.limit()) {
            load(offset, length);
        }
        return bytes.slice((int) (offset - start), length);
    }

    private void load(long offset, int length) throws IOException {
        if (length > bytes.capacity()) {
            bytes = ByteBuffer.allocate(length);
        }
        bytes.clear();
        start = offset;
        while (bytes.hasRemaining() && channel.read(bytes, offset + bytes.position()) >= 0) {
            // until the window is full or the file ends
        }
        bytes.flip();
        if (bytes.limit() < length) {
            throw new IOException("the file ends early, it has changed while it was read");
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
