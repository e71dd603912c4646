// SPDX-License-Identifier: Apache-2.0
package org.tocsin.engine;

import java.time.Duration;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;

/**
 * How long exchanges under way get to end: with a bundle that goes, its full time; with the agent, all together half a
 * second, because an event that is not delivered now is delivered after the next start.
 */
final class Patience {

    private static final Duration ALL_TOGETHER = Duration.ofMillis(500);

    private final Duration each;
    private final BooleanSupplier agentStops;
    private final LongSupplier nanoTime;
    private long deadline;
    private boolean ending;

    Patience(Duration each, BooleanSupplier agentStops, LongSupplier nanoTime) {
        this.each = each;
        this.agentStops = agentStops;
        this.nanoTime = nanoTime;
    }

    /** From now on everything ends. */
    synchronized void end() {
        if (!ending) {
            ending = true;
            deadline = nanoTime.getAsLong() + ALL_TOGETHER.toNanos();
        }
    }

    /** How long to wait for the next ones. */
    synchronized Duration next() {
        if (agentStops.getAsBoolean()) {
            end();
        }
        if (!ending) {
            return each;
        }
        Duration left = Duration.ofNanos(deadline - nanoTime.getAsLong());
        return left.isNegative() ? Duration.ZERO : left.compareTo(each) < 0 ? left : each;
    }
}
