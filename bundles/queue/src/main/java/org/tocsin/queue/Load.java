// SPDX-License-Identifier: Apache-2.0
package org.tocsin.queue;

import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import org.jspecify.annotations.Nullable;

/**
 * The sum of all lanes.
 *
 * @param held lanes that a person holds
 * @param blocked lanes whose head has not got through for long
 * @param example one of those, with the reason; null when there is none
 */
record Load(
        int lanes,
        long waiting,
        long delivered,
        long dead,
        int held,
        int blocked,
        @Nullable String example) {

    static Load of(Collection<LaneState> lanes, Duration bound, Instant now) {
        long waiting = 0;
        long delivered = 0;
        long dead = 0;
        int held = 0;
        int blocked = 0;
        String example = null;
        for (LaneState lane : lanes) {
            waiting += lane.counts().waiting();
            delivered += lane.counts().delivered();
            dead += lane.counts().dead();
            held += lane.counts().held() ? 1 : 0;
            if (lane.blockedLongerThan(bound, now)) {
                blocked++;
                example = lane.id() + ": " + lane.whyBlocked();
            }
        }
        return new Load(lanes.size(), waiting, delivered, dead, held, blocked, example);
    }
}
