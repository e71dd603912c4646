// SPDX-License-Identifier: Apache-2.0
package org.tocsin.queue.derby.salvage;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.Map;
import org.tocsin.queue.derby.format.Envelope;

/** Reads records from where they were found. Few files are open at a time. */
final class Sources implements AutoCloseable {

    private static final int MOST_OPEN = 32;

    private final Map<Path, FileChannel> open = new LinkedHashMap<>();

    Envelope read(Place place) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(place.length());
        FileChannel file = channel(place.file());
        while (bytes.hasRemaining()) {
            if (file.read(bytes, place.at() + bytes.position()) < 0) {
                throw new IOException(place.file() + " ends early, it has changed while it was read");
            }
        }
        return Envelope.open(bytes.array());
    }

    private FileChannel channel(Path file) throws IOException {
        FileChannel known = open.get(file);
        if (known != null) {
            return known;
        }
        if (open.size() == MOST_OPEN) {
            close();
        }
        FileChannel opened = FileChannel.open(file, StandardOpenOption.READ);
        open.put(file, opened);
        return opened;
    }

    @Override
    public void close() throws IOException {
        for (FileChannel channel : open.values()) {
            channel.close();
        }
        open.clear();
    }
}
