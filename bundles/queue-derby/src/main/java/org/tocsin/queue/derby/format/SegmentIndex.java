// SPDX-License-Identifier: Apache-2.0
package org.tocsin.queue.derby.format;

import java.util.Arrays;

/**
 * Which events of which lanes lie in a segment, and in which blocks: two bytes for each event and eight for each lane.
 * Order numbers are kept as their distance from the first.
 */
public final class SegmentIndex {

    /** How far order numbers of one segment are apart at most. */
    public static final int MAX_SPAN = 0xFFFF;

    /** Greater than every order number. */
    public static final long NONE = Long.MAX_VALUE;

    private final long first;
    private final long last;
    private final char[] blocks;
    private final int[] lanes;
    private final int[] starts;
    private final char[] offsets;

    private SegmentIndex(long first, long last, char[] blocks, int[] lanes, int[] starts, char[] offsets) {
        this.first = first;
        this.last = last;
        this.blocks = blocks;
        this.lanes = lanes;
        this.starts = starts;
        this.offsets = offsets;
    }

    /** Gathers an index event by event. */
    public static final class Builder {
        private final long first;
        private long last;
        private long[] keys = new long[1_024];
        private int count;
        private char[] blocks = new char[256];
        private int blockCount;

        /** @param first the lowest order number that can come */
        public Builder(long first) {
            this.first = first;
            this.last = first - 1;
        }

        /** Whether this order number is near enough to the first. */
        public boolean takes(long order) {
            return order - first <= MAX_SPAN;
        }

        /** The next event. */
        public void add(int lane, long order) {
            if (count == keys.length) {
                keys = Arrays.copyOf(keys, count * 2);
            }
            keys[count++] = ((long) lane << Integer.SIZE) | offset(order);
            last = Math.max(last, order);
        }

        /** The next block. */
        public void addBlock(long firstOrder) {
            if (blockCount == blocks.length) {
                blocks = Arrays.copyOf(blocks, blockCount * 2);
            }
            blocks[blockCount++] = offset(firstOrder);
        }

        /** How many events there are. */
        public int events() {
            return count;
        }

        /** How many blocks there are. */
        public int blocks() {
            return blockCount;
        }

        /** The index of what there is. */
        public SegmentIndex build() {
            long[] sorted = Arrays.copyOf(keys, count);
            Arrays.sort(sorted);
            int[] lanes = new int[count];
            int[] starts = new int[count + 1];
            char[] offsets = new char[count];
            int found = 0;
            for (int i = 0; i < count; i++) {
                int lane = (int) (sorted[i] >>> Integer.SIZE);
                if (found == 0 || lanes[found - 1] != lane) {
                    starts[found] = i;
                    lanes[found++] = lane;
                }
                offsets[i] = (char) sorted[i];
            }
            starts[found] = count;
            return new SegmentIndex(
                    first,
                    last,
                    Arrays.copyOf(blocks, blockCount),
                    Arrays.copyOf(lanes, found),
                    Arrays.copyOf(starts, found + 1),
                    offsets);
        }

        private char offset(long order) {
            if (order < first || !takes(order)) {
                throw new IllegalArgumentException(order + " is too far from " + first);
            }
            return (char) (order - first);
        }
    }

    /** The lowest order number that can be in it. */
    public long first() {
        return first;
    }

    /** The highest order number in it. */
    public long last() {
        return last;
    }

    /** How many events there are. */
    public int events() {
        return offsets.length;
    }

    /** How many blocks there are. */
    public int blocks() {
        return blocks.length;
    }

    /** The ids of its lanes, ascending. */
    public int[] lanes() {
        return lanes.clone();
    }

    /** The lowest order number of a lane after this one; {@link #NONE} when there is none. */
    public long next(int lane, long after) {
        int at = Arrays.binarySearch(lanes, lane);
        if (at < 0 || after >= last) {
            return NONE;
        }
        int next = after < first ? starts[at] : position(at, (int) (after - first + 1));
        return next == starts[at + 1] ? NONE : first + offsets[next];
    }

    /** How many events of a lane come after this order number. */
    public int count(int lane, long after) {
        int at = Arrays.binarySearch(lanes, lane);
        if (at < 0 || after >= last) {
            return 0;
        }
        return starts[at + 1] - (after < first ? starts[at] : position(at, (int) (after - first + 1)));
    }

    /** Whether it is an event of that lane in here. */
    public boolean holds(int lane, long order) {
        return order >= first && next(lane, order - 1) == order;
    }

    /** The number, from 0, of the first block that can hold that event. */
    public int block(long order) {
        int low = 0;
        int high = blocks.length;
        // the first block that begins with it or after it
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (first + blocks[middle] < order) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low < blocks.length && first + blocks[low] == order ? low : low - 1;
    }

    /** The first place in the run of a lane whose distance is at least this. */
    private int position(int at, int offset) {
        int low = starts[at];
        int high = starts[at + 1];
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (offsets[middle] < offset) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    /** The bytes that {@link IndexRecord} cuts into rows. */
    public byte[] toBytes() {
        RecordWriter to = new RecordWriter(32 + 2 * blocks.length + 8 * lanes.length + 2 * offsets.length);
        to.putLong(first);
        to.putLong(last);
        to.putInt(blocks.length);
        for (char block : blocks) {
            to.putShort(block);
        }
        to.putInt(lanes.length);
        for (int i = 0; i < lanes.length; i++) {
            to.putInt(lanes[i]);
            to.putInt(starts[i + 1] - starts[i]);
        }
        for (char offset : offsets) {
            to.putShort(offset);
        }
        return to.toBytes();
    }

    /** Reads what {@link #toBytes} wrote. */
    public static SegmentIndex of(byte[] bytes) {
        RecordReader from = new RecordReader(bytes);
        long first = from.getLong();
        long last = from.getLong();
        char[] blocks = new char[bounded(from.getCount(), from)];
        for (int i = 0; i < blocks.length; i++) {
            blocks[i] = (char) from.getShort();
        }
        int[] lanes = new int[bounded(from.getCount(), from)];
        int[] starts = new int[lanes.length + 1];
        for (int i = 0; i < lanes.length; i++) {
            lanes[i] = from.getInt();
            starts[i + 1] = starts[i] + bounded(from.getCount(), from);
        }
        char[] offsets = new char[bounded(starts[lanes.length], from)];
        for (int i = 0; i < offsets.length; i++) {
            offsets[i] = (char) from.getShort();
        }
        return new SegmentIndex(first, last, blocks, lanes, starts, offsets);
    }

    private static int bounded(int count, RecordReader from) {
        if (count * 2L > from.remaining()) {
            throw new DamagedException("an index counts " + count + " where it has no room");
        }
        return count;
    }
}
