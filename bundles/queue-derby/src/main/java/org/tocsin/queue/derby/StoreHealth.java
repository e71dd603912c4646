// SPDX-License-Identifier: Apache-2.0
package org.tocsin.queue.derby;

import org.tocsin.api.HealthPart.Health;
import org.tocsin.api.HealthPart.State;
import org.tocsin.api.store.StoreException;
import org.tocsin.api.store.StoreUse.Disk;

/** How an open store feels. */
final class StoreHealth {

    private static final int NEARLY_FULL_PERCENT = 80;

    private StoreHealth() {}

    static Health of(OpenStore store) {
        return of(store.space(), store.isAlive());
    }

    /** @param alive whether its writer is */
    static Health of(Space space, boolean alive) {
        StoreException problem = space.problem();
        if (!alive) {
            return new Health(State.FAILED, "the writer has ended, restart the agent and see the log");
        }
        if (problem != null) {
            State state = problem.full() ? State.DEGRADED : State.FAILED;
            return new Health(state, "takes no events: " + problem.getMessage());
        }
        long percent = space.maxBytes() == 0 ? 100 : space.held() * 100 / space.maxBytes();
        String figures = space.held() + " of " + space.maxBytes() + " bytes are taken (" + percent + " %)";
        if (space.use().disk() == Disk.SHORT) {
            return new Health(
                    State.DEGRADED,
                    "the disk of the database (directory in " + Settings.FILE
                            + ") has little room left: free some before events are refused; " + figures);
        }
        return new Health(percent < NEARLY_FULL_PERCENT ? State.READY : State.DEGRADED, figures);
    }
}
