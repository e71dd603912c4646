// SPDX-License-Identifier: Apache-2.0
package org.tocsin.queue;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A bucket of tokens, one for each attempt, which fills at a steady rate. Instead of tokens it counts time: when the bucket
 * would be full again. Guarded by the dispatcher's lock.
 */
final class LanePace {

    private final long each;
    private final long whole;
    private @Nullable Long full;

    /**
     * Begins full.
     *
     * @param each how long a token takes to come
     * @param size tokens of a full bucket
     */
    LanePace(Duration each, int size) {
        this.each = each.toNanos();
        this.whole = Math.multiplyExact(this.each, size);
    }

    /** How long until there is a token: zero when there is one. */
    Duration untilToken(long nanos) {
        return Duration.ofNanos(Math.max(0, missing(nanos) + each - whole));
    }

    /** Takes a token. */
    void take(long nanos) {
        full = nanos + missing(nanos) + each;
    }

    /** How long until it is full. */
    private long missing(long nanos) {
        Long then = full;
        return then == null ? 0 : Math.max(0, then - nanos);
    }
}
