// SPDX-License-Identifier: Apache-2.0
package org.tocsin.queue;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.tocsin.api.HealthPart.Health;
import org.tocsin.api.HealthPart.State;

/**
 * How the queue feels. A lane that waits a moment is everyday life; one that has stood for longer means that somebody is
 * not hearing alarms, and so does a dead letter until somebody has dealt with it. Both are degraded and never failed,
 * because the queue itself does what it is for. A store that is full is degraded, too: what is there leaves, and room
 * comes. With a store that fails the queue is failed, until a commit goes well.
 */
final class QueueHealth {

    static final Duration BLOCKED = Duration.ofMinutes(1);

    private QueueHealth() {}

    /** @param trouble what the store failed with last; null when it does what it is for */
    static Health of(Load load, WatchedStore.@Nullable Trouble trouble) {
        String figures = load.lanes() + " lanes, " + load.waiting() + " waiting, " + load.delivered() + " delivered, "
                + load.dead() + " dead letters"
                + (load.held() > 0 ? ", " + load.held() + " lanes held" : "");
        if (trouble != null) {
            return trouble.full()
                    ? new Health(State.DEGRADED, "events are refused: " + trouble.reason() + "; " + figures)
                    : new Health(State.FAILED, "the store fails: " + trouble.reason() + "; " + figures);
        }
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
