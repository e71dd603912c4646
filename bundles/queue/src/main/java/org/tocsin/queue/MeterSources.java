// SPDX-License-Identifier: Apache-2.0
package org.tocsin.queue;

import java.time.Clock;
import java.util.function.Supplier;
import org.tocsin.api.store.StoreUse;

/**
 * What is measured of an open queue. All of it is read from memory and without the dispatcher's lock.
 *
 * @param roll the lanes
 * @param use how full the store is
 * @param clock how old is what waits
 * @param most so many lanes are shown each by itself
 */
record MeterSources(LaneRoll roll, Supplier<StoreUse> use, Clock clock, int most) {

    /** How long, in seconds, the event that waits longest has done so. */
    double oldestAge() {
        return roll.oldestAge(clock.millis()) / 1_000.0;
    }
}
