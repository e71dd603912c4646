// SPDX-License-Identifier: Apache-2.0
package org.tocsin.queue;

import java.time.Duration;
import org.tocsin.api.HealthPart.Health;
import org.tocsin.api.HealthPart.State;

/**
 * How the queue feels. A lane that waits a moment is everyday life; one that has stood for longer means that somebody is
 * not hearing alarms, and so does a dead letter until somebody has dealt with it. Both are degraded and never failed,
 * because the queue itself does what it is for.
 */
final class QueueHealth {

    static final Duration BLOCKED = Duration.ofMinutes(1);

    private QueueHealth() {}

    static Health of(Load load) {
        String figures = load.lanes() + " lanes, " + load.waiting() + " waiting, " + load.delivered() + " delivered, "
                + load.dead() + " dead letters";
        if (load.blocked() > 0) {
            return new Health(
                    State.DEGRADED,
                    figures + "; " + load.blocked()
                            + " lanes blocked for over a minute, events are kept and tried again; " + load.example());
        }
        if (load.dead() > 0) {
            return new Health(State.DEGRADED, figures + "; see tocsin:queue-status, then tocsin:queue-retry");
        }
        return new Health(State.READY, figures);
    }
}
