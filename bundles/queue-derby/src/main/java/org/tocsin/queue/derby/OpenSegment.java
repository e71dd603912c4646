// SPDX-License-Identifier: Apache-2.0
package org.tocsin.queue.derby;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.tocsin.api.store.StoredEvent;
import org.tocsin.queue.derby.format.SegmentIndex;

/** The segment that events are appended to. Its events are in memory, so reading them touches no disk. */
final class OpenSegment {

    private final long id;
    private final int slot;
    private final int firstBlock;
    private final long first;
    private final SegmentIndex.Builder index;
    private final List<StoredEvent> events = new ArrayList<>();
    private final Map<Integer, List<StoredEvent>> lanes = new HashMap<>();
    private long bytes;
    private long bodies;
    private long oldest = Long.MAX_VALUE;

    OpenSegment(long id, int slot, int firstBlock, long first) {
        this.id = id;
        this.slot = slot;
        this.firstBlock = firstBlock;
        this.first = first;
        this.index = new SegmentIndex.Builder(first);
    }

    long id() {
        return id;
    }

    int slot() {
        return slot;
    }

    int firstBlock() {
        return firstBlock;
    }

    /** The lowest order number that can be in it. */
    long first() {
        return first;
    }

    int nextBlock() {
        return firstBlock + index.blocks();
    }

    /** The next event. */
    void add(int lane, StoredEvent stored) {
        if (events.isEmpty()) {
            oldest = stored.accepted().toEpochMilli();
        }
        index.add(lane, stored.order());
        events.add(stored);
        lanes.computeIfAbsent(lane, any -> new ArrayList<>()).add(stored);
        bodies += stored.event().body().size();
    }

    /** The next block. */
    void addBlock(long firstOrder, int size) {
        index.addBlock(firstOrder);
        bytes += size;
    }

    int events() {
        return events.size();
    }

    long bytes() {
        return bytes;
    }

    /** What is held in memory. */
    long bodies() {
        return bodies;
    }

    /** When its first event was accepted, in milliseconds since 1970. */
    long oldest() {
        return oldest;
    }

    SegmentIndex toIndex() {
        return index.build();
    }

    /** The lowest order number of a lane after this one. */
    long next(int lane, long after) {
        List<StoredEvent> mine = lanes.get(lane);
        if (mine == null) {
            return SegmentIndex.NONE;
        }
        int at = position(mine, after + 1);
        return at == mine.size() ? SegmentIndex.NONE : mine.get(at).order();
    }

    @Nullable
    StoredEvent find(long order) {
        int at = position(events, order);
        return at < events.size() && events.get(at).order() == order ? events.get(at) : null;
    }

    /** The first place whose order number is at least this. */
    private static int position(List<StoredEvent> sorted, long order) {
        int low = 0;
        int high = sorted.size();
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (sorted.get(middle).order() < order) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }
}
