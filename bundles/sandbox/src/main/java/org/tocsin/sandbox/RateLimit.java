// SPDX-License-Identifier: Apache-2.0
package org.tocsin.sandbox;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/** So many requests per key in any minute; what is refused does not count. */
final class RateLimit {

    private static final long MINUTE = Duration.ofMinutes(1).toNanos();

    /** No limit at all. */
    static final RateLimit NONE = new RateLimit(0, () -> 0);

    private final int perMinute;
    private final LongSupplier nanoTime;
    private final Map<String, Deque<Long>> taken = new HashMap<>();

    RateLimit(int perMinute, LongSupplier nanoTime) {
        this.perMinute = perMinute;
        this.nanoTime = nanoTime;
    }

    boolean allows(String key) {
        if (perMinute == 0) {
            return true;
        }
        long now = nanoTime.getAsLong();
        Deque<Long> times = taken.computeIfAbsent(key, k -> new ArrayDeque<>());
        while (!times.isEmpty() && now - times.element() >= MINUTE) {
            times.remove();
        }
        return times.size() < perMinute && times.add(now);
    }
}
