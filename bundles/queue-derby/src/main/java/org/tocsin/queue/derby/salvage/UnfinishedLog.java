// SPDX-License-Identifier: Apache-2.0
package org.tocsin.queue.derby.salvage;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;

/**
 * Derby's next log file, when the power went while its header was written. Nothing can be in it yet, and Derby does not
 * open a database that has one; it makes it anew when there is none.
 */
final class UnfinishedLog {

    private UnfinishedLog() {}

    /** Takes it away. Of a database that is closed. */
    static void takeBack(Path database) throws IOException {
        Path log = database.resolve("log");
        if (!Files.isDirectory(log)) {
            return;
        }
        List<LogFile> files;
        try (var content = Files.list(log)) {
            files = content.map(LogFile::of)
                    .filter(Objects::nonNull)
                    .sorted(Comparator.comparingLong(LogFile::number))
                    .toList();
        }
        if (files.size() < 2) {
            return;
        }
        LogFile last = files.get(files.size() - 1);
        if (last.size() > 0 && last.size() < LogFile.HEADER) {
            Files.delete(last.path());
        }
    }
}
