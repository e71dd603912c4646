// SPDX-License-Identifier: Apache-2.0
package org.tocsin.queue;

import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * All lanes as meters see them, without the dispatcher's lock, which every commit needs: a scrape of a hundred thousand
 * lanes must not hold up an acceptance.
 */
final class LaneRoll {

    /** Lanes in which something waits, then those with the youngest activity. The first is the least. */
    private static final Comparator<Seen> BY_INTEREST =
            Comparator.<Seen>comparingInt(seen -> seen.waits ? 1 : 0).thenComparingLong(seen -> seen.active);

    private final Queue<LaneState> lanes = new ConcurrentLinkedQueue<>();
    private final Tally sum = new Tally(null);

    /** A lane as it was when it was looked at, so that it has one place among the others. */
    private record Seen(LaneState lane, boolean waits, long active) {
        static Seen of(LaneState lane) {
            return new Seen(lane, lane.counts().tally().get(Tally.Figure.WAITING) > 0, lane.active());
        }
    }

    /** The figures of all lanes. */
    Tally sum() {
        return sum;
    }

    void add(LaneState lane) {
        lanes.add(lane);
    }

    long size() {
        return lanes.size();
    }

    /** How many milliseconds the event that waits longest has done so; 0 when nothing waits. */
    long oldestAge(long nowMillis) {
        long oldest = 0;
        for (LaneState lane : lanes) {
            oldest = Math.max(oldest, lane.age(nowMillis));
        }
        return oldest;
    }

    /** At most so many lanes: those in which something waits before the others, and of these the most recently used. */
    List<LaneState> foremost(int most) {
        if (most == 0) {
            return List.of();
        }
        PriorityQueue<Seen> chosen = new PriorityQueue<>(most, BY_INTEREST);
        for (LaneState lane : lanes) {
            Seen seen = Seen.of(lane);
            if (chosen.size() < most) {
                chosen.add(seen);
            } else if (BY_INTEREST.compare(chosen.peek(), seen) < 0) {
                chosen.remove();
                chosen.add(seen);
            }
        }
        return chosen.stream().map(Seen::lane).toList();
    }
}
