// SPDX-License-Identifier: Apache-2.0
package org.tocsin.queue.derby.salvage;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;
import java.util.zip.CRC32;

/** Where in its log Derby begins when it opens: the file {@code log.ctrl} names the last checkpoint, its mirror too. */
final class LogControl {

    private static final List<String> FILES = List.of("log.ctrl", "logmirror.ctrl");
    private static final int SIZE = 48;
    private static final int CHECKPOINT_AT = 8;
    private static final int CHECKSUM_AT = 40;

    private LogControl() {}

    /** The instant of the last checkpoint; empty when neither file can tell. */
    static OptionalLong checkpoint(Path log) throws IOException {
        for (String name : FILES) {
            Path file = log.resolve(name);
            if (Files.isRegularFile(file) && Files.size(file) == SIZE) {
                ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file));
                CRC32 crc = new CRC32();
                crc.update(bytes.slice(0, CHECKSUM_AT));
                if (crc.getValue() == bytes.getLong(CHECKSUM_AT)) {
                    return OptionalLong.of(bytes.getLong(CHECKPOINT_AT));
                }
            }
        }
        return OptionalLong.empty();
    }
}
