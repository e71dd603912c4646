// SPDX-License-Identifier: Apache-2.0
package org.tocsin.api.store;

import java.util.Set;
import org.tocsin.api.Event;
import org.tocsin.api.Lane;

/** What a person, or catching up, changes in a lane. */
public sealed interface LaneChange {

    /** The lane. */
    Lane lane();

    /**
     * Dead letters wait again, in their old places.
     *
     * @param orders which; empty means all
     */
    record Requeue(Lane lane, Set<Long> orders) implements LaneChange {
        /** Copies the set. */
        public Requeue {
            orders = Set.copyOf(orders);
        }
    }

    /**
     * Events go without being delivered: dead letters are gone, those that wait are listed as dropped.
     *
     * @param orders which; numbers of events that are neither are passed over
     * @param reason why, for people
     */
    record Drop(Lane lane, Set<Long> orders, String reason) implements LaneChange {
        /** Copies the set. */
        public Drop {
            orders = Set.copyOf(orders);
        }
    }

    /**
     * Dead letters are gone. An event that waits is passed over, also one that was a dead letter a moment ago.
     *
     * @param orders which
     */
    record Purge(Lane lane, Set<Long> orders) implements LaneChange {
        /** Copies the set. */
        public Purge {
            orders = Set.copyOf(orders);
        }
    }

    /**
     * Another event in the place of a dead letter.
     *
     * @param order whose
     * @param event the new one, of the same lane
     */
    record Edit(Lane lane, long order, Event event) implements LaneChange {}

    /**
     * The lane is held, or no longer.
     *
     * @param held which
     */
    record Hold(Lane lane, boolean held) implements LaneChange {}
}
