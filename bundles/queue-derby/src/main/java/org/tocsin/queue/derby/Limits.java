// SPDX-License-Identifier: Apache-2.0
package org.tocsin.queue.derby;

import java.time.Duration;

/**
 * Sizes that tests make smaller.
 *
 * @param segmentEvents a segment is sealed with so many events
 * @param segmentBytes or with so many bytes
 * @param segmentsOfATable how many segments one table takes
 * @param cacheBytes what is kept of blocks that were read
 * @param submissions the next generation of submission ids begins when there are so many
 * @param tick how often the keeper looks around without being asked
 */
record Limits(
        int segmentEvents, long segmentBytes, int segmentsOfATable, long cacheBytes, int submissions, Duration tick) {

    private static final int SEGMENT_EVENTS = 16_384;
    private static final long SEGMENT_BYTES = 8L << 20;
    private static final int MOST_OF_A_TABLE = 8;
    private static final int TABLES_OF_A_STORE = 16;
    private static final long CACHE_BYTES = 6L << 20;
    private static final int MOST_EVENTS = 48_000;
    private static final Duration SHORT = Duration.ofMillis(200);
    private static final Duration LONG = Duration.ofSeconds(10);
    private static final Duration TICK = Duration.ofSeconds(30);

    /** Tables are small enough that a store at its limit has at least so many, where it is big enough for that. */
    static Limits of(long maxBytes) {
        long segments = maxBytes / SEGMENT_BYTES / TABLES_OF_A_STORE;
        int ofATable = (int) Math.max(1, Math.min(MOST_OF_A_TABLE, segments));
        return new Limits(SEGMENT_EVENTS, SEGMENT_BYTES, ofATable, CACHE_BYTES, Submissions.MOST, TICK);
    }

    /** For a segment that is to go before its table would be full. */
    Limits withOneSegmentOfATable() {
        return new Limits(segmentEvents, segmentBytes, 1, cacheBytes, submissions, tick);
    }

    /** The most that a table holds, more or less. */
    long tableBytes() {
        return segmentBytes * segmentsOfATable;
    }

    /** Whether the next event belongs into another segment. */
    boolean isFull(OpenSegment open) {
        return holds(open, segmentEvents, segmentBytes);
    }

    /** Whether nothing more goes into it: order numbers of one segment must stay near each other. */
    boolean isOver(OpenSegment open) {
        return open.events() >= Math.max(segmentEvents, MOST_EVENTS);
    }

    /**
     * How long to wait for a table for the segment after a full one. None is ready only when the keeper cannot keep up;
     * the full one is in memory, so the longer it has become, the longer the senders wait.
     */
    Duration patience(OpenSegment open) {
        if (isOver(open)) {
            return LONG;
        }
        return holds(open, 2 * segmentEvents, 2 * segmentBytes) ? SHORT : Duration.ZERO;
    }

    private static boolean holds(OpenSegment open, int events, long bytes) {
        return open.events() >= events || open.bytes() >= bytes;
    }
}
