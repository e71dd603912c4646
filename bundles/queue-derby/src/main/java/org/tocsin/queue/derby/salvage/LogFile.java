// SPDX-License-Identifier: Apache-2.0
package org.tocsin.queue.derby.salvage;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.tocsin.queue.derby.format.Envelope;

/** One file of Derby's log, read group by group; behind a damaged place it looks for the next good one. */
final class LogFile {

    static final int HEADER = 24;

    private static final Pattern NAME = Pattern.compile("log(\\d+)\\.dat");
    private static final int PREVIOUS_END_AT = 16;
    private static final int SCAN = 1 << 20;

    private final Path path;
    private final long number;

    private LogFile(Path path, long number) {
        this.path = path;
        this.number = number;
    }

    /** What is found in the file, in its order. */
    interface Visitor {

        /** A record of a group whose checksum is right. */
        void record(LogRecord record, long at, ByteBuffer data);

        /** Bytes that are of no good group: damage, the torn end, or the zeros behind the end. They may overlap. */
        void stray(long at, ByteBuffer bytes);
    }

    /** The file of that name; null when it is not one of the log. */
    static @Nullable LogFile of(Path path) {
        Matcher name = NAME.matcher(String.valueOf(path.getFileName()));
        return name.matches() ? new LogFile(path, Long.parseLong(name.group(1))) : null;
    }

    Path path() {
        return path;
    }

    long number() {
        return number;
    }

    long size() throws IOException {
        return Files.size(path);
    }

    /** The instant at which Derby left the file before; -1 when this one has no whole header. */
    long previousEnd() throws IOException {
        try (Window log = new Window(path)) {
            return log.size() < HEADER
                    ? -1
                    : log.at(PREVIOUS_END_AT, Long.BYTES).getLong(0);
        }
    }

    /** Reads from a place where a group begins, or where none does. */
    void read(long from, Visitor visitor) throws IOException {
        try (Window log = new Window(path)) {
            long at = Math.min(from, log.size());
            while (at < log.size()) {
                LogGroup group = LogGroup.read(log, number, at);
                if (group != null && group.whole()) {
                    records(log, group, visitor);
                    at = group.end();
                } else {
                    long next = nextWhole(log, at + 1);
                    strays(log, at, next, visitor);
                    at = next;
                }
            }
        }
    }

    private static void records(Window log, LogGroup group, Visitor visitor) throws IOException {
        ByteBuffer bytes = log.at(group.at(), group.length());
        int at = 0;
        while (at + LogGroup.RECORD_OVERHEAD <= group.length()) {
            int length = bytes.getInt(at);
            if (length <= 0 || length > group.length() - at - LogGroup.RECORD_OVERHEAD) {
                visitor.stray(group.at() + at, bytes.slice(at, group.length() - at));
                return;
            }
            ByteBuffer data = bytes.slice(at + LogGroup.RECORD_HEAD, length);
            visitor.record(LogRecord.of(data.duplicate()), group.at() + at + LogGroup.RECORD_HEAD, data);
            at += length + LogGroup.RECORD_OVERHEAD;
        }
    }

    /** Pieces that overlap by as much as the longest of our records, so that none is cut. */
    private static void strays(Window log, long from, long to, Visitor visitor) throws IOException {
        for (long at = from; at < to; at += SCAN) {
            int length = (int) Math.min(to - at, SCAN + Envelope.MAX_BYTES);
            visitor.stray(at, log.at(at, length));
        }
    }

    /** The end of the file when there is none. */
    private long nextWhole(Window log, long from) throws IOException {
        long instantHigh = LogGroup.instant(number, 0) >>> 32;
        for (long at = from; at + LogGroup.OPENER <= log.size(); ) {
            int length = (int) Math.min(log.size() - at, SCAN);
            ByteBuffer bytes = log.at(at, length);
            for (int i = 0; i + LogGroup.OPENER <= length; i++) {
                if (bytes.getInt(i + Integer.BYTES) == instantHigh && bytes.getInt(i + Long.BYTES) == (int) (at + i)) {
                    LogGroup group = LogGroup.read(log, number, at + i);
                    if (group != null && group.whole()) {
                        return at + i;
                    }
                    bytes = log.at(at, length);
                }
            }
            at += length - LogGroup.OPENER + 1;
        }
        return log.size();
    }
}
