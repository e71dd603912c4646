// SPDX-License-Identifier: Apache-2.0
package org.tocsin.alarm;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.tocsin.api.LaneStatus;

/**
 * Since when each lane that has something to send moves nothing. A lane moves when an event leaves it, whichever way; one
 * that is held by a person, or has nothing to send, is not blocked.
 */
final class Progress {

    /**
     * Where a lane stands.
     *
     * @param since when it was first seen there
     * @param left how many events have left it
     */
    record Stand(Instant since, long left) {}

    private final Map<String, Stand> stands;

    /** @param stands what was known before a restart, by the id of the lane */
    Progress(Map<String, Stand> stands) {
        this.stands = new HashMap<>(stands);
    }

    /** Whether anything is not as it was. */
    boolean look(List<LaneStatus> lanes, Instant now) {
        Map<String, Stand> next = new HashMap<>();
        for (LaneStatus lane : lanes) {
            if (lane.waiting() > 0 && lane.state() != LaneStatus.State.HELD) {
                long left = lane.delivered() + lane.dead() + lane.dropped();
                Stand before = stands.get(lane.lane().id());
                // a clock that was put back must not make it wait longer
                boolean same = before != null && before.left == left && !before.since.isAfter(now);
                next.put(lane.lane().id(), same ? before : new Stand(now, left));
            }
        }
        if (next.equals(stands)) {
            return false;
        }
        stands.clear();
        stands.putAll(next);
        return true;
    }

    /** The ids of the lanes that have moved nothing for so long. */
    List<String> blocked(Duration bound, Instant now) {
        return stands.entrySet().stream()
                .filter(entry -> Duration.between(entry.getValue().since, now).compareTo(bound) >= 0)
                .map(Map.Entry::getKey)
                .sorted()
                .toList();
    }

    Map<String, Stand> stands() {
        return new TreeMap<>(stands);
    }
}
