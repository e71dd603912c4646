// SPDX-License-Identifier: Apache-2.0
package org.tocsin.queue;

import java.util.Map;
import java.util.TreeMap;
import org.tocsin.api.Lane;
import org.tocsin.api.Setting;
import org.tocsin.api.store.LaneRecord;

/**
 * What lanes do with a backlog.
 *
 * @param collapse whether a lane that is not named folds what is over, or sends everything
 * @param byLane the same for some lanes, by their ids
 * @param from so many waiting events are a backlog
 */
record CatchUpSettings(boolean collapse, Map<String, Boolean> byLane, int from) {

    private static final String KEY = "catchUp";
    private static final String BY_LANE = KEY + '.';
    private static final String COLLAPSE = "collapse";

    CatchUpSettings {
        byLane = Map.copyOf(byLane);
    }

    /** @throws IllegalArgumentException naming file, key, value and remedy */
    static CatchUpSettings of(String every, String from, Map<String, ?> properties) {
        Map<String, Boolean> byLane = new TreeMap<>();
        properties.forEach((key, value) -> {
            if (isOfLane(key)) {
                byLane.put(key.substring(BY_LANE.length()), collapses(key, String.valueOf(value)));
            }
        });
        return new CatchUpSettings(
                collapses(KEY, every),
                byLane,
                Setting.of(Settings.FILE, "catchUpFrom", from).number(2, 1_000_000));
    }

    /** The backlog of a lane that the queue gets to know. */
    Backlog backlog(LaneRecord record) {
        Lane lane = record.lane();
        if (!byLane.getOrDefault(lane.id(), collapse)) {
            return new Backlog(from, null);
        }
        OpenIncidents incidents = new OpenIncidents();
        if (record.equals(LaneRecord.empty(lane))) {
            incidents.load(Map.of(), true); // it has no past
        }
        return new Backlog(from, incidents);
    }

    /** Whether a key is that of a single lane. */
    static boolean isOfLane(String key) {
        return key.startsWith(BY_LANE) && key.length() > BY_LANE.length();
    }

    private static boolean collapses(String key, String value) {
        return Setting.of(Settings.FILE, key, value).oneOf("replay", COLLAPSE).equals(COLLAPSE);
    }
}
