// SPDX-License-Identifier: Apache-2.0
package org.tocsin.alarm;

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
     */
    record Raised(long number, boolean open, boolean told) {}

    /** Of an agent that knows nothing yet. */
    static Memory of(String id) {
        return new Memory(id, Map.of(), Map.of());
    }

    Raised of(Kind kind) {
        return raised.getOrDefault(kind, new Raised(0, false, false));
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
