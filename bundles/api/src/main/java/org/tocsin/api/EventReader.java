// SPDX-License-Identifier: Apache-2.0
package org.tocsin.api;

import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * Reads the events of lanes in parts that fit into memory, however large their bodies are. Blocks its thread, as the
 * {@link QueueControl} does that it reads from.
 */
public final class EventReader {

    private static final int FIRST_PART = 16;
    private static final int PART_BYTES = 4 << 20;

    private final QueueControl control;

    /** @param control what is read from */
    public EventReader(QueueControl control) {
        this.control = control;
    }

    /** Takes what a part holds. */
    @FunctionalInterface
    public interface Taker {
        /** Whether the next part is wanted. */
        boolean take(List<EventRecord> part) throws QueueRefusedException;
    }

    /** Gives the events with higher order numbers to the taker, part by part, until that or the lane has enough. */
    public void parts(Lane lane, EventState state, long after, Taker taker) throws QueueRefusedException {
        long from = after;
        int limit = FIRST_PART;
        for (; ; ) {
            List<EventRecord> part = control.list(new EventFilter(lane, state, from, limit));
            if (part.isEmpty() || !taker.take(part) || part.size() < limit) {
                return;
            }
            from = part.get(part.size() - 1).order();
            limit = next(part);
        }
    }

    /** The same, one by one. */
    public void each(Lane lane, EventState state, long after, Predicate<EventRecord> taker)
            throws QueueRefusedException {
        parts(lane, state, after, part -> part.stream().allMatch(taker));
    }

    /**
     * The first events of some lanes together.
     *
     * @param after only events with a higher order number
     * @param limit at most so many
     * @param view what is kept of each of them; best without its body
     * @return by their order numbers
     */
    public <T> SortedMap<Long, T> first(
            List<Lane> lanes, EventState state, long after, int limit, Function<EventRecord, T> view)
            throws QueueRefusedException {
        TreeMap<Long, T> first = new TreeMap<>();
        for (Lane lane : lanes) {
            each(lane, state, after, record -> {
                if (first.size() == limit && first.lastKey() < record.order()) {
                    return false; // and so is all that follows it in its lane
                }
                first.put(record.order(), view.apply(record));
                if (first.size() > limit) {
                    first.pollLastEntry();
                }
                return true;
            });
        }
        return first;
    }

    /**
     * The last events of some lanes together. How long it takes depends little on how many there are.
     *
     * @param after only events with a higher order number
     * @param limit at most so many
     * @param view what is kept of each of them; best without its body
     * @return by their order numbers
     */
    public <T> SortedMap<Long, T> last(
            List<Lane> lanes, EventState state, long after, int limit, Function<EventRecord, T> view)
            throws QueueRefusedException {
        TreeMap<Long, T> last = new TreeMap<>();
        for (Lane lane : lanes) {
            // what is older than all of those is none of the last
            last.putAll(last(lane, state, last.size() < limit ? after : last.firstKey(), limit, view));
            while (last.size() > limit) {
                last.pollFirstEntry();
            }
        }
        return last;
    }

    /** Looks for the number above which there are as many as are wanted: a store goes only forward. */
    private <T> SortedMap<Long, T> last(
            Lane lane, EventState state, long after, int limit, Function<EventRecord, T> view)
            throws QueueRefusedException {
        SortedMap<Long, T> found = first(List.of(lane), state, after, limit + 1, view);
        if (found.size() <= limit) {
            return found;
        }
        long tooMany = after;
        long fewEnough = found.lastKey();
        while (!control.list(new EventFilter(lane, state, fewEnough, 1)).isEmpty()) {
            fewEnough *= 2;
        }
        SortedMap<Long, T> few = new TreeMap<>();
        while (fewEnough - tooMany > 1 && few.size() < limit) {
            long middle = tooMany + (fewEnough - tooMany) / 2;
            found = first(List.of(lane), state, middle, limit + 1, view);
            if (found.size() > limit) {
                tooMany = middle;
            } else {
                fewEnough = middle;
                few = found;
            }
        }
        return few;
    }

    /** As many as fit, if they are as large as these. */
    private static int next(List<EventRecord> part) {
        long bytes = 0;
        for (EventRecord record : part) {
            bytes += record.event().body().size();
        }
        long average = bytes / part.size() + 1;
        return (int) Math.max(FIRST_PART, Math.min(EventFilter.MAX_LIMIT, PART_BYTES / average));
    }
}
