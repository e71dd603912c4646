// SPDX-License-Identifier: Apache-2.0
package org.tocsin.queue.derby.life;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import org.tocsin.api.Lane;

/** What must be in a store that did what was asked. */
public final class Account {

    private final Map<Lane, LaneAccount> lanes = new HashMap<>();

    /** After all that. */
    public static Account of(Collection<Ask> done) {
        Account account = new Account();
        done.forEach(account::apply);
        return account;
    }

    /** After one thing more. */
    public void apply(Ask ask) {
        lane(ask.lane()).apply(ask);
    }

    /** What must be in one lane. */
    public LaneAccount lane(Lane lane) {
        return lanes.computeIfAbsent(lane, unknown -> new LaneAccount());
    }

    /** How many events wait. */
    public int waiting() {
        return lanes.values().stream().mapToInt(lane -> lane.waiting.size()).sum();
    }

    /** The lanes that were asked for. */
    public Map<Lane, LaneAccount> lanes() {
        return lanes;
    }
}
