// SPDX-License-Identifier: Apache-2.0
package org.tocsin.api.store;

import org.tocsin.api.Lane;

/**
 * How the last commit left a lane.
 *
 * @param lane the lane
 * @param waiting events that wait, those put back included
 * @param waitingBytes the sum of their bodies, in bytes
 * @param delivered events delivered since the lane exists
 * @param dead dead letters
 * @param dropped events taken out while they waited, as long as they are listed
 * @param held whether a person holds it
 */
public record LaneRecord(
        Lane lane, long waiting, long waitingBytes, long delivered, long dead, long dropped, boolean held) {

    /** A lane that never had an event. */
    public static LaneRecord empty(Lane lane) {
        return new LaneRecord(lane, 0, 0, 0, 0, 0, false);
    }
}
