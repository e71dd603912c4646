// SPDX-License-Identifier: Apache-2.0
package org.tocsin.queue.derby.salvage;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Looks at the log before Derby does. Derby takes the first bad place of its log for the end and opens without a word,
 * whatever was committed behind it; it also makes a new log in the place of one that is missing.
 *
 * <p>What may rightly be bad is what the last sync did not cover. Derby writes its log by groups, each synced before the
 * next is written. So when a whole group stands behind a bad place, or that is in a file that Derby has left (it makes the
 * next one longer than its header when all of the last one is synced), then what was bad had been synced. So it had when two
 * commits are not seen to end before it, or one is missing altogether between what stands before it and behind it.
 */
final class LogEnd {

    private static final long NONE = -1;

    private final Path log;
    private final NavigableMap<Long, LogFile> files = new TreeMap<>();

    private LogEnd(Path log) {
        this.log = log;
    }

    /**
     * Checks the log of a closed database.
     *
     * @return what is damaged, in one sentence; empty when Derby may open the database
     */
    static Optional<String> damage(Path database) throws IOException {
        return new LogEnd(database.resolve("log")).check();
    }

    private Optional<String> check() throws IOException {
        if (!Files.isDirectory(log)) {
            return Optional.of("the log directory is missing");
        }
        try (var content = Files.list(log)) {
            for (Path path : content.toList()) {
                LogFile file = LogFile.of(path);
                if (file != null) {
                    files.put(file.number(), file);
                }
            }
        }
        OptionalLong checkpoint = LogControl.checkpoint(log);
        if (checkpoint.isEmpty()) {
            return Optional.of("log/log.ctrl and its mirror are missing or damaged");
        }
        long first = Math.max(1, checkpoint.getAsLong() >>> 32); // none yet: from the start
        if (!files.containsKey(first)) {
            return Optional.of("log/log" + first + ".dat is missing");
        }
        // Derby begins to read where the oldest change began that was not on its page at the checkpoint
        while (files.containsKey(first - 1)) {
            first--;
        }
        return walk(first);
    }

    private Optional<String> walk(long first) throws IOException {
        Walk walk = new Walk();
        long expected = first;
        for (LogFile file : List.copyOf(files.tailMap(first).values())) {
            if (file.number() != expected) {
                return Optional.of("log/log" + expected + ".dat is missing");
            }
            walk.enter(file);
            file.read(LogFile.HEADER, walk);
            expected++;
        }
        return walk.verdict();
    }

    /** Goes over the files and notes whose records it meets. */
    private static final class Walk implements LogFile.Visitor {

        private final Map<Long, Long> stamps = new HashMap<>();
        private final TreeSet<Long> seen = new TreeSet<>();
        private String file = "";
        private String broken = "";
        private String suspect = "";
        private boolean wasSynced;
        private long end = NONE;
        private long number;
        private long committed = NONE;

        /** The zeros at the end of the file before are no damage when this one begins where that one ended. */
        void enter(LogFile next) throws IOException {
            if (end != NONE && next.previousEnd() != LogGroup.instant(number, end) && broken.isEmpty()) {
                broken = file + " at byte " + end;
            }
            wasSynced |= !broken.isEmpty() && next.size() > LogFile.HEADER;
            number = next.number();
            file = "log/" + next.path().getFileName();
            end = LogFile.HEADER;
            suspect = "";
        }

        @Override
        public void record(LogRecord record, long at, ByteBuffer data) {
            end = at + data.limit() + Integer.BYTES;
            if (!suspect.isEmpty()) {
                broken = broken.isEmpty() ? suspect : broken;
                wasSynced = true;
            }
            if (record.begins()) {
                stamps.remove(record.transaction());
            }
            long stamp = highest(data);
            if (stamp != NONE) {
                seen.add(stamp);
                stamps.merge(record.transaction(), stamp, Math::max);
            }
            if (record.commits() && broken.isEmpty()) {
                committed = Math.max(committed, stamps.getOrDefault(record.transaction(), NONE));
            }
        }

        @Override
        public void stray(long at, ByteBuffer bytes) {
            if (suspect.isEmpty()) {
                suspect = file + " at byte " + at;
            }
            if (!Bytes.areZero(bytes)) {
                broken = broken.isEmpty() ? suspect : broken;
                long stamp = highest(bytes);
                if (stamp != NONE) {
                    seen.add(stamp);
                }
            }
        }

        /** A record of a change has the row as it was before, too, which an older commit wrote. */
        private static long highest(ByteBuffer bytes) {
            long[] highest = {NONE};
            Envelopes.scan(bytes, 0, bytes.limit(), new Envelopes.Sink() {
                @Override
                public void whole(long stamp, int at, int length) {
                    highest[0] = Math.max(highest[0], stamp);
                }

                @Override
                public void broken(int at) {
                    // its stamp may be as wrong as the rest
                }
            });
            return highest[0];
        }

        /** Of the commits that were not seen to end, all but the newest were synced before the next began. */
        Optional<String> verdict() {
            if (broken.isEmpty() || seen.isEmpty()) {
                return Optional.empty();
            }
            if (wasSynced) {
                return Optional.of(broken + " is damaged, the log goes on behind it");
            }
            long last = committed == NONE ? seen.first() : committed;
            NavigableSet<Long> after = seen.tailSet(last, false);
            boolean damaged = after.size() > 1 || (!after.isEmpty() && after.first() > last + 1);
            return damaged ? Optional.of(broken + " is damaged, commits stand behind it") : Optional.empty();
        }
    }
}
