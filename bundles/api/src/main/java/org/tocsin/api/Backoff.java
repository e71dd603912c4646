// SPDX-License-Identifier: Apache-2.0
package org.tocsin.api;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * How the wait between attempts grows: it starts at {@code initial} and doubles up to {@code ceiling}.
 *
 * @param initial the wait after the first failure
 * @param ceiling the longest wait
 * @param jitter whether the wait is drawn evenly between zero and that length (full jitter), so that many lanes that
 *     failed together do not come back together
 */
public record Backoff(Duration initial, Duration ceiling, boolean jitter) {

    private static final int MAX_DOUBLINGS = 30;

    /** @throws IllegalArgumentException when a duration is not positive, or the ceiling is below the initial wait */
    public Backoff {
        if (initial.isNegative() || initial.isZero() || ceiling.compareTo(initial) < 0) {
            throw new IllegalArgumentException(
                    "backoff: needs 0 < initial <= ceiling, got " + initial + ", " + ceiling);
        }
    }

    /**
     * The wait after so many failures in a row.
     *
     * @param failures 1 or more
     */
    public Duration after(int failures, RandomGenerator random) {
        int doublings = Math.min(Math.max(failures, 1) - 1, MAX_DOUBLINGS);
        Duration full = initial.multipliedBy(1L << doublings);
        if (full.compareTo(ceiling) > 0) {
            full = ceiling;
        }
        return jitter ? Duration.ofMillis(random.nextLong(full.toMillis() + 1)) : full;
    }
}
