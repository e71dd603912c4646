// SPDX-License-Identifier: Apache-2.0
package org.tocsin.queue.derby;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.tocsin.queue.derby.format.Mark;
import org.tocsin.queue.derby.format.SegmentIndex;

/**
 * The exceptions of one lane: order numbers and what is said of them, nine bytes each, sorted. A removed one stays as a
 * hole until there are as many holes as marks.
 */
final class Marks {

    private static final byte HOLE = 0;
    private static final Mark[] BY_CODE = new Mark[128];

    static {
        for (Mark mark : Mark.values()) {
            BY_CODE[mark.code()] = mark;
        }
    }

    private long[] orders = new long[4];
    private byte[] codes = new byte[4];
    private int size;
    private int holes;
    private int waiting;

    @Nullable
    Mark get(long order) {
        int at = Arrays.binarySearch(orders, 0, size, order);
        return at < 0 ? null : BY_CODE[codes[at]];
    }

    /** Sets one, or removes it where the mark is null. */
    void put(long order, @Nullable Mark mark) {
        int at = Arrays.binarySearch(orders, 0, size, order);
        if (at < 0) {
            if (mark == null) {
                return;
            }
            at = -at - 1;
            insert(at, order);
        }
        Mark before = BY_CODE[codes[at]];
        waiting += waits(mark) - waits(before);
        holes += (mark == null ? 1 : 0) - (before == null ? 1 : 0);
        codes[at] = mark == null ? HOLE : (byte) mark.code();
        if (holes > 64 && holes > size / 2) {
            compact();
        }
    }

    /** The first one after this order number that says so. */
    long next(long after, Mark mark) {
        for (int at = after(after); at < size; at++) {
            if (codes[at] == mark.code()) {
                return orders[at];
            }
        }
        return SegmentIndex.NONE;
    }

    /** The first one after this order number whose event waits. */
    long nextWaiting(long after) {
        if (waiting == 0) {
            return SegmentIndex.NONE;
        }
        for (int at = after(after); at < size; at++) {
            Mark mark = BY_CODE[codes[at]];
            if (mark != null && mark.waits()) {
                return orders[at];
            }
        }
        return SegmentIndex.NONE;
    }

    /** How many there are after one order number and up to another, whatever they say. */
    int count(long after, long upTo) {
        int count = 0;
        for (int at = after(after); at < size && orders[at] <= upTo; at++) {
            count += codes[at] == HOLE ? 0 : 1;
        }
        return count;
    }

    /** How many say so. */
    int count(Mark mark) {
        int count = 0;
        for (int at = 0; at < size; at++) {
            count += codes[at] != 0 && BY_CODE[codes[at]] == mark ? 1 : 0;
        }
        return count;
    }

    int size() {
        return size - holes;
    }

    /** How many of them wait. */
    int waiting() {
        return waiting;
    }

    private int after(long order) {
        int at = Arrays.binarySearch(orders, 0, size, order);
        return at < 0 ? -at - 1 : at + 1;
    }

    private void insert(int at, long order) {
        if (size == orders.length) {
            orders = Arrays.copyOf(orders, size * 2);
            codes = Arrays.copyOf(codes, size * 2);
        }
        System.arraycopy(orders, at, orders, at + 1, size - at);
        System.arraycopy(codes, at, codes, at + 1, size - at);
        orders[at] = order;
        codes[at] = HOLE;
        size++;
        holes++;
    }

    private void compact() {
        int kept = 0;
        for (int at = 0; at < size; at++) {
            if (codes[at] != HOLE) {
                orders[kept] = orders[at];
                codes[kept++] = codes[at];
            }
        }
        size = kept;
        holes = 0;
    }

    private static int waits(@Nullable Mark mark) {
        return mark != null && mark.waits() ? 1 : 0;
    }
}
