// SPDX-License-Identifier: Apache-2.0
package org.tocsin.http.local;

import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.tocsin.api.EventQueue;
import org.tocsin.api.Lane;
import org.tocsin.cli.Agent;
import org.tocsin.cli.LaneView;

/** The lanes that clients of the original agent mean: those of PagerDuty, chosen by their key. */
final class PagerDutyLanes {

    static final String CHANNEL = Agent.PAGERDUTY;

    private PagerDutyLanes() {}

    /** @param key null or empty for all */
    static Predicate<Lane> of(@Nullable String key) {
        return lane -> lane.channel().equals(CHANNEL)
                && (key == null || key.isEmpty() || lane.key().equals(key));
    }

    static List<LaneView> status(EventQueue queue, @Nullable String key) {
        Predicate<Lane> chosen = of(key);
        return queue.status().stream()
                .filter(status -> chosen.test(status.lane()))
                .map(LaneBook::view)
                .toList();
    }
}
