// SPDX-License-Identifier: Apache-2.0
package org.tocsin.cli;

import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The lanes that the old commands know: those of PagerDuty, by key. */
final class PagerDutyLanes {

    private PagerDutyLanes() {}

    /** @param key the one that is meant, or null for all */
    static List<LaneView> of(Agent agent, @Nullable String key) throws RefusedException {
        return agent.lanes().stream()
                .filter(lane -> lane.channel().equals(Agent.PAGERDUTY))
                .filter(lane -> key == null || lane.key().equals(key))
                .sorted(Comparator.comparing(LaneView::key))
                .toList();
    }
}
