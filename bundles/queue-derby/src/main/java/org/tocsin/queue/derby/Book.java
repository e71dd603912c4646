// SPDX-License-Identifier: Apache-2.0
package org.tocsin.queue.derby;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.jspecify.annotations.Nullable;
import org.tocsin.api.Lane;
import org.tocsin.queue.derby.format.LaneData;
import org.tocsin.queue.derby.format.SegmentIndex;
import org.tocsin.queue.derby.format.StoreData;

/**
 * What is known by heart of the last commit: lanes, their exceptions, and which events lie in which segment.
 *
 * <p>What holds at all times:
 *
 * <ol>
 *   <li>An event stands as its exception says. Without one it waits when its order number is higher than its lane's
 *       cursor, and was delivered when it is not. So an exception hides what a segment has under the same number.
 *   <li>An event without an exception lies in a segment. One with an exception may lie in one too.
 *   <li>The cursor never goes back and never passes an event that waits without an exception. It passes those with one.
 *   <li>Exceptions that wait and the segments' events beyond the cursor without an exception are what waits; a lane
 *       delivers them by their numbers, whichever they are.
 *   <li>A segment can go when none of its events waits without an exception ({@link Segment#live} is 0). Exceptions
 *       never need their segment, and outlive it.
 *   <li>Order numbers grow from segment to segment, and within one. The last segment is open.
 * </ol>
 *
 * <p>The writer alone changes it, under the write lock, after a commit; others read under the read lock.
 */
final class Book {

    private final ReentrantReadWriteLock lock = new ReentrantReadWriteLock();
    private final Map<Lane, LaneBook> lanes = new HashMap<>();
    private final Map<Integer, LaneBook> byId = new HashMap<>();
    private int lastLaneId;
    private final List<Segment> segments = new ArrayList<>();
    private OpenSegment open;
    private volatile StoreData store;

    Book(StoreData store, OpenSegment open) {
        this.store = store;
        this.open = open;
    }

    ReentrantReadWriteLock.ReadLock reading() {
        return lock.readLock();
    }

    ReentrantReadWriteLock.WriteLock writing() {
        return lock.writeLock();
    }

    /** Takes all that another one knows, after the database was made anew. */
    void become(Book other) {
        lanes.clear();
        lanes.putAll(other.lanes);
        byId.clear();
        byId.putAll(other.byId);
        lastLaneId = other.lastLaneId;
        segments.clear();
        segments.addAll(other.segments);
        open = other.open;
        store = other.store;
    }

    StoreData store() {
        return store;
    }

    void store(StoreData next) {
        store = next;
    }

    @Nullable
    LaneBook lane(Lane lane) {
        return lanes.get(lane);
    }

    /** The lane of that id. */
    @Nullable
    LaneBook lane(int id) {
        return byId.get(id);
    }

    Collection<LaneBook> lanes() {
        return byId.values();
    }

    int nextLaneId() {
        return lastLaneId + 1;
    }

    void add(LaneData data) {
        LaneBook made = new LaneBook(data);
        lanes.put(data.lane(), made);
        byId.put(data.id(), made);
        lastLaneId = Math.max(lastLaneId, data.id());
    }

    /** The sealed ones, in order. */
    List<Segment> segments() {
        return segments;
    }

    OpenSegment open() {
        return open;
    }

    void open(OpenSegment next) {
        open = next;
    }

    /** The sealed segment that can hold this event. */
    @Nullable
    Segment segment(long order) {
        int at = position(order);
        return at < segments.size() && segments.get(at).index().first() <= order ? segments.get(at) : null;
    }

    /** The lowest order number of a lane after this one, in the segments; {@link SegmentIndex#NONE} if there is none. */
    long next(int lane, long after) {
        for (int at = position(after + 1); at < segments.size(); at++) {
            long found = segments.get(at).index().next(lane, after);
            if (found != SegmentIndex.NONE) {
                return found;
            }
        }
        return open.next(lane, after);
    }

    /** Whether a segment has that event. */
    boolean holds(int lane, long order) {
        return next(lane, order - 1) == order;
    }

    /** The first segment that ends with this number or after it. */
    private int position(long order) {
        int low = 0;
        int high = segments.size();
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (segments.get(middle).index().last() < order) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }
}
