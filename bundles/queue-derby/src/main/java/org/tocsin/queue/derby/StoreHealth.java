// SPDX-License-Identifier: Apache-2.0
package org.tocsin.queue.derby;

import org.tocsin.api.HealthPart.Health;
import org.tocsin.api.HealthPart.State;
import org.tocsin.api.store.StoreException;

/** How an open store feels. */
final class StoreHealth {

    private static final int NEARLY_FULL_PERCENT = 80;

    private StoreHealth() {}

    static Health of(OpenStore store) {
        Space space = store.space();
        StoreException problem = space.problem();
        if (!store.isAlive()) {
            return new Health(State.FAILED, "the writer has ended, restart the agent and see the log");
        }
        if (problem != null) {
            State state = problem.full() ? State.DEGRADED : State.FAILED;
            return new Health(state, "takes no events: " + problem.getMessage());
        }
        long percent = space.maxBytes() == 0 ? 100 : space.held() * 100 / space.maxBytes();
        String figures = space.held() + " of " + space.maxBytes() + " bytes are taken (" + percent + " %)";
        return new Health(percent < NEARLY_FULL_PERCENT ? State.READY : State.DEGRADED, figures);
    }
}
