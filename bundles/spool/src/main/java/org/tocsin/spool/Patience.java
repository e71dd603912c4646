// SPDX-License-Identifier: Apache-2.0
package org.tocsin.spool;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** How long everybody waits for what may pass by itself, such as a disk or a network that fails: so long, and so often. */
final class Patience {

    private static final Duration MOST = Duration.ofSeconds(10);
    private static final int TRIES = 10;

    private final Clock clock;
    private @Nullable Instant since;
    private int tries;
    private boolean met;

    Patience(Clock clock) {
        this.clock = clock;
    }

    /** Another look begins. When there was no trouble in the one before, the next trouble is a new one. */
    void begin() {
        if (!met) {
            since = null;
            tries = 0;
        }
        met = false;
        tries++;
    }

    /** There is trouble; whether that has been so for too long. */
    boolean isOver() {
        met = true;
        Instant now = clock.instant();
        if (since == null || now.isBefore(since)) {
            since = now;
        }
        return tries >= TRIES && !now.isBefore(since.plus(MOST));
    }
}
