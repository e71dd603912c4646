// SPDX-License-Identifier: Apache-2.0
package org.tocsin.alarm;

import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.tocsin.alarm.Finding.Kind;

/**
 * What has to be known after a restart.
 *
 * @param id of this agent, in dedup keys
 * @param raised how each kind stands
 * @param stands since when lanes move nothing, by their ids
 */
record Memory(String id, Map<Kind, Raised> raised, Map<String, Progress.Stand> stands) {

    /** Copies. */
    Memory {
        raised = Map.copyOf(raised);
        stands = Map.copyOf(stands);
    }

    /**
     * How the alarm of one kind stands.
     *
     * @param number how many there were, this one included
     * @param open whether it was raised, or is about to be: then its end has to be told
     * @param told whether it is known that the queue has it
     * @param at when that was told, or tried the first time
     * @param extent how far it went then, or less far by now
     */
    record Raised(long number, boolean open, boolean told, Instant at, Extent extent) {

        /** None yet. */
        static final Raised NEVER = new Raised(0, false, false, Instant.EPOCH, Extent.NONE);

        Raised confirmed() {
            return new Raised(number, open, true, at, extent);
        }

        Raised ended() {
            return new Raised(number, false, false, Instant.EPOCH, Extent.NONE);
        }

        Raised with(Extent less) {
            return new Raised(number, open, told, at, less);
        }
    }

    /** Of an agent that knows nothing yet. */
    static Memory of(String id) {
        return new Memory(id, Map.of(), Map.of());
    }

    Raised of(Kind kind) {
        return raised.getOrDefault(kind, Raised.NEVER);
    }

    Memory with(Kind kind, Raised next) {
        Map<Kind, Raised> all = new HashMap<>(raised);
        all.put(kind, next);
        return new Memory(id, all, stands);
    }

    Memory withStands(Map<String, Progress.Stand> next) {
        return new Memory(id, raised, next);
    }
}
