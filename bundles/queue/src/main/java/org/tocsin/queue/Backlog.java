// SPDX-License-Identifier: Apache-2.0
package org.tocsin.queue;

import org.jspecify.annotations.Nullable;

/** When a lane catches up, if it does. Guarded by the dispatcher's lock. */
final class Backlog {

    /** By how much a backlog must have grown before another pass over all of it pays. */
    private static final int SHARE = 4;

    private final int from;
    private final @Nullable OpenIncidents incidents;
    private boolean looked;
    private boolean goesOn;
    private long news;
    private long left;

    /**
     * @param from so many waiting events are a backlog
     * @param incidents what is open at the other side; null when the lane replays everything
     */
    Backlog(int from, @Nullable OpenIncidents incidents) {
        this.from = from;
        this.incidents = incidents;
    }

    @Nullable
    OpenIncidents incidents() {
        return incidents;
    }

    void arrived() {
        news++;
    }

    /** An event left. */
    void moves(boolean afterFailures) {
        goesOn |= afterFailures;
    }

    /** Whether it is time to look what of the backlog is over. */
    boolean due(long waiting) {
        return incidents != null
                && waiting >= from
                && (!looked || (goesOn && news > 0) || news >= Math.max(from, left / SHARE));
    }

    void lookBegins() {
        looked = true;
        goesOn = false;
        news = 0;
    }

    void lookEnds(long waiting) {
        left = waiting;
    }
}
