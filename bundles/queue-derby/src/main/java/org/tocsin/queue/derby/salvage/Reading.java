// SPDX-License-Identifier: Apache-2.0
package org.tocsin.queue.derby.salvage;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.tocsin.queue.derby.format.DamagedException;

/** Reads all files of a closed database into a harvest: first the log, which knows what was rolled back, then the pages. */
final class Reading {

    private static final int MOST_NAMED = 1_000;

    private final Path database;
    private final Harvest harvest;
    private final List<String> damage = new ArrayList<>();
    private int broken;

    Reading(Path database, Harvest harvest) {
        this.database = database;
        this.harvest = harvest;
    }

    /** Reads everything. */
    void run() throws IOException {
        List<LogFile> log = files(database.resolve("log")).stream()
                .map(LogFile::of)
                .filter(Objects::nonNull)
                .map(Objects::requireNonNull)
                .sorted(Comparator.comparingLong(LogFile::number))
                .toList();
        Fates fates = new Fates();
        for (LogFile file : log) {
            file.read(LogFile.HEADER, fates);
        }
        fates.rewind();
        for (LogFile file : log) {
            file.read(LogFile.HEADER, new LogEntries(file, fates));
        }
        for (Path path : files(database.resolve("seg0"))) {
            if (path.toString().endsWith(".dat")) {
                Container.open(path).read(new Rows(path));
            }
        }
    }

    /** The damaged places, in words. */
    List<String> damage() {
        return damage;
    }

    /** How many records had a wrong checksum. */
    int broken() {
        return broken;
    }

    private static List<Path> files(Path directory) throws IOException {
        if (!Files.isDirectory(directory)) {
            return List.of();
        }
        try (Stream<Path> content = Files.list(directory)) {
            return content.filter(Files::isRegularFile).sorted().toList();
        }
    }

    private void damaged(String what) {
        if (damage.size() < MOST_NAMED) {
            damage.add(what);
        }
    }

    private void take(Path file, long at, ByteBuffer bytes) {
        Envelopes.scan(bytes, 0, bytes.limit(), new Envelopes.Sink() {
            @Override
            public void whole(long stamp, int start, int length) {
                try {
                    harvest.add(file, at + start, bytes.slice(start, length), stamp);
                } catch (DamagedException e) { // another's bytes, or another version's
                    broken(start);
                }
            }

            @Override
            public void broken(int start) {
                broken++;
                damaged(relative(file) + ": a record at byte " + (at + start) + " has a wrong checksum");
            }
        });
    }

    private String relative(Path file) {
        return database.relativize(file).toString();
    }

    /** The rows of good pages, and what is left of bad ones. */
    private final class Rows implements Container.Visitor {
        private final Path file;

        Rows(Path file) {
            this.file = file;
        }

        @Override
        public void row(long at, ByteBuffer bytes) {
            take(file, at, bytes);
        }

        @Override
        public void bad(long page, long at, ByteBuffer bytes) {
            damaged(relative(file) + ": page " + page + " has a wrong checksum");
            take(file, at, bytes);
        }
    }

    /** What became of each transaction. Derby counts them up, but begins anew now and then, so each begin is another. */
    private static final class Fates implements LogFile.Visitor {
        private final List<Boolean> undone = new ArrayList<>();
        private final Map<Long, Integer> current = new HashMap<>();
        private int begun;

        @Override
        public void record(LogRecord record, long at, ByteBuffer data) {
            int index = index(record);
            while (undone.size() <= index) {
                undone.add(false);
            }
            if (record.aborts()) {
                undone.set(index, true);
            }
        }

        @Override
        public void stray(long at, ByteBuffer bytes) {
            // of no transaction that we know
        }

        void rewind() {
            current.clear();
            begun = 0;
        }

        boolean isUndone(LogRecord record) {
            return undone.get(index(record));
        }

        private int index(LogRecord record) {
            if (record.begins()) {
                current.put(record.transaction(), begun++);
            }
            return current.computeIfAbsent(record.transaction(), id -> begun++);
        }
    }

    /** What stands in the records of one log file. */
    private final class LogEntries implements LogFile.Visitor {
        private final LogFile file;
        private final Fates fates;

        LogEntries(LogFile file, Fates fates) {
            this.file = file;
            this.fates = fates;
        }

        @Override
        public void record(LogRecord record, long at, ByteBuffer data) {
            boolean undone = fates.isUndone(record);
            Envelopes.scan(data, 0, data.limit(), new Envelopes.Sink() {
                @Override
                public void whole(long stamp, int start, int length) {
                    ByteBuffer bytes = data.slice(start, length);
                    // an update holds the row as it was before, too: that one is older than what was committed last
                    if (undone && stamp > harvest.lastStamp()) {
                        harvest.rolledBack(bytes, stamp);
                    } else if (!undone) {
                        harvest.committed(bytes, stamp);
                        take(file.path(), at + start, bytes);
                    }
                }

                @Override
                public void broken(int start) {
                    // a row may hold anything, and the group's checksum was right
                }
            });
        }

        @Override
        public void stray(long at, ByteBuffer bytes) {
            if (!Bytes.areZero(bytes)) {
                damaged(relative(file.path()) + ": no whole log records from byte " + at + " on");
                take(file.path(), at, bytes);
            }
        }
    }
}
