// SPDX-License-Identifier: Apache-2.0
package org.tocsin.queue.derby;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLongArray;
import org.tocsin.api.SubmissionId;
import org.tocsin.queue.derby.format.Schema;

/**
 * Tells of nearly every new submission id that it is new, without asking the database: a bit set by hashes, for each of
 * the two tables. Until a table was read once after the start, it may hold anything.
 */
final class SubmissionFilter {

    private static final int BITS = 1 << 23;
    private static final int HASHES = 4;

    private final AtomicLongArray[] bits = {words(), words()};
    private final AtomicInteger[] counts = {new AtomicInteger(), new AtomicInteger()};
    private final boolean[] known = new boolean[Schema.GENERATIONS];

    synchronized boolean mayHold(int generation, int lane, SubmissionId id) {
        int table = generation % Schema.GENERATIONS;
        if (!known[table]) {
            return true;
        }
        long hash = hash(lane, id.text());
        for (int i = 0; i < HASHES; i++) {
            int bit = bit(hash, i);
            if (((bits[table].get(bit >>> 6) >>> bit) & 1) == 0) {
                return false;
            }
        }
        return true;
    }

    /** How many it was told of. */
    int count(int generation) {
        return counts[generation % Schema.GENERATIONS].get();
    }

    void add(int generation, int lane, String id) {
        counts[generation % Schema.GENERATIONS].incrementAndGet();
        AtomicLongArray words = bits[generation % Schema.GENERATIONS];
        long hash = hash(lane, id);
        for (int i = 0; i < HASHES; i++) {
            int bit = bit(hash, i);
            words.accumulateAndGet(bit >>> 6, 1L << bit, (before, more) -> before | more);
        }
    }

    /** All that a table holds has been added. */
    synchronized void complete(int generation) {
        known[generation % Schema.GENERATIONS] = true;
    }

    /** A table was emptied. */
    synchronized void clear(int generation) {
        bits[generation % Schema.GENERATIONS] = words();
        counts[generation % Schema.GENERATIONS].set(0);
        known[generation % Schema.GENERATIONS] = true;
    }

    private static AtomicLongArray words() {
        return new AtomicLongArray(BITS / Long.SIZE);
    }

    private static int bit(long hash, int turn) {
        long mixed = (hash >>> 32) + turn * (hash | 1);
        mixed ^= mixed >>> 29;
        mixed *= 0xBF58476D1CE4E5B9L;
        return (int) (mixed >>> 32) & (BITS - 1);
    }

    private static long hash(int lane, String id) {
        long hash = 0xCBF29CE484222325L ^ lane;
        for (int i = 0; i < id.length(); i++) {
            hash = (hash ^ id.charAt(i)) * 0x100000001B3L;
        }
        return hash;
    }
}
