// SPDX-License-Identifier: Apache-2.0
package org.tocsin.queue;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.zip.CRC32C;
import java.util.zip.CheckedOutputStream;
import org.tocsin.api.Body;

/** What tells texts apart without keeping them. */
record Print(int size, int hash, long checksum) {

    static final Print NONE = new Print(-1, 0, 0);

    static Print of(Body body) {
        CheckedOutputStream out = new CheckedOutputStream(OutputStream.nullOutputStream(), new CRC32C());
        try {
            body.writeTo(out);
        } catch (IOException e) {
            throw new UncheckedIOException("a stream to nowhere does not fail", e);
        }
        return new Print(body.size(), body.hashCode(), out.getChecksum().getValue());
    }
}
