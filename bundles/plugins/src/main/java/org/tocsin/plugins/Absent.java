// SPDX-License-Identifier: Apache-2.0
package org.tocsin.plugins;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.LongSupplier;

/**
 * What the container has not installed although it lies in {@code deploy/}. It tries once: what could not come at that
 * moment, or went by accident because two changed features at once, does not come by itself.
 */
final class Absent {

    /** For so long the container may still be about it. */
    static final Duration GRACE = Duration.ofSeconds(3);

    private final LongSupplier nanoTime;
    private final Map<String, Long> since = new HashMap<>();

    /** @param nanoTime as {@link System#nanoTime} */
    Absent(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    /**
     * Looks.
     *
     * @param wanted requirements
     * @param installed those of all that is there
     * @return what is missing for longer than {@link #GRACE}
     */
    Set<String> overdue(Set<String> wanted, Set<String> installed) {
        long now = nanoTime.getAsLong();
        Set<String> missing = new TreeSet<>(wanted);
        missing.removeAll(installed);
        since.keySet().retainAll(missing);
        Set<String> overdue = new TreeSet<>();
        for (String requirement : missing) {
            if (now - since.computeIfAbsent(requirement, first -> now) >= GRACE.toNanos()) {
                overdue.add(requirement);
            }
        }
        return overdue;
    }

    /** Whether something was missing at the last look. */
    boolean isAnything() {
        return !since.isEmpty();
    }
}
