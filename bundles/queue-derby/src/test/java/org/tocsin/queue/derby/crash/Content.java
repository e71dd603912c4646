// SPDX-License-Identifier: Apache-2.0
package org.tocsin.queue.derby.crash;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.tocsin.queue.derby.disk.Change;

/** The bytes of a file. */
final class Content {

    private byte[] bytes;
    private int length;

    Content(byte[] bytes) {
        this.bytes = bytes;
        this.length = bytes.length;
    }

    Content copy() {
        return new Content(Arrays.copyOf(bytes, length));
    }

    void apply(Change change) {
        if (change instanceof Change.Write write) {
            write(Math.toIntExact(write.offset()), write.data(), 0, write.data().length);
        } else if (change instanceof Change.Length cut) {
            resize(Math.toIntExact(cut.length()));
        }
    }

    /** A part of a write; what lies between the old end and it is zeros. */
    void write(int offset, byte[] data, int from, int to) {
        if (offset + to > length) {
            resize(offset + to);
        }
        System.arraycopy(data, from, bytes, offset + from, to - from);
    }

    void save(Path file) throws IOException {
        try (OutputStream out = Files.newOutputStream(file)) {
            out.write(bytes, 0, length);
        }
    }

    private void resize(int to) {
        if (to > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(to, bytes.length * 2));
        }
        if (to < length) {
            Arrays.fill(bytes, to, length, (byte) 0);
        }
        length = to;
    }
}
